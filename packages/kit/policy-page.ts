import { type Bundle, type ClauseStatus, type Mechanism, renderWords, type Text } from "@avow/policy";
import { describeElements } from "./describe-elements.ts";

/** One clause as a page shows it. `html` is safe: the words are CommonMark without raw HTML. */
export interface ShownClause {
  readonly id: string;
  readonly html: string;
  readonly status: ClauseStatus;
  /** What keeps it, in words; empty unless it is enforced. */
  readonly keptBy: readonly string[];
  /** The parts of the model that stand for it, in words. */
  readonly elements: readonly string[];
}

/** A heading, the prose under it, and its clauses. */
export interface ShownSection {
  readonly id: string;
  readonly level: number;
  readonly title: string;
  readonly html: string;
  readonly clauses: readonly ShownClause[];
}

/** The published text of one language, in order, ready for a template. */
export function showPolicy(bundle: Bundle, language: string): readonly ShownSection[] {
  return bundle.sections.map((section) => ({
    id: section.id,
    level: section.level,
    title: section.title[language] ?? "",
    html: renderWords(section.prose[language] ?? ""),
    clauses: bundle.clauses
      .filter((clause) => clause.section === section.id)
      .map((clause) => ({
        id: clause.id,
        html: renderWords(clause.words[language] ?? ""),
        status: clause.status,
        keptBy: keptBy(clause.status, language),
        elements: describeElements(bundle, clause.id, language),
      })),
  }));
}

/** What each part of the software does for a clause, in words for people. */
const MECHANISM_WORDS: Readonly<Record<Mechanism, Text>> = {
  "law-floor": { en: "the check of the policy against the law", zh: "政策对照法律的检查" },
  "accountable-controller": {
    en: "the named controller on every page and message",
    zh: "每个页面与每封邮件均载明个人信息处理者",
  },
  "form-door": { en: "the door of every form", zh: "表单入口检查" },
  "storage-register": { en: "the register every cookie is held against", zh: "Cookie 登记簿" },
  "no-storage-before-log-in": { en: "the guard against cookies before log-in", zh: "登录前不存储的防护" },
  "refusal-costs-nothing": { en: "sessions that need no cookie", zh: "无需 Cookie 的登录会话" },
  "transport-guard": { en: "the guard against unencrypted connections", zh: "拒绝未加密连接的防护" },
  gate: { en: "the gate, asked before every operation", zh: "每次操作之前的判定" },
  "objection-stands": {
    en: "objections, asked again at the moment of sending",
    zh: "发送前再次核对反对意见",
  },
  "legal-hold": { en: "the hold on data that a dispute needs", zh: "争议所需数据的保全" },
  "published-versions": {
    en: "the service, which runs no version that was not published",
    zh: "仅运行已发布版本的服务",
  },
  "questions-once": {
    en: "questions put once, and never after a refusal",
    zh: "问题只问一次，拒绝后不再询问",
  },
  "card-refusal": { en: "the door that turns card numbers away", zh: "拒收银行卡号的表单入口" },
  "retention-run": { en: "the run that erases what has had its time", zh: "到期删除的定时任务" },
  "untied-visits": {
    en: "a visit log without people, whose daily salt is destroyed",
    zh: "不与个人关联、每日销毁盐值的访问日志",
  },
  "declared-readings": { en: "readings of a device limited to the declared", zh: "仅限已声明项目的设备读取" },
  "statistics-door": {
    en: "a key for advertisers that opens statistics alone",
    zh: "只能取得统计结果的广告主密钥",
  },
  "bounded-statistics": {
    en: "statistics with noise, a threshold and a yearly budget",
    zh: "加扰动、设门槛、受年度预算约束的统计",
  },
  "storage-purposes": {
    en: "cookies set and read for their own purpose alone",
    zh: "仅为登记用途读写 Cookie",
  },
  "kept-preferences": {
    en: "preferences kept with the account, performance measured in sums",
    zh: "随账号保存的偏好与汇总的性能数据",
  },
  "chosen-recommendations": {
    en: "recommendations with consent alone, each with its reason",
    zh: "仅经同意、逐条说明理由的推荐",
  },
  "chosen-participation": {
    en: "taking part by one’s own choice, undone by leaving",
    zh: "由本人选择、退出即撤销的参加",
  },
  "pseudonym-by-default": {
    en: "a pseudonym by default, the name by consent",
    zh: "默认化名，经同意方显示姓名",
  },
  "device-choice": {
    en: "a record of each choice, with the words that were shown",
    zh: "载明所示文字的选择记录",
  },
  "content-security-policy": {
    en: "a Content Security Policy made from this policy",
    zh: "依本政策生成的内容安全策略",
  },
  "sealed-threads": {
    en: "one sealed thread for your letters, opened for a purpose alone",
    zh: "按人加密归档、仅为既定目的方可打开的通信记录",
  },
  "complete-notices": {
    en: "incident notices that lack no item, and incidents not closed while anyone is untold",
    zh: "内容齐备的事件告知；仍有人未获告知的，不得结案",
  },
  "channel-ladder": {
    en: "the next way of reaching you, when one has failed",
    zh: "一种方式未能送达的，接着采用下一种",
  },
  "reasoned-announcements": {
    en: "announcements with their reason, never instead of telling you",
    zh: "附有理由的公告，不以公告代替逐一告知",
  },
  "regulator-clock": {
    en: "a clock from the moment we know, alarming before a deadline",
    zh: "自知悉之时起算、届满之前告警的时钟",
  },
  "service-templates": {
    en: "declared templates for service messages, and none for marketing among them",
    zh: "仅限声明的服务消息模板，其中没有营销模板",
  },
  "licence-register": {
    en: "a register of licences, without which nothing is sent for a third party",
    zh: "授权登记；未经登记授权，不代第三方发送",
  },
  "marketing-pace": {
    en: "a limit to how many you get, and quiet hours",
    zh: "发送频次上限与免打扰时段",
  },
  "similar-products": {
    en: "a declared measure of what is similar and what is recent",
    zh: "事先确定的“类似”与“近期”标准",
  },
  "held-limits": {
    en: "your earlier limits, until you agree to a change that widens them",
    zh: "在您同意扩大范围的变更之前，继续适用的原有限制",
  },
};

function keptBy(status: ClauseStatus, language: string): readonly string[] {
  if (status.status !== "enforced") return [];
  return status.by.map(
    (mechanism) => MECHANISM_WORDS[mechanism][language] ?? MECHANISM_WORDS[mechanism].en ?? mechanism,
  );
}

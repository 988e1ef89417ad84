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
};

function keptBy(status: ClauseStatus, language: string): readonly string[] {
  if (status.status !== "enforced") return [];
  return status.by.map(
    (mechanism) => MECHANISM_WORDS[mechanism][language] ?? MECHANISM_WORDS[mechanism].en ?? mechanism,
  );
}

import type { NoticeItem } from "../model.ts";

/** One thing a notice must speak of. */
export interface NoticePart {
  /** To follow `does not say:`. */
  readonly what: string;
  readonly rules: readonly string[];
  /** By language, what any wording of it contains; wide on purpose, for it can only tell that a thing is never mentioned. */
  readonly said: ReadonlyMap<string, RegExp>;
}

interface NoticeParts {
  readonly item: NoticeItem;
  readonly parts: readonly NoticePart[];
}

const CHINA_POLICY = ["CN-NT-02"];
const CHINA_RIGHTS = ["CN-NT-01"];
const CHINA_INCIDENT = ["CN-IN-02"];
const CHINA_EXPORT = ["CN-SC-05"];
const EUROPE = ["EU-06"];

/** What the law lists for single items, clause by clause of it. */
export const NOTICE_PARTS: readonly NoticeParts[] = [
  {
    item: "rights",
    parts: [
      part(
        "access",
        [...CHINA_POLICY, ...EUROPE],
        /\b(?:access|see|view|inspect|consult|know)\b/i,
        /查阅|查询|访问|查看/,
      ),
      part("a copy", CHINA_POLICY, /\bcop(?:y|ies)\b/i, /复制|副本/),
      part("correction", [...CHINA_POLICY, ...EUROPE], /\b(?:correct|rectif|amend|updat)/i, /更正|修改/),
      part("completion", CHINA_POLICY, /\b(?:complet|supplement|add to)/i, /补充/),
      part("erasure", [...CHINA_POLICY, ...EUROPE], /\b(?:eras|delet|remov)/i, /删除/),
      part("restriction", [...CHINA_POLICY, ...EUROPE], /\b(?:restrict|limit)/i, /限制/),
      part("refusal", [...CHINA_RIGHTS, ...EUROPE], /\b(?:refus|object)/i, /拒绝|反对/),
      part("an explanation of the rules", CHINA_RIGHTS, /\bexpla(?:in|n)/i, /解释|说明/),
    ],
  },
  {
    item: "withdrawal",
    parts: [
      part("withdrawal", [...CHINA_POLICY, ...EUROPE], /\b(?:withdraw|revoke|take back)/i, /撤回|撤销/),
    ],
  },
  {
    item: "account-cancellation",
    parts: [
      part("closing the account", CHINA_POLICY, /\b(?:clos|cancel|delet|leav)\w*\b[^.]*\baccount/i, /注销/),
    ],
  },
  {
    item: "portability",
    parts: [
      part(
        "passing data on to another company",
        [...CHINA_POLICY, ...EUROPE],
        /\b(?:transfer|portab|transmit|pass(?:ed)?|another (?:company|controller|service))/i,
        /转移|可携/,
      ),
    ],
  },
  {
    item: "after-retention",
    parts: [
      part("erasure or anonymity", CHINA_POLICY, /\b(?:eras|delet|destroy|anonymi[sz])/i, /删除|销毁|匿名/),
    ],
  },
  {
    item: "deceased",
    parts: [
      part("near relatives", CHINA_RIGHTS, /\b(?:relative|next of kin|famil|heir)/i, /近亲属/),
      part("death", CHINA_RIGHTS, /\b(?:died?|dies|death|dead|deceased)\b/i, /死亡|去世|逝世|身故/),
    ],
  },
  {
    item: "minors",
    parts: [
      part("the age of fourteen", ["CN-MI-01"], /\b(?:14|fourteen)\b/i, /十四|14/),
      part("the guardian's consent", ["CN-MI-01"], /\b(?:guardian|parent)/i, /监护人|父母/),
    ],
  },
  {
    item: "incident-notice",
    parts: [
      part(
        "the kinds of data",
        CHINA_INCIDENT,
        /\b(?:(?:kind|type|categor(?:y|ie))s?|which|what)\b[^.;]{0,16}\b(?:data|information)\b/i,
        /种类|类别|类型|哪些(?:个人)?(?:信息|数据)/,
      ),
      part(
        "the cause",
        CHINA_INCIDENT,
        /\b(?:why|caus|reason|how it (?:came|happened))/i,
        /原因|起因|为何|为什么/,
      ),
      part(
        "the possible harm",
        CHINA_INCIDENT,
        /\b(?:harm|consequence|effect|impact|risk)/i,
        /危害|影响|后果|风险/,
      ),
      part(
        "the measures taken",
        CHINA_INCIDENT,
        /\b(?:(?:have|has|had|'ve) (?:done|taken|been (?:done|taken))|measure|remed|steps)/i,
        /措施|补救|处置/,
      ),
      part(
        "what people can do",
        CHINA_INCIDENT,
        /\byou (?:can|could|may|should)\b|\byourself\b|\badvi[cs]e/i,
        /您(?:可以|可|能|应)|自行|建议|减轻/,
      ),
      part(
        "how to reach you",
        CHINA_INCIDENT,
        /\b(?:contact|reach|e-?mail|telephone|phone)\b|@/i,
        /联系|联络|@|电话/,
      ),
    ],
  },
  {
    item: "overseas-transfer",
    parts: [
      part("who receives", CHINA_EXPORT, /\b(?:recipient|receiv|provider|supplier)/i, /接收方|接收者/),
      part("how to reach the recipient", CHINA_EXPORT, /\b(?:contact|reach)\b|@/i, /联系|@/),
      part("the purpose", CHINA_EXPORT, /\b(?:purpose|in order to|what for)\b/i, /目的|用途/),
      part("the manner", CHINA_EXPORT, /\b(?:manner|method|means|how (?:it|they|the data))\b/i, /方式/),
      part(
        "the kinds of data",
        CHINA_EXPORT,
        /\b(?:kind|type|categor|which data|what data)/i,
        /种类|类别|类型|哪些/,
      ),
      part("rights against the recipient", CHINA_EXPORT, /\bright/i, /权利/),
    ],
  },
  {
    item: "plain-ordering",
    parts: [
      part(
        "how to turn it off",
        ["CN-AD-01"],
        /\b(?:turn|switch|opt|refus|disabl|plain|without)/i,
        /关闭|拒绝|退出|不针对|开关|停用/,
      ),
    ],
  },
];

function part(what: string, rules: readonly string[], en: RegExp, zh: RegExp): NoticePart {
  return {
    what,
    rules,
    said: new Map([
      ["en", en],
      ["zh", zh],
    ]),
  };
}

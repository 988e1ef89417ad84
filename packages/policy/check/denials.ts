import type { Action } from "../model.ts";

/** How one language says that something never happens. Spaces in a pattern stand for any blank. */
export interface Denials {
  /** "Never shared", by who is denied to receive: anyone at all, or third parties, which a processor is not. */
  readonly shares: readonly { readonly pattern: RegExp; readonly sparesProcessors: boolean }[];
  readonly usesCookies: readonly RegExp[];
  /** Data does not leave the country. */
  readonly leaves: readonly RegExp[];
  /** Nothing happens before the person agrees. */
  readonly actsUnasked: readonly RegExp[];
  /** "We do not …": each ends right before the title of the data, or the channel, it is not done with. */
  readonly touches: readonly {
    readonly pattern: RegExp;
    readonly of: "data" | "channel";
    readonly actions: readonly Action[];
  }[];
  /** What makes a sentence say less than never; what stands in the denial itself does not count. */
  readonly exceptions: RegExp;
  /** What may follow the name of what is denied; anything else would make it the name of something else. */
  readonly ends: RegExp;
}

const GIVES = "(?:share|disclose|pass on|give|provide|transfer|hand over|reveal)";
const DOES_NOT = "we (?:do not|don't|will not|won't|never|will never|would never)(?: ever)?";
const ANYONE =
  "(?:anyone|anybody|any(?:one)? else|others|any other (?:company|person|party|organi[sz]ation))";
const THIRD_PARTIES = "(?:third parties|any third part(?:y|ies)|outside parties)";
const DATA = "(?:your |any |the )*(?:personal )?(?:data|information|details)";
const NEVER_LEAVES = "(?:never|not|does not|do not|will not|will never)";

const ENGLISH: Denials = {
  shares: [
    { pattern: phrase(`${DOES_NOT} ${GIVES} [^,:]{0,200}(?:to|with) ${ANYONE}\\b`), sparesProcessors: false },
    {
      pattern: phrase(`${DOES_NOT} ${GIVES} [^,:]{0,200}(?:to|with) ${THIRD_PARTIES}\\b`),
      sparesProcessors: true,
    },
    { pattern: phrase(`${DOES_NOT} ${GIVES} ${DATA}\\s*[.!]?\\s*$`), sparesProcessors: false },
    {
      pattern: phrase(`${DATA} (?:is|are|will be) never (?:shared|disclosed|passed on|given away)`),
      sparesProcessors: false,
    },
  ],
  usesCookies: [
    phrase(`${DOES_NOT} (?:use|set|place) (?:any )?cookies\\b`),
    phrase("\\b(?:we use|we set|uses|sets) no cookies\\b"),
    phrase("(?:site|website|shop|app|page) (?:does not|doesn't|never) (?:uses?|sets?)(?: any)? cookies\\b"),
  ],
  leaves: [
    phrase(
      `${DATA} ${NEVER_LEAVES} (?:leaves?|be (?:sent|transferred|stored|processed) (?:outside|abroad|overseas))`,
    ),
    phrase(
      `${DATA} (?:is|are) (?:never|not) (?:sent|transferred|stored|processed) (?:outside|abroad|overseas|to another country)`,
    ),
    phrase(`${DOES_NOT} (?:send|transfer|store) ${DATA} (?:outside|abroad|overseas|to another country)`),
    phrase(
      `${DATA} (?:stays?|remains?|(?:is|are) (?:stored|kept|processed) (?:only|exclusively)) (?:in|within) (?:the country|mainland|(?:the )?(?-i:\\p{Lu}))`,
    ),
  ],
  actsUnasked: [
    phrase("\\bonly (?:if|with|after|once|when|where) (?:you|your) [^,;]{0,200}(?:consent|agree|permission)"),
    phrase("\\bonly if you (?:have )?(?:consented|agreed)"),
    phrase("\\bwithout your (?:\\w+ )?consent,? (?:we|no|nothing)\\b"),
    phrase("\\b(?:do not|never|not|nothing|no \\w+) [^,;]{0,200}without your (?:\\w+ )?consent"),
  ],
  touches: [
    {
      pattern: phrase(`${DOES_NOT} (?:collect|ask for|request|record|hold) (?:your |any |the )?(?:\\w+'s )?`),
      of: "data",
      actions: ["collect"],
    },
    {
      pattern: phrase(`${DOES_NOT} (?:publish|make public) (?:your |any |the )?`),
      of: "data",
      actions: ["publish"],
    },
    {
      pattern: phrase(`${DOES_NOT} ${GIVES} (?:your |any |the )?`),
      of: "data",
      actions: ["disclose", "transfer"],
    },
    { pattern: phrase(`${DOES_NOT} use (?:your |any |the )?`), of: "data", actions: ["use", "contact"] },
    {
      pattern: phrase(`${DOES_NOT} (?:contact|reach|write to|approach) you by `),
      of: "channel",
      actions: ["contact"],
    },
  ],
  exceptions:
    /\b(?:without|except|unless|until|before|other than|apart from|beyond|outside of|in bulk|only|but|save|however|if|where|when|while|more than|longer than|for)\b/i,
  ends: /^\s*(?:[.,;!]|$|and\b|or\b|at all\b|ever\b)/,
};

const CHINESE_NOT = "(?:不会|绝不|从不|决不|不|一律不|永不)(?:会|得)?";
const CHINESE_GIVES = "(?:共享|提供|披露|出售|转让|分享|透露)";

const CHINESE: Denials = {
  shares: [
    { pattern: phrase(`${CHINESE_NOT}向(?:任何)?(?:第三方|第三人)${CHINESE_GIVES}`), sparesProcessors: true },
    {
      pattern: phrase(
        `${CHINESE_NOT}向(?:任何)?(?:他人|任何人|其他(?:公司|组织|个人|人|单位))${CHINESE_GIVES}`,
      ),
      sparesProcessors: false,
    },
    { pattern: phrase(`${CHINESE_NOT}与(?:任何)?(?:第三方|第三人)(?:共享|分享)`), sparesProcessors: true },
    { pattern: phrase(`${CHINESE_NOT}与(?:任何)?(?:他人|任何人)(?:共享|分享)`), sparesProcessors: false },
  ],
  usesCookies: [phrase(`(?:我们|本网站|本站|本应用)${CHINESE_NOT}(?:使用|设置|存放)(?:任何)?\\s*Cookie`)],
  leaves: [
    phrase("信息(?:不|不会|绝不)(?:出境|离开)"),
    phrase(`${CHINESE_NOT}(?:将[^，。]{0,200})?(?:向境外提供|传输至境外|提供至境外|存储于境外|传至境外)`),
    phrase("(?:均|全部|只|仅)(?:存储|保存|存放)(?:于|在)[^，。]{0,200}境内"),
  ],
  actsUnasked: [
    phrase("未(?:经|取得|征得)您(?:的)?(?:事先|单独|明确|书面)*(?:同意|许可)[^。]{0,200}不"),
    phrase("(?:经|取得|征得)您(?:的)?(?:事先|单独|明确|书面)*同意(?:后|之后)?，?[^。]{0,200}(?:方可|才)"),
    phrase("您(?:事先|单独|明确)*同意(?:后|之后)，?[^。]{0,200}(?:方可|才)"),
  ],
  touches: [
    { pattern: phrase(`我们${CHINESE_NOT}(?:收集|索取|询问|记录)您的`), of: "data", actions: ["collect"] },
    { pattern: phrase(`我们${CHINESE_NOT}(?:公开|公布)您的`), of: "data", actions: ["publish"] },
    {
      pattern: phrase(`我们${CHINESE_NOT}${CHINESE_GIVES}您的`),
      of: "data",
      actions: ["disclose", "transfer"],
    },
    { pattern: phrase(`我们${CHINESE_NOT}使用您的`), of: "data", actions: ["use", "contact"] },
    { pattern: phrase(`我们${CHINESE_NOT}(?:通过|以)`), of: "channel", actions: ["contact"] },
  ],
  exceptions: /未经|除|但|超出|以外|之外|批量|另有|之前|以前|如果|若|的，|时，|用于|出于|目的/,
  ends: /^\s*(?:[，。；、！]|$|等|和|或|与您联系|联系您|方式)/,
};

function phrase(pattern: string): RegExp {
  return new RegExp(pattern.replaceAll(" ", "\\s+"), "iu");
}

/** By language; absent for one that nobody has taught it. */
export const DENIALS: ReadonlyMap<string, Denials> = new Map([
  ["en", ENGLISH],
  ["zh", CHINESE],
]);

import type { AnyModel, ClauseId, ClauseStatus, NoticeItem, Notices, Text } from "../model.ts";
import { type Answers, COLLECTED, type StartingLaw } from "./answers.ts";
import { formatModel } from "./format-model.ts";
import { STARTING_SECTIONS, type StartingClause } from "./starting-clauses.ts";

/** The files of a policy folder, by name. */
export type StartingFiles = Readonly<Record<string, string>>;

/**
 * Writes a policy to start from: a model, and its words in every language asked for. It passes `checkPolicy` under the law
 * it names; what the company must still arrange is marked pending. The same answers give the same files.
 * @example makeStartingPolicy(answers)["policy.ts"]
 */
export function makeStartingPolicy(answers: Answers): StartingFiles {
  const placed = placeClauses(answers);
  return {
    "policy.ts": formatModel(makeStartingModel(answers)),
    ...Object.fromEntries(
      answers.languages.map((language) => [`${language}.md`, writeWords(answers, placed, language)]),
    ),
    "properties.txt": writeProperties(answers),
  };
}

interface Placed {
  readonly id: ClauseId;
  readonly section: number;
  readonly clause: StartingClause;
}

/** The clauses these answers call for, with their numbers. */
function placeClauses(answers: Answers): readonly Placed[] {
  return STARTING_SECTIONS.flatMap(({ clauses }, index) => {
    const section = index + 1;
    const wanted = clauses.filter((clause) => clause.if?.(answers) ?? true);
    return wanted.map((clause, at) => ({ id: `${section}.${at + 1}`, section, clause }));
  });
}

/** The model that `policy.ts` says. */
export function makeStartingModel(answers: Answers): AnyModel {
  const placed = placeClauses(answers);
  const clauseOf = (key: string): ClauseId => placed.find(({ clause }) => clause.key === key)?.id ?? "";
  const { id, name, address, email, telephone, law, collects, marketing, effective } = answers;
  const say = (text: Text): Text =>
    Object.fromEntries(answers.languages.map((language) => [language, text[language] ?? ""]));
  const everywhere = (text: string): Text => say({ en: text, zh: text });
  const fields = collects.map((field) => `account.${field}` as const);
  const reached = marketing ? (["account.email"] as const) : [];
  return {
    id,
    title: say({ en: `${name} privacy policy`, zh: `${name}隐私政策` }),
    languages: answers.languages,
    effective,
    controller: {
      clause: clauseOf("controller"),
      name: everywhere(name),
      address: everywhere(address),
      email,
      telephone,
      complaints: say(COMPLAINTS),
    },
    law: {
      clause: clauseOf("law"),
      governing: law,
      excludes: law === "CN" ? ["HK", "MO", "TW"] : [],
      title: say(LAWS[law].title),
      courts: say(LAWS[law].courts),
      courtsClause: clauseOf("courts"),
    },
    roles: {
      person: { title: say({ en: "you", zh: "您本人" }) },
      site: { title: say({ en: "this website", zh: "本网站" }) },
      ...(marketing && { staff: { title: say({ en: "our staff", zh: "我们的工作人员" }) } }),
    },
    channels: marketing ? { email: { title: say({ en: "e-mail", zh: "电子邮件" }) } } : {},
    recipients: {},
    data: {
      account: {
        clause: clauseOf("collection"),
        title: say({ en: "Account data", zh: "账号信息" }),
        retention: { start: "account-closed", keep: "P30D" },
        fields: Object.fromEntries(
          collects.map((field) => [field, { ...COLLECTED[field], title: say(COLLECTED[field].title) }]),
        ),
      },
    },
    purposes: {
      account: {
        clause: clauseOf("contract"),
        title: say({ en: "to open and run your account", zh: "为您开立和运行账号" }),
        basis: "contract",
      },
      ...(marketing && {
        marketing: {
          clause: clauseOf("marketing"),
          title: say({ en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" }),
          basis: "consent",
          nature: "marketing",
          ask: say({
            en: "Yes, write to me by e-mail about what may interest me. I can stop this at any time.",
            zh: "同意。请通过电子邮件向我介绍我可能感兴趣的内容，我可以随时停止接收。",
          }),
          objection: clauseOf("objection"),
        } as const,
      }),
    },
    forms: {
      registration: {
        clause: clauseOf("collection"),
        title: say({ en: "Open an account", zh: "注册账号" }),
        fields: fields.map((field) => ({ field, required: true, purposes: ["account"] })),
      },
    },
    storage: {
      session: {
        clause: clauseOf("storage"),
        title: say({ en: "Keeps you logged in", zh: "保持您的登录状态" }),
        kind: "cookie",
        purpose: "account",
        life: "PT12H",
        setBy: email.split("@")[1] ?? "",
        necessary: true,
        when: [{ kind: "logged-in" }],
      },
    },
    permits: [
      {
        clause: clauseOf("contract"),
        action: "use",
        purpose: "account",
        data: fields,
        by: ["person", "site"],
      },
      {
        clause: clauseOf("contract"),
        action: "erase",
        purpose: "account",
        data: fields,
        by: ["person"],
        when: [{ kind: "logged-in" }],
      },
      ...reached.map((field) => ({
        clause: clauseOf("marketing"),
        action: "contact" as const,
        purpose: "marketing",
        data: [field],
        by: ["staff"],
        channel: ["email"],
        when: [{ kind: "consent" as const, purpose: "marketing" }, { kind: "not-minor" as const }],
      })),
    ],
    clauses: Object.fromEntries(
      placed.map(({ id, clause }): [ClauseId, ClauseStatus] => [id, clause.status]),
    ),
    notices: makeNotices(placed),
  };
}

function makeNotices(placed: readonly Placed[]): Notices {
  const items = [...new Set(placed.flatMap(({ clause }) => clause.tells ?? []))];
  return Object.fromEntries(
    items.map((item: NoticeItem) => [
      item,
      placed.flatMap(({ id, clause }) => (clause.tells?.includes(item) === true ? [id] : [])),
    ]),
  );
}

function writeWords(answers: Answers, placed: readonly Placed[], language: string): string {
  const tongue = language === "zh" ? "zh" : "en";
  const sections = STARTING_SECTIONS.map(({ title }, index) => {
    const section = index + 1;
    const clauses = placed
      .filter((one) => one.section === section)
      .map(({ clause }, at) => `${at + 1}. ${clause[tongue]}`);
    return `## ${section} ${title[tongue]}\n\n${clauses.join("\n\n")}`;
  });
  const preamble = { en: "It takes effect on {{effective}}.", zh: "自 {{effective}} 起生效。" }[tongue];
  const title = { en: `${answers.name} privacy policy`, zh: `${answers.name}隐私政策` }[tongue];
  return `# ${escapeHeading(title)}\n\n${preamble}\n\n${sections.join("\n\n")}\n`;
}

/** A title in which CommonMark reads nothing but text. */
function escapeHeading(title: string): string {
  return title.replace(/[\\`*_[\]<>&#{}]/g, "\\$&");
}

function writeProperties({ marketing }: Answers): string {
  const rules = [
    "never: disclose or transfer any data",
    ...(marketing ? ["never: contact any data for marketing without consent"] : []),
  ];
  return `# What this policy must never permit. \`avow check\` holds it to every line.\n${rules.join("\n")}\n`;
}

const COMPLAINTS: Text = {
  en: "If you have a complaint, write to us: we answer it.",
  zh: "如需投诉，请写信给我们，我们予以答复。",
};

const LAWS: Readonly<Record<StartingLaw, { readonly title: Text; readonly courts: Text }>> = {
  CN: {
    title: { en: "the law of mainland China", zh: "中国大陆地区法律" },
    courts: { en: "the courts of China", zh: "中国法院" },
  },
  EU: {
    title: {
      en: "the General Data Protection Regulation and the law of our member state",
      zh: "《通用数据保护条例》及我们所在成员国法律",
    },
    courts: { en: "the courts the Regulation names", zh: "该条例所确定的法院" },
  },
  UK: {
    title: { en: "the data protection law of the United Kingdom", zh: "英国数据保护法律" },
    courts: { en: "the courts of the United Kingdom", zh: "英国法院" },
  },
  CA: {
    title: { en: "the law of California", zh: "加利福尼亚州法律" },
    courts: { en: "the courts of California", zh: "加利福尼亚州法院" },
  },
};

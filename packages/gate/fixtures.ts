import {
  type Bundle,
  type ClauseStatus,
  enforced,
  type Facts,
  type Operation,
  type Rule,
} from "@avow/policy";

/** A bundle with the Index policy's elements, and the rules that follow from them. For tests and the bench. */
export const indexBundle: Bundle = {
  format: "avow-bundle/1",
  id: "index",
  title: { en: "Index privacy policy", zh: "Index 隐私政策" },
  languages: ["en", "zh"],
  effective: "2026-12-01",
  controller: {
    clause: "2.0",
    name: { en: "Index", zh: "因得思" },
    address: { en: "Hangzhou, China", zh: "中国杭州" },
    email: "privacy@index.example",
    telephone: "+86 571 5550 0100",
    complaints: { en: "Write to our privacy officer.", zh: "请致函我们的个人信息保护负责人。" },
  },
  law: {
    clause: "1.1",
    governing: "CN",
    excludes: ["HK", "MO", "TW"],
    title: { en: "the law of mainland China", zh: "中国大陆地区法律" },
    courts: { en: "the courts of China", zh: "中国法院" },
    courtsClause: "1.2",
    applied: [],
  },
  roles: {
    person: { title: { en: "you", zh: "您本人" } },
    portal: { title: { en: "this website", zh: "本网站" } },
    operator: { title: { en: "our staff", zh: "我们的工作人员" } },
  },
  channels: { email: { title: { en: "e-mail", zh: "电子邮件" } } },
  recipients: {},
  data: {
    contact: {
      clause: "2.1.1",
      title: { en: "Contact details", zh: "联系方式" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        name: { title: { en: "Name", zh: "姓名" }, type: "text", maxLength: 120 },
        email: {
          title: { en: "E-mail address", zh: "电子邮箱" },
          type: "email",
          maxLength: 254,
          lookup: true,
        },
        telephone: { title: { en: "Telephone number", zh: "电话号码" }, type: "telephone", maxLength: 32 },
      },
    },
    account: {
      clause: "2.1.1",
      title: { en: "Account", zh: "账号信息" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        password: { title: { en: "Password", zh: "密码" }, type: "password", maxLength: 256 },
        language: { title: { en: "Language", zh: "语言" }, type: "language", maxLength: 16 },
      },
    },
  },
  purposes: {
    account: {
      clause: "2.4.3",
      title: { en: "to open and run your account", zh: "为您开立和运行账号" },
      basis: "contract",
    },
    marketing: {
      clause: "2.4.8",
      title: { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" },
      basis: "consent",
      nature: "marketing",
      objection: "2.4.9",
    },
  },
  forms: {
    registration: { clause: "2.1.1", title: { en: "Open an account", zh: "注册账号" }, fields: [] },
  },
  storage: {
    index_session: {
      clause: "2.2.7",
      title: { en: "Keeps you logged in", zh: "保持您的登录状态" },
      kind: "cookie",
      purpose: "account",
      life: "PT12H",
      setBy: "index.example",
      when: [],
    },
  },
  notices: {},
  formerly: {},
  rules: [
    makeRule({
      clause: "2.1.1",
      action: "collect",
      data: ["contact.name", "contact.email", "contact.telephone", "account.password", "account.language"],
      by: ["person"],
      form: "registration",
    }),
    makeRule({
      clause: "2.2.7",
      action: "store",
      by: ["portal"],
      key: "index_session",
      when: [
        { condition: { kind: "logged-in" }, clause: "2.2.7", source: null },
        { condition: { kind: "cookies-accepted" }, clause: "2.2.6", source: null },
      ],
    }),
    makeRule({
      data: ["contact.name", "contact.email", "contact.telephone", "account.language"],
      by: ["person"],
      when: [{ condition: { kind: "logged-in" }, clause: "2.4.3", source: null }],
    }),
    makeRule({ data: ["contact.email", "account.password"], by: ["portal"] }),
    makeRule({ data: ["contact.name", "contact.email"], by: ["operator"] }),
    makeRule({
      action: "erase",
      data: ["contact.name", "contact.email", "contact.telephone", "account.password", "account.language"],
      by: ["person"],
      when: [{ condition: { kind: "logged-in" }, clause: "2.4.3", source: null }],
    }),
    makeRule({
      clause: "2.4.8",
      action: "contact",
      purpose: "marketing",
      data: ["contact.name", "contact.email", "account.language"],
      by: ["operator"],
      channel: ["email"],
      when: [
        { condition: { kind: "not-objected", purpose: "marketing" }, clause: "2.4.9", source: null },
        { condition: { kind: "consent", purpose: "marketing" }, clause: "2.4.8", source: null },
      ],
    }),
  ],
  sections: [],
  clauses: [
    makeClause("1.1", enforced("law-floor")),
    makeClause("2.0", enforced("accountable-controller")),
    makeClause("2.4.3", enforced("gate")),
    makeClause("2.4.8", enforced("gate")),
  ],
};

/** Somebody who is logged in, has consented to marketing and objected to nothing, on a device that accepts cookies. */
export const willing: Facts = {
  person: {
    loggedIn: true,
    consents: { marketing: { kind: "granted", at: 1_790_000_000_000 } },
    objections: {},
  },
  cookies: "accepted",
};

/** Somebody who is logged in and was never asked for anything. */
export const unasked: Facts = {
  person: { loggedIn: true, consents: {}, objections: {} },
  cookies: "accepted",
};

/** A marketing message. */
export const letter: Operation = {
  action: "contact",
  by: "operator",
  purpose: "marketing",
  data: ["contact.email", "contact.name"],
  channel: "email",
};
/** An operator looks up an address. */
export const look: Operation = { action: "use", by: "operator", purpose: "account", data: ["contact.email"] };
/** The cookie that keeps a person logged in. */
export const session: Operation = {
  action: "store",
  by: "portal",
  purpose: "account",
  data: [],
  key: "index_session",
};

/** The Index policy with these rules in place of its own. */
export function withRules(...rules: readonly Rule[]): Bundle {
  return { ...indexBundle, rules };
}

/** A rule that permits its clause's use of no data for the account by nobody, but for what is given. */
export function makeRule(given: Partial<Rule>): Rule {
  return {
    clause: "2.4.3",
    action: "use",
    purpose: "account",
    data: [],
    by: [],
    form: null,
    channel: null,
    recipient: null,
    key: null,
    when: [],
    ...given,
  };
}

function makeClause(id: string, status: ClauseStatus): Bundle["clauses"][number] {
  return { id, section: id.slice(0, 1), status, mechanisms: [], words: { en: id, zh: id } };
}

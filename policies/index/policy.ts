import { definePolicy, enforced, pending } from "@avow/policy";

/** The Index portal's privacy policy. The words are in `en.md` and `zh.md`; what follows is what they mean. */
export default definePolicy({
  id: "index",
  title: { en: "Index privacy policy", zh: "Index 隐私政策" },
  languages: ["en", "zh"],
  effective: "2026-11-22",

  controller: {
    clause: "2.0",
    name: { en: "Index Information Technology (Hangzhou) Co., Ltd.", zh: "因得思信息技术（杭州）有限公司" },
    address: {
      en: "Floor 9, 18 Wensan Road, Xihu District, Hangzhou 310012, China",
      zh: "中国浙江省杭州市西湖区文三路18号9层，邮编310012",
    },
    email: "privacy@index.example",
    telephone: "+86 571 5550 0100",
    complaints: {
      en: "Write to our privacy officer first; we answer every complaint. If our answer does not satisfy you, you may complain to the cyberspace administration where you live.",
      zh: "您可先向我们的个人信息保护负责人投诉，我们对每一件投诉均予答复；对答复不满意的，您可向所在地网信部门投诉、举报。",
    },
  },

  law: {
    clause: "1.1",
    governing: "CN",
    excludes: ["HK", "MO", "TW"],
    title: { en: "the law of mainland China", zh: "中国大陆地区法律" },
    courts: { en: "the courts of China", zh: "中国法院" },
    courtsClause: "1.2",
  },

  roles: {
    person: { title: { en: "you", zh: "您本人" } },
    portal: { title: { en: "this website", zh: "本网站" } },
    operator: { title: { en: "our staff", zh: "我们的工作人员" } },
  },

  channels: {
    email: { title: { en: "e-mail", zh: "电子邮件" } },
  },

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
      ask: {
        en: "Yes, send me e-mail about articles, materials and services of Index that may interest me. I can stop this at any time, here or with one click in any message.",
        zh: "同意。请通过电子邮件向我介绍 Index 可能令我感兴趣的文章、资料和服务。我可以随时在此处，或在任何一封邮件中一键停止接收。",
      },
      objection: "2.4.9",
    },
  },

  forms: {
    registration: {
      clause: "2.1.1",
      title: { en: "Open an account", zh: "注册账号" },
      fields: [
        { field: "contact.name", required: true, purposes: ["account"] },
        { field: "contact.email", required: true, purposes: ["account"] },
        { field: "contact.telephone", required: false, purposes: ["account"] },
        { field: "account.password", required: true, purposes: ["account"] },
        { field: "account.language", required: true, purposes: ["account"] },
      ],
    },
  },

  storage: {
    index_session: {
      clause: "2.2.7",
      title: { en: "Keeps you logged in", zh: "保持您的登录状态" },
      kind: "cookie",
      purpose: "account",
      life: "PT12H",
      setBy: "index.example",
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
  },

  permits: [
    {
      clause: "2.4.3",
      action: "use",
      purpose: "account",
      data: ["contact.name", "contact.email", "contact.telephone", "account.language"],
      by: ["person"],
      when: [{ kind: "logged-in" }],
    },
    {
      clause: "2.4.3",
      action: "use",
      purpose: "account",
      data: ["contact.email", "account.password"],
      by: ["portal"],
    },
    {
      clause: "2.4.3",
      action: "use",
      purpose: "account",
      data: ["contact.name", "contact.email"],
      by: ["operator"],
    },
    {
      clause: "2.4.3",
      action: "erase",
      purpose: "account",
      data: ["contact.name", "contact.email", "contact.telephone", "account.password", "account.language"],
      by: ["person"],
      when: [{ kind: "logged-in" }],
    },
    {
      clause: "2.4.8",
      action: "contact",
      purpose: "marketing",
      data: ["contact.name", "contact.email", "account.language"],
      by: ["operator"],
      channel: ["email"],
      when: [{ kind: "consent", purpose: "marketing" }],
    },
  ],

  clauses: {
    "1.1": enforced("law-floor"),
    "1.2": enforced("legal-hold"),
    "2.0": enforced("accountable-controller"),
    "2.1.1": enforced("form-door", "gate"),
    "2.1.2": pending({ en: "correspondence", zh: "往来信件" }),
    "2.1.3": pending({ en: "questionnaires", zh: "调研问卷" }),
    "2.1.4": pending({ en: "orders and payments", zh: "订单与支付" }),
    "2.1.5": pending({ en: "the visit log", zh: "访问日志" }),
    "2.2.1": pending({ en: "the visit log", zh: "访问日志" }),
    "2.2.2": pending({ en: "statistics for advertisers", zh: "面向广告主的统计" }),
    "2.2.3": pending({ en: "statistics with a bound", zh: "有界统计" }),
    "2.2.4": enforced("storage-register"),
    "2.2.5": pending({
      en: "visitor counts, saved preferences, faster search",
      zh: "访客计数、偏好保存与搜索提速",
    }),
    "2.2.6": enforced("refusal-costs-nothing"),
    "2.2.7": enforced("no-storage-before-log-in"),
    "2.3.1": pending({ en: "the transfer register", zh: "出境登记" }),
    "2.3.2": pending({ en: "staff tasks", zh: "员工任务" }),
    "2.3.3": pending({ en: "the page of measures", zh: "安全措施页面" }),
    "2.3.4": enforced("transport-guard"),
    "2.3.5": pending({ en: "access requests and reviews", zh: "访问申请与复核" }),
    "2.3.6": pending({ en: "the incident desk", zh: "事件处置台" }),
    "2.3.7": pending({ en: "letters, calls and push messages", zh: "信函、电话与推送" }),
    "2.3.8": pending({ en: "announcements", zh: "公告" }),
    "2.3.9": pending({ en: "reports to the regulator", zh: "向主管部门报告" }),
    "2.4.1": pending({ en: "saved preferences and faster search", zh: "偏好保存与搜索提速" }),
    "2.4.2": pending({ en: "recommendations", zh: "个性化推荐" }),
    "2.4.3": enforced("gate"),
    "2.4.4": pending({ en: "interactive projects", zh: "互动项目" }),
    "2.4.5": pending({ en: "service messages", zh: "服务通知" }),
    "2.4.6": pending({ en: "licences of third parties", zh: "第三方授权" }),
    "2.4.7": pending({ en: "purchases and product taxonomy", zh: "购买记录与商品分类" }),
    "2.4.8": enforced("gate"),
    "2.4.9": enforced("objection-stands"),
    "2.5.1": pending({ en: "the group register", zh: "集团成员登记" }),
    "2.5.2": pending({ en: "deal rooms", zh: "交易资料室" }),
    "2.5.3": pending({ en: "succession", zh: "承继" }),
    "2.5.4": pending({ en: "authority requests", zh: "主管机关调取" }),
    "2.5.5": pending({ en: "private matching", zh: "隐私比对" }),
    "2.5.6": pending({ en: "publishing under one's own name", zh: "署名发布" }),
    "2.5.7": pending({ en: "authority requests", zh: "主管机关调取" }),
    "2.6.1": enforced("published-versions"),
    "2.6.2": pending({ en: "notices of change", zh: "变更通知" }),
  },

  notices: {
    purposes: ["2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7", "2.4.8", "2.2.2"],
    categories: ["2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", "2.2.1"],
    retention: ["2.1.1"],
    "after-retention": ["2.1.1", "2.1.4"],
    rights: ["2.0"],
    withdrawal: ["2.0"],
    "account-cancellation": ["2.0"],
    portability: ["2.0"],
    deceased: ["2.0"],
    complaints: ["2.0"],
    "authority-complaint": ["2.0"],
    minors: ["2.0"],
    sharing: ["2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"],
    "overseas-transfer": ["2.3.1"],
    "plain-ordering": ["2.4.2"],
    cookies: ["2.2.4", "2.2.5", "2.2.6", "2.2.7"],
    "opt-out": ["2.4.9"],
    "incident-notice": ["2.3.6", "2.3.7"],
    merger: ["2.5.2", "2.5.3"],
    changes: ["2.6.1", "2.6.2"],
  },
});

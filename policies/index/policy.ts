import { definePolicy, enforced, pending } from "@avow/policy";

/** What is entered at registration. */
const REGISTERED = [
  "contact.name",
  "contact.email",
  "contact.telephone",
  "account.password",
  "account.language",
] as const;

/** What people give through the other forms. */
const GIVEN = [
  "reach.address",
  "reach.push",
  "order.item",
  "order.kind",
  "order.price",
  "order.address",
  "payment.reference",
  "payment.amount",
  "payment.result",
  "comment.text",
  "work.title",
  "work.text",
  "application.service",
  "application.reason",
  "letter.subject",
  "letter.text",
  "enclosure.name",
  "enclosure.type",
  "enclosure.content",
  "correspondent.email",
  "correspondent.name",
  "call.note",
  "answer.frequency",
  "answer.subject",
  "answer.remark",
  "poll.option",
  "event.attendance",
  "interest.article",
  "preference.appearance",
  "preference.ordering",
] as const;

/** Where a person is reached, how they are greeted, and in which language. */
const REACHED = [
  "contact.name",
  "contact.email",
  "contact.telephone",
  "account.language",
  "reach.address",
  "reach.push",
] as const;

/** What a visit leaves in the log. */
const VISITED = [
  "visit.page",
  "visit.access",
  "visit.referrer",
  "visit.status",
  "visit.address",
  "visit.system",
  "visit.browser",
] as const;

/** Kinds of what is sold, with their titles. */
const PRODUCT_TITLES = {
  reading: { en: "Articles", zh: "文章" },
  technology: { en: "Articles on technology", zh: "技术类文章" },
  society: { en: "Articles on society", zh: "社会类文章" },
  culture: { en: "Articles on culture", zh: "文化类文章" },
  printed: { en: "Printed works", zh: "纸质出版物" },
} as const;

/** How often advertising reaches one person, and at which hours. */
const PACE = {
  clause: "2.4.6",
  most: 4,
  per: "P30D",
  quiet: { from: "21:00", until: "09:00", zone: "Asia/Shanghai" },
} as const;

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
    email: { title: { en: "e-mail", zh: "电子邮件" }, reach: "contact.email" },
    letter: { title: { en: "letter", zh: "信函" }, reach: "reach.address" },
    telephone: { title: { en: "telephone", zh: "电话" }, reach: "contact.telephone" },
    sms: { title: { en: "text message", zh: "短信" }, reach: "contact.telephone" },
    push: { title: { en: "push notification", zh: "推送通知" }, reach: "reach.push" },
  },

  recipients: {
    payments: {
      clause: "2.4.3",
      title: { en: "our payment provider", zh: "支付服务机构" },
      kind: "processor",
      contact: "privacy@pay.index.example",
      countries: ["CN"],
    },
  },

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
    reach: {
      clause: "2.3.7",
      title: { en: "Further ways to reach you", zh: "其他联系渠道" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        address: { title: { en: "Postal address", zh: "通信地址" }, type: "long-text", maxLength: 500 },
        push: {
          title: { en: "Browser push subscription", zh: "浏览器推送订阅" },
          type: "long-text",
          maxLength: 4000,
        },
      },
    },
    order: {
      clause: "2.1.4",
      nature: "transaction",
      title: { en: "Orders", zh: "订单" },
      retention: { start: "collected", keep: "P5Y" },
      fields: {
        item: { title: { en: "What you order", zh: "订购内容" }, type: "text", maxLength: 120 },
        kind: {
          title: { en: "Of which kind it is", zh: "商品类别" },
          type: "choice",
          maxLength: 32,
          choices: PRODUCT_TITLES,
        },
        price: { title: { en: "Price", zh: "价款" }, type: "text", maxLength: 32 },
        address: { title: { en: "Delivery address", zh: "收货地址" }, type: "long-text", maxLength: 500 },
      },
    },
    payment: {
      clause: "2.1.4",
      nature: "transaction",
      title: { en: "Payments", zh: "付款" },
      retention: { start: "collected", keep: "P5Y" },
      fields: {
        reference: {
          title: { en: "The payment provider's reference", zh: "支付服务机构的流水号" },
          type: "text",
          maxLength: 64,
        },
        amount: { title: { en: "Amount", zh: "金额" }, type: "text", maxLength: 32 },
        result: { title: { en: "Result", zh: "结果" }, type: "text", maxLength: 32 },
      },
    },
    comment: {
      clause: "2.1.1",
      title: { en: "Comments", zh: "评论" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        text: { title: { en: "Comment", zh: "评论内容" }, type: "long-text", maxLength: 4000 },
      },
    },
    work: {
      clause: "2.1.1",
      title: { en: "Material you publish", zh: "您发布的资料" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        title: { title: { en: "Title", zh: "标题" }, type: "text", maxLength: 160 },
        text: { title: { en: "Text", zh: "正文" }, type: "long-text", maxLength: 20_000 },
      },
    },
    application: {
      clause: "2.1.1",
      title: { en: "Applications for services", zh: "服务申请" },
      retention: { start: "collected", keep: "P1Y" },
      fields: {
        service: {
          title: { en: "Service", zh: "服务" },
          type: "choice",
          maxLength: 32,
          choices: {
            archive: { en: "Access to the archive", zh: "馆藏资料查阅" },
            workshop: { en: "Workshops", zh: "工作坊" },
            reprint: { en: "Leave to reprint", zh: "转载许可" },
          },
        },
        reason: { title: { en: "What you need it for", zh: "申请理由" }, type: "long-text", maxLength: 2000 },
      },
    },
    correspondent: {
      clause: "2.1.2",
      title: { en: "Who writes to us without an account", zh: "未注册账号的来信人" },
      retention: { start: "collected", keep: "P2Y" },
      fields: {
        email: {
          title: { en: "Sender’s e-mail address", zh: "来信人电子邮箱" },
          type: "email",
          maxLength: 254,
          lookup: true,
        },
        name: { title: { en: "Sender’s name", zh: "来信人姓名" }, type: "text", maxLength: 120 },
      },
    },
    enclosure: {
      clause: "2.1.2",
      title: { en: "What you enclose", zh: "随信附件" },
      retention: { start: "collected", keep: "P2Y" },
      fields: {
        name: { title: { en: "File name", zh: "文件名" }, type: "text", maxLength: 200 },
        type: { title: { en: "Type of file", zh: "文件类型" }, type: "text", maxLength: 100 },
        content: { title: { en: "Content", zh: "文件内容" }, type: "long-text", maxLength: 8_000_000 },
      },
    },
    call: {
      clause: "2.1.2",
      title: { en: "Notes of telephone calls", zh: "通话记录" },
      retention: { start: "collected", keep: "P2Y" },
      fields: {
        note: { title: { en: "What was said", zh: "通话内容摘要" }, type: "long-text", maxLength: 2000 },
      },
    },
    letter: {
      clause: "2.1.2",
      title: { en: "Letters between you and us", zh: "往来信件" },
      retention: { start: "collected", keep: "P2Y" },
      fields: {
        subject: { title: { en: "Subject", zh: "主题" }, type: "text", maxLength: 160 },
        text: { title: { en: "Text of the letter", zh: "信件内容" }, type: "long-text", maxLength: 100_000 },
      },
    },
    answer: {
      clause: "2.1.3",
      title: { en: "Answers to questionnaires", zh: "问卷答案" },
      retention: { start: "collected", keep: "P1Y" },
      fields: {
        frequency: {
          title: { en: "How often do you read Index?", zh: "您多久阅读一次 Index？" },
          type: "choice",
          maxLength: 32,
          choices: {
            daily: { en: "Every day", zh: "每天" },
            weekly: { en: "Every week", zh: "每周" },
            seldom: { en: "Less often", zh: "更少" },
          },
        },
        subject: {
          title: { en: "What should there be more of?", zh: "您希望多看到哪些内容？" },
          type: "choice",
          maxLength: 32,
          choices: {
            technology: { en: "Technology", zh: "技术" },
            society: { en: "Society", zh: "社会" },
            culture: { en: "Culture", zh: "文化" },
          },
        },
        remark: { title: { en: "Anything else", zh: "其他意见" }, type: "long-text", maxLength: 2000 },
      },
    },
    poll: {
      clause: "2.4.4",
      title: { en: "Votes in polls", zh: "投票" },
      retention: { start: "collected", keep: "P6M" },
      fields: {
        option: { title: { en: "Vote", zh: "投票选项" }, type: "text", maxLength: 32 },
      },
    },
    event: {
      clause: "2.4.4",
      title: { en: "Events you join", zh: "您报名的活动" },
      retention: { start: "collected", keep: "P6M" },
      fields: {
        attendance: {
          title: { en: "How you take part", zh: "参加方式" },
          type: "choice",
          maxLength: 32,
          choices: {
            hall: { en: "In the hall", zh: "现场参加" },
            online: { en: "Online", zh: "线上参加" },
          },
        },
      },
    },
    interest: {
      clause: "2.4.2",
      title: { en: "What you have read", zh: "阅读记录" },
      retention: { start: "collected", keep: "P6M" },
      fields: {
        article: { title: { en: "Article", zh: "文章" }, type: "text", maxLength: 120 },
      },
    },
    preference: {
      clause: "2.4.1",
      title: { en: "Preferences", zh: "偏好设置" },
      retention: { start: "account-closed", keep: "P30D" },
      fields: {
        appearance: {
          title: { en: "Appearance", zh: "外观" },
          type: "choice",
          maxLength: 32,
          choices: {
            system: { en: "As the device says", zh: "跟随设备" },
            light: { en: "Light", zh: "浅色" },
            dark: { en: "Dark", zh: "深色" },
          },
        },
        ordering: {
          title: { en: "Order of articles", zh: "文章排序" },
          type: "choice",
          maxLength: 32,
          choices: {
            plain: { en: "Newest first", zh: "按时间" },
            recommended: { en: "What may interest you first", zh: "按推荐" },
          },
        },
      },
    },
    visit: {
      clause: "2.1.5",
      nature: "network-log",
      title: { en: "Visit log", zh: "访问日志" },
      retention: { start: "collected", keep: "P6M" },
      fields: {
        page: {
          title: { en: "Page or resource opened", zh: "访问的页面或资源" },
          type: "text",
          maxLength: 300,
        },
        access: {
          title: { en: "Whether it was free, paid for or restricted", zh: "免费、付费或限制访问" },
          type: "choice",
          maxLength: 32,
          choices: {
            free: { en: "Free", zh: "免费" },
            paid: { en: "Paid for", zh: "付费" },
            restricted: { en: "Restricted", zh: "限制访问" },
          },
        },
        referrer: { title: { en: "Page that led here", zh: "来源页面" }, type: "text", maxLength: 300 },
        status: {
          title: { en: "How our server answered, and how fast", zh: "服务器响应结果与耗时" },
          type: "text",
          maxLength: 32,
        },
        address: { title: { en: "IP address", zh: "IP 地址" }, type: "text", maxLength: 45 },
        system: {
          title: { en: "Operating system and version", zh: "操作系统及版本" },
          type: "text",
          maxLength: 64,
        },
        browser: { title: { en: "Browser and version", zh: "浏览器及版本" }, type: "text", maxLength: 64 },
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
        en: "Yes, tell me by e-mail, text message or telephone about articles, materials and services of Index that may interest me. I am 18 or older. I can stop this at any time: here, with one click in any e-mail, or with one word in reply.",
        zh: "同意。请通过电子邮件、短信或者电话，向我介绍 Index 可能令我感兴趣的文章、资料和服务。我已年满十八周岁。我可以随时停止接收：在此处操作，在任何一封邮件中一键退订，或者回复一个词即可。",
      },
      objection: "2.4.9",
      pace: PACE,
    },
    "partner-marketing": {
      clause: "2.4.6",
      title: {
        en: "to pass on to you what licensed third parties offer",
        zh: "向您转达获得许可的第三方提供的内容",
      },
      basis: "consent",
      nature: "marketing",
      ask: {
        en: "Yes, pass on to me by e-mail or text message what third parties licensed by Index offer. They never get my address. I am 18 or older. I can stop this at any time: here, with one click in any e-mail, or with one word in reply.",
        zh: "同意。请通过电子邮件或者短信，向我转达获得 Index 许可的第三方提供的内容。第三方不会获得我的联系方式。我已年满十八周岁。我可以随时停止接收：在此处操作，在任何一封邮件中一键退订，或者回复一个词即可。",
      },
      objection: "2.4.9",
      pace: PACE,
    },
    incident: {
      clause: "2.3.6",
      title: {
        en: "to tell you of an incident that concerns your data",
        zh: "告知您涉及您个人信息的安全事件",
      },
      basis: "legal-duty",
    },
    "service-messages": {
      clause: "2.4.5",
      title: { en: "to tell you about the services you use", zh: "告知您所用服务的有关情况" },
      basis: "contract",
    },
    correspondence: {
      clause: "2.1.2",
      title: { en: "to answer what you write to us", zh: "答复您的来信" },
      basis: "contract",
    },
    "policy-changes": {
      clause: "2.6.2",
      title: { en: "to tell you how this policy changes", zh: "告知您本政策的变更" },
      basis: "legal-duty",
    },
    orders: {
      clause: "2.4.3",
      title: { en: "to take, charge and deliver your orders", zh: "为您受理订单、办理付款和交付" },
      basis: "contract",
    },
    services: {
      clause: "2.4.2",
      title: { en: "to give you what you ask for", zh: "向您提供您所要求的内容和服务" },
      basis: "contract",
    },
    publication: {
      clause: "2.5.6",
      title: { en: "to publish what you give us to publish", zh: "公开您交由我们发布的内容" },
      basis: "separate-consent",
      each: true,
      ask: {
        en: "Publish this under my pseudonym. I can take it back at any time.",
        zh: "同意以我的化名公开这一内容。我可以随时撤回。",
      },
    },
    naming: {
      clause: "2.5.6",
      title: { en: "to show your name beside what you publish", zh: "在您发布的内容旁显示您的姓名" },
      basis: "separate-consent",
      each: true,
      ask: {
        en: "Show my own name beside this one thing, for everyone to read. I can take it back at any time; my pseudonym then stands there.",
        zh: "同意在这一内容旁向所有人显示我的真实姓名。我可以随时撤回，撤回后显示化名。",
      },
    },
    research: {
      clause: "2.1.3",
      title: { en: "to learn what readers want, in this one research", zh: "仅为本项调研了解读者需求" },
      basis: "consent",
      nature: "research",
      ask: {
        en: "Yes, I answer a short questionnaire about Index. My answers serve this research alone.",
        zh: "同意填写一份关于 Index 的简短问卷。我的回答仅用于本项调研。",
      },
    },
    recommendations: {
      clause: "2.4.2",
      title: { en: "to show you what may interest you", zh: "向您推荐您可能感兴趣的内容" },
      basis: "consent",
      nature: "personalisation",
      ask: {
        en: "Yes, remember which articles I open while I am logged in, and recommend others by it. Each recommendation says why, and I can go back to plain ordering at any time.",
        zh: "同意在我登录期间记录我打开的文章，并据此向我推荐其他文章。每条推荐均说明理由，我可以随时改回普通排序。",
      },
    },
    projects: {
      clause: "2.4.4",
      title: {
        en: "to let you take part in a poll or an event you have chosen",
        zh: "让您参加您所选择的投票或活动",
      },
      basis: "consent",
      each: true,
      ask: {
        en: "Yes, let me take part in this. I can leave at any time, and leaving undoes it.",
        zh: "同意参加本项目。我可以随时退出，退出即撤销参加。",
      },
    },
    convenience: {
      clause: "2.4.1",
      title: { en: "to keep the site as you have set it", zh: "按您的设置呈现网站" },
      basis: "contract",
    },
    operations: {
      clause: "2.2.2",
      title: { en: "to run and protect our systems", zh: "系统管理与安全" },
      basis: "legal-duty",
    },
    statistics: {
      clause: "2.2.2",
      title: { en: "to give advertisers statistics", zh: "向广告主提供统计数据" },
      basis: "contract",
      nature: "statistics",
    },
    counting: {
      clause: "2.2.5",
      title: { en: "to count users and learn what they prefer", zh: "统计用户数量，了解用户偏好" },
      basis: "contract",
    },
    preferences: {
      clause: "2.2.5",
      title: { en: "to save your own preferences", zh: "保存您的偏好设置" },
      basis: "contract",
    },
    search: {
      clause: "2.2.5",
      title: { en: "to speed up search", zh: "加快搜索" },
      basis: "contract",
    },
    recognition: {
      clause: "2.2.5",
      title: { en: "to recognise you when you return", zh: "在您再次访问时识别您" },
      basis: "contract",
    },
    notifications: {
      clause: "2.3.7",
      title: {
        en: "to show you push notifications that you have switched on",
        zh: "向您显示您开启的推送通知",
      },
      basis: "contract",
    },
  },

  products: {
    clause: "2.4.7",
    field: "order.kind",
    recently: "P6M",
    distance: 1,
    kinds: {
      reading: { title: PRODUCT_TITLES.reading },
      technology: { title: PRODUCT_TITLES.technology, within: "reading" },
      society: { title: PRODUCT_TITLES.society, within: "reading" },
      culture: { title: PRODUCT_TITLES.culture, within: "reading" },
      printed: { title: PRODUCT_TITLES.printed },
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
    order: {
      clause: "2.1.1",
      title: { en: "Order", zh: "下单" },
      fields: [
        { field: "order.item", required: true, purposes: ["orders"] },
        { field: "order.kind", required: false, purposes: ["orders"] },
        { field: "order.price", required: true, purposes: ["orders"] },
        { field: "order.address", required: false, purposes: ["orders"] },
      ],
    },
    payment: {
      clause: "2.1.4",
      title: { en: "What the payment provider tells us", zh: "支付服务机构回传的信息" },
      fields: [
        { field: "payment.reference", required: true, purposes: ["orders"] },
        { field: "payment.amount", required: true, purposes: ["orders"] },
        { field: "payment.result", required: true, purposes: ["orders"] },
      ],
    },
    comment: {
      clause: "2.1.1",
      title: { en: "Comment", zh: "发表评论" },
      fields: [{ field: "comment.text", required: true, purposes: ["publication"] }],
    },
    work: {
      clause: "2.1.1",
      title: { en: "Publish material", zh: "发布资料" },
      fields: [
        { field: "work.title", required: true, purposes: ["publication"] },
        { field: "work.text", required: true, purposes: ["publication"] },
      ],
    },
    application: {
      clause: "2.1.1",
      title: { en: "Apply for a service", zh: "申请服务" },
      fields: [
        { field: "application.service", required: true, purposes: ["services"] },
        { field: "application.reason", required: false, purposes: ["services"] },
      ],
    },
    contact: {
      clause: "2.1.1",
      title: { en: "Write to us", zh: "联系我们" },
      fields: [
        { field: "letter.subject", required: false, purposes: ["correspondence"] },
        { field: "letter.text", required: true, purposes: ["correspondence"] },
      ],
    },
    mail: {
      clause: "2.1.2",
      title: { en: "What you send us by e-mail", zh: "您通过电子邮件发送的内容" },
      fields: [
        { field: "correspondent.email", required: false, purposes: ["correspondence"] },
        { field: "correspondent.name", required: false, purposes: ["correspondence"] },
        { field: "letter.subject", required: false, purposes: ["correspondence"] },
        { field: "letter.text", required: false, purposes: ["correspondence"] },
        { field: "enclosure.name", required: false, purposes: ["correspondence"] },
        { field: "enclosure.type", required: false, purposes: ["correspondence"] },
        { field: "enclosure.content", required: false, purposes: ["correspondence"] },
      ],
    },
    call: {
      clause: "2.1.2",
      title: { en: "Note of a telephone call", zh: "通话记录" },
      fields: [{ field: "call.note", required: true, purposes: ["correspondence"] }],
    },
    reach: {
      clause: "2.3.7",
      title: { en: "Further ways to reach you", zh: "其他联系渠道" },
      fields: [
        {
          field: "reach.address",
          required: false,
          purposes: ["incident", "policy-changes"],
        },
        {
          field: "reach.push",
          required: false,
          purposes: ["incident", "policy-changes", "service-messages"],
        },
      ],
    },
    questionnaire: {
      clause: "2.1.3",
      title: { en: "Questionnaire", zh: "调研问卷" },
      fields: [
        { field: "answer.frequency", required: false, purposes: ["research"] },
        { field: "answer.subject", required: false, purposes: ["research"] },
        { field: "answer.remark", required: false, purposes: ["research"] },
      ],
    },
    poll: {
      clause: "2.4.4",
      title: { en: "Vote", zh: "投票" },
      fields: [{ field: "poll.option", required: true, purposes: ["projects"] }],
    },
    event: {
      clause: "2.4.4",
      title: { en: "Join the event", zh: "报名参加活动" },
      fields: [{ field: "event.attendance", required: true, purposes: ["projects"] }],
    },
    reading: {
      clause: "2.4.2",
      title: { en: "Articles you open while recommendations are on", zh: "推荐开启期间您打开的文章" },
      fields: [{ field: "interest.article", required: true, purposes: ["recommendations"] }],
    },
    preferences: {
      clause: "2.4.1",
      title: { en: "Preferences", zh: "偏好设置" },
      fields: [
        { field: "preference.appearance", required: false, purposes: ["convenience"] },
        { field: "preference.ordering", required: false, purposes: ["convenience"] },
      ],
    },
    visit: {
      clause: "2.1.5",
      title: { en: "What a visit leaves in the log", zh: "访问日志记录的内容" },
      fields: [
        { field: "visit.page", required: true, purposes: ["operations", "statistics"] },
        { field: "visit.access", required: true, purposes: ["operations", "statistics"] },
        { field: "visit.referrer", required: false, purposes: ["operations", "statistics"] },
        { field: "visit.status", required: true, purposes: ["operations"] },
        { field: "visit.address", required: true, purposes: ["operations", "statistics"] },
        { field: "visit.system", required: false, purposes: ["operations", "statistics"] },
        { field: "visit.browser", required: false, purposes: ["operations", "statistics"] },
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
    index_count: {
      clause: "2.2.5",
      title: {
        en: "Tells a first visit from a later one, to count users",
        zh: "区分首次访问与再次访问，用于统计用户数量",
      },
      kind: "cookie",
      purpose: "counting",
      life: "P180D",
      setBy: "index.example",
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
    index_preferences: {
      clause: "2.2.5",
      title: { en: "Holds the appearance and the ordering you chose", zh: "保存您选择的外观和排序" },
      kind: "cookie",
      purpose: "preferences",
      life: "P180D",
      setBy: "index.example",
      without: {
        en: "your appearance and ordering apply only while you are logged in",
        zh: "您选择的外观和排序仅在登录期间有效",
      },
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
    index_search: {
      clause: "2.2.5",
      title: {
        en: "Holds the search index, so that search answers at once",
        zh: "保存搜索索引，使搜索即时响应",
      },
      kind: "local-storage",
      purpose: "search",
      life: "P7D",
      setBy: "index.example",
      without: {
        en: "each search is answered by our server, which takes a little longer",
        zh: "每次搜索均由服务器响应，稍慢一些",
      },
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
    index_return: {
      clause: "2.2.5",
      title: {
        en: "Holds the day of your last visit, to show what is new since",
        zh: "记录您上次访问的日期，以显示其后的更新",
      },
      kind: "cookie",
      purpose: "recognition",
      life: "P180D",
      setBy: "index.example",
      without: {
        en: "we cannot show what is new since your last visit",
        zh: "我们无法显示您上次访问之后的更新",
      },
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
    index_push: {
      clause: "2.3.7",
      title: {
        en: "Shows push notifications, once you have switched them on",
        zh: "在您开启推送后显示推送通知",
      },
      kind: "service-worker",
      purpose: "notifications",
      life: "P1Y",
      setBy: "index.example",
      without: {
        en: "no push notification reaches this browser; we tell you in the other ways",
        zh: "此浏览器收不到推送通知，我们以其他方式告知您",
      },
      when: [{ kind: "logged-in" }, { kind: "cookies-accepted", clause: "2.2.6" }],
    },
  },

  permits: [
    {
      clause: "2.4.3",
      action: "use",
      purpose: "account",
      data: ["contact.name", "contact.email", "contact.telephone", "account.language", ...GIVEN],
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
      data: [...REGISTERED, ...GIVEN],
      by: ["person"],
      when: [{ kind: "logged-in" }],
    },
    {
      clause: "2.1.4",
      action: "erase",
      purpose: "operations",
      data: [...REGISTERED, ...GIVEN, ...VISITED],
      by: ["portal"],
    },
    {
      clause: "2.4.3",
      action: "use",
      purpose: "orders",
      data: [
        "order.item",
        "order.kind",
        "order.price",
        "order.address",
        "payment.reference",
        "payment.amount",
        "payment.result",
        "contact.name",
        "contact.email",
      ],
      by: ["portal", "operator"],
    },
    {
      clause: "2.4.3",
      action: "disclose",
      purpose: "orders",
      data: ["order.item", "order.price"],
      by: ["portal"],
      recipient: ["payments"],
    },
    {
      clause: "2.1.1",
      action: "use",
      purpose: "services",
      data: ["application.service", "application.reason", "contact.name", "contact.email"],
      by: ["operator"],
    },
    {
      clause: "2.1.2",
      action: "use",
      purpose: "correspondence",
      data: [
        "letter.subject",
        "letter.text",
        "enclosure.name",
        "enclosure.type",
        "enclosure.content",
        "correspondent.email",
        "correspondent.name",
        "call.note",
        "contact.name",
        "contact.email",
        "contact.telephone",
      ],
      by: ["operator"],
    },
    {
      clause: "2.1.2",
      action: "contact",
      purpose: "correspondence",
      data: [
        "contact.name",
        "contact.email",
        "account.language",
        "correspondent.email",
        "correspondent.name",
        "letter.subject",
        "letter.text",
      ],
      by: ["operator"],
      channel: ["email"],
    },
    {
      clause: "2.3.7",
      action: "contact",
      purpose: "incident",
      data: REACHED,
      by: ["operator"],
      channel: ["email", "letter", "telephone", "push"],
    },
    {
      clause: "2.4.5",
      action: "contact",
      purpose: "service-messages",
      data: REACHED,
      by: ["operator"],
      channel: ["email", "sms", "push"],
    },
    {
      clause: "2.6.2",
      action: "contact",
      purpose: "policy-changes",
      data: REACHED,
      by: ["operator"],
      channel: ["email", "push", "letter"],
    },
    {
      clause: "2.4.7",
      action: "use",
      purpose: "marketing",
      data: ["order.kind", "order.item"],
      by: ["portal"],
      when: [
        { kind: "consent", purpose: "marketing" },
        { kind: "not-minor", clause: "2.4.6" },
      ],
    },
    {
      clause: "2.4.7",
      action: "use",
      purpose: "partner-marketing",
      data: ["order.kind", "order.item"],
      by: ["portal"],
      when: [
        { kind: "consent", purpose: "partner-marketing" },
        { kind: "not-minor", clause: "2.4.6" },
      ],
    },
    {
      clause: "2.5.6",
      action: "publish",
      purpose: "publication",
      data: ["comment.text", "work.title", "work.text"],
      by: ["portal"],
      when: [{ kind: "consent", purpose: "publication" }],
    },
    {
      clause: "2.5.6",
      action: "publish",
      purpose: "naming",
      data: ["contact.name"],
      by: ["portal"],
      when: [{ kind: "consent", purpose: "naming" }],
    },
    {
      clause: "2.1.3",
      action: "use",
      purpose: "research",
      data: ["answer.frequency", "answer.subject", "answer.remark"],
      by: ["operator"],
      when: [{ kind: "consent", purpose: "research" }],
    },
    {
      clause: "2.4.2",
      action: "use",
      purpose: "recommendations",
      data: ["interest.article"],
      by: ["portal"],
      when: [{ kind: "logged-in" }, { kind: "consent", purpose: "recommendations" }],
    },
    {
      clause: "2.4.4",
      action: "use",
      purpose: "projects",
      data: ["poll.option", "event.attendance"],
      by: ["portal", "operator"],
      when: [{ kind: "consent", purpose: "projects" }],
    },
    {
      clause: "2.4.1",
      action: "use",
      purpose: "convenience",
      data: ["preference.appearance", "preference.ordering"],
      by: ["portal"],
      when: [{ kind: "logged-in" }],
    },
    {
      clause: "2.2.2",
      action: "use",
      purpose: "operations",
      data: ["visit.page", "visit.access", "visit.referrer", "visit.status", "visit.system", "visit.browser"],
      by: ["operator"],
    },
    {
      clause: "2.2.2",
      action: "release",
      purpose: "statistics",
      data: [
        "visit.page",
        "visit.access",
        "visit.referrer",
        "visit.address",
        "visit.system",
        "visit.browser",
      ],
      by: ["portal"],
    },
    {
      clause: "2.4.8",
      action: "contact",
      purpose: "marketing",
      data: ["contact.name", "contact.email", "contact.telephone", "account.language"],
      by: ["operator"],
      channel: ["email", "sms", "telephone"],
      when: [
        { kind: "consent", purpose: "marketing" },
        { kind: "not-minor", clause: "2.4.6" },
        { kind: "similar-purchase", clause: "2.4.7" },
      ],
    },
    {
      clause: "2.4.6",
      action: "contact",
      purpose: "partner-marketing",
      data: ["contact.name", "contact.email", "contact.telephone", "account.language"],
      by: ["operator"],
      channel: ["email", "sms"],
      when: [
        { kind: "consent", purpose: "partner-marketing" },
        { kind: "licensed" },
        { kind: "not-minor" },
        { kind: "similar-purchase", clause: "2.4.7" },
      ],
    },
  ],

  clauses: {
    "1.1": enforced("law-floor"),
    "1.2": enforced("legal-hold"),
    "2.0": enforced("accountable-controller"),
    "2.1.1": enforced("form-door", "gate"),
    "2.1.2": enforced("sealed-threads"),
    "2.1.3": enforced("questions-once"),
    "2.1.4": enforced("card-refusal", "retention-run"),
    "2.1.5": enforced("untied-visits"),
    "2.2.1": enforced("declared-readings"),
    "2.2.2": enforced("statistics-door"),
    "2.2.3": enforced("bounded-statistics"),
    "2.2.4": enforced("storage-register"),
    "2.2.5": enforced("storage-purposes"),
    "2.2.6": enforced("refusal-costs-nothing"),
    "2.2.7": enforced("no-storage-before-log-in"),
    "2.3.1": pending({ en: "the transfer register", zh: "出境登记" }),
    "2.3.2": pending({ en: "staff tasks", zh: "员工任务" }),
    "2.3.3": pending({ en: "the page of measures", zh: "安全措施页面" }),
    "2.3.4": enforced("transport-guard"),
    "2.3.5": pending({ en: "access requests and reviews", zh: "访问申请与复核" }),
    "2.3.6": enforced("complete-notices"),
    "2.3.7": enforced("channel-ladder"),
    "2.3.8": enforced("reasoned-announcements"),
    "2.3.9": enforced("regulator-clock"),
    "2.4.1": enforced("kept-preferences"),
    "2.4.2": enforced("chosen-recommendations"),
    "2.4.3": enforced("gate"),
    "2.4.4": enforced("chosen-participation"),
    "2.4.5": enforced("service-templates"),
    "2.4.6": enforced("licence-register", "marketing-pace"),
    "2.4.7": enforced("similar-products"),
    "2.4.8": enforced("gate"),
    "2.4.9": enforced("objection-stands"),
    "2.5.1": pending({ en: "the group register", zh: "集团成员登记" }),
    "2.5.2": pending({ en: "deal rooms", zh: "交易资料室" }),
    "2.5.3": pending({ en: "succession", zh: "承继" }),
    "2.5.4": pending({ en: "authority requests", zh: "主管机关调取" }),
    "2.5.5": pending({ en: "private matching", zh: "隐私比对" }),
    "2.5.6": enforced("pseudonym-by-default"),
    "2.5.7": pending({ en: "authority requests", zh: "主管机关调取" }),
    "2.6.1": enforced("published-versions"),
    "2.6.2": enforced("held-limits"),
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

import type { DataNature, FieldType, PurposeNature } from "../model.ts";
import type { ImportLanguage } from "./languages.ts";

/** A title or a pattern in each language an import understands. */
export type InBoth<T> = Readonly<Record<ImportLanguage, T>>;

export interface CategoryTerm {
  readonly title: InBoth<string>;
  readonly nature?: DataNature;
  /** Words for the whole of it. */
  readonly says?: InBoth<RegExp>;
}

/** Categories of data that {@link FIELD_TERMS} belong to. */
export const CATEGORY_TERMS: Readonly<Record<string, CategoryTerm>> = {
  contact: {
    title: { en: "Contact details", zh: "联系方式" },
    says: { en: /\bcontact (?:details|information|data)\b/i, zh: /联系方式|联系信息/ },
  },
  account: {
    title: { en: "Account", zh: "账号信息" },
    says: { en: /\baccount (?:details|information|data)\b/i, zh: /账号信息|账户信息/ },
  },
  identity: { title: { en: "Identity", zh: "身份信息" }, nature: "specific-identity" },
  person: { title: { en: "About the person", zh: "个人情况" } },
  payment: { title: { en: "Payment", zh: "付款信息" }, nature: "financial-account" },
  orders: { title: { en: "Orders", zh: "订单信息" }, nature: "transaction" },
  location: { title: { en: "Location", zh: "位置信息" }, nature: "location-track" },
  device: { title: { en: "Device", zh: "设备信息" } },
  visits: { title: { en: "Visits", zh: "访问记录" }, nature: "network-log" },
  health: { title: { en: "Health", zh: "健康信息" }, nature: "health" },
  biometrics: { title: { en: "Biometrics", zh: "生物识别信息" }, nature: "biometric" },
  religion: { title: { en: "Religion", zh: "宗教信仰" }, nature: "religion" },
  letters: { title: { en: "Correspondence", zh: "往来信件" } },
  acquaintances: { title: { en: "People you know", zh: "联系人信息" } },
};

export interface FieldTerm {
  readonly category: string;
  readonly field: string;
  readonly title: InBoth<string>;
  readonly type: FieldType;
  readonly says: InBoth<RegExp>;
}

function text(category: string, field: string, title: InBoth<string>, says: InBoth<RegExp>): FieldTerm {
  return { category, field, title, type: "text", says };
}

/** Words for data, in the order in which a draft lists them. */
export const FIELD_TERMS: readonly FieldTerm[] = [
  text(
    "contact",
    "name",
    { en: "Name", zh: "姓名" },
    { en: /\b(?:full|first|last|your|real) names?\b|\bnames?(?=,| and\b| or\b)/i, zh: /姓名|真实名字/ },
  ),
  {
    category: "contact",
    field: "email",
    title: { en: "E-mail address", zh: "电子邮箱" },
    type: "email",
    says: { en: /\be-?mail address(?:es)?\b|\byour e-?mail\b/i, zh: /电子邮箱|电子邮件|邮箱/ },
  },
  {
    category: "contact",
    field: "telephone",
    title: { en: "Telephone number", zh: "电话号码" },
    type: "telephone",
    says: { en: /\b(?:tele)?phone numbers?\b|\bmobile numbers?\b/i, zh: /手机号|电话号码|联系电话/ },
  },
  text(
    "contact",
    "address",
    { en: "Postal address", zh: "通信地址" },
    {
      en: /(?<!e-?mail |IP |web )\baddress\b(?!es? (?:bar|your request))|\b(?:postal|delivery|shipping|billing|mailing|home) address(?:es)?\b/i,
      zh: /收货地址|通信地址|通讯地址|邮寄地址|住址|家庭住址|您的地址/,
    },
  ),
  text(
    "account",
    "username",
    { en: "User name", zh: "用户名" },
    { en: /\buser ?names?\b|\bscreen names?\b/i, zh: /用户名|账号名/ },
  ),
  text("account", "nickname", { en: "Nickname", zh: "昵称" }, { en: /\bnicknames?\b/i, zh: /昵称/ }),
  text(
    "account",
    "avatar",
    { en: "Profile picture", zh: "头像" },
    { en: /\bprofile (?:picture|photo)s?\b|\bavatars?\b/i, zh: /头像/ },
  ),
  {
    category: "account",
    field: "password",
    title: { en: "Password", zh: "密码" },
    type: "password",
    says: { en: /\bpasswords?\b/i, zh: /密码/ },
  },
  text(
    "identity",
    "idNumber",
    { en: "Identity card number", zh: "身份证件号码" },
    {
      en: /\b(?:identity card|national id|social security|driver'?s licen[cs]e)(?: numbers?)?\b/i,
      zh: /身份证/,
    },
  ),
  text(
    "identity",
    "passport",
    { en: "Passport number", zh: "护照号码" },
    { en: /\bpassports?(?: numbers?)?\b/i, zh: /护照/ },
  ),
  text(
    "person",
    "birth",
    { en: "Date of birth", zh: "出生日期" },
    { en: /\bdates? of birth\b|\bbirth ?(?:day|date)s?\b/i, zh: /出生日期|生日/ },
  ),
  text("person", "gender", { en: "Gender", zh: "性别" }, { en: /\bgender\b/i, zh: /性别/ }),
  text(
    "person",
    "occupation",
    { en: "Occupation", zh: "职业" },
    { en: /\boccupation\b|\bemployer\b|\bjob title\b|\b(?:résumé|resume|CV)\b/i, zh: /职业|工作单位|简历/ },
  ),
  text(
    "payment",
    "card",
    { en: "Payment card", zh: "支付卡信息" },
    { en: /\b(?:payment|credit|debit)[ -]cards?(?: numbers?| details)?\b/i, zh: /银行卡|信用卡/ },
  ),
  text(
    "payment",
    "bankAccount",
    { en: "Bank account", zh: "银行账户" },
    { en: /\bbank (?:account|details)\b/i, zh: /银行账户|银行账号/ },
  ),
  text(
    "payment",
    "payments",
    { en: "Payment details", zh: "支付信息" },
    {
      en: /\bpayment (?:data|details|information|records)\b|\bdata about payments\b|\bhow you paid\b/i,
      zh: /支付信息|付款信息|支付记录/,
    },
  ),
  text(
    "orders",
    "orders",
    { en: "Orders", zh: "订单" },
    {
      en: /\b(?:your |of )orders?\b|\border (?:records|details|history)\b|\bwhat you ordered\b|\bpurchase(?:s| history)\b|\btransactions?\b/i,
      zh: /订单信息|订单|交易记录|交易信息/,
    },
  ),
  text(
    "location",
    "location",
    { en: "Location", zh: "位置" },
    { en: /\b(?:geo)?location\b|\bGPS\b/i, zh: /位置信息|地理位置|行踪轨迹|定位信息/ },
  ),
  text(
    "device",
    "identifier",
    { en: "Device identifier", zh: "设备标识符" },
    {
      en: /\bdevice (?:identifiers?|ids?)\b|\badvertising (?:identifiers?|ids?)\b|\bIMEI\b/i,
      zh: /设备标识|IMEI|IDFA|OAID|设备信息/,
    },
  ),
  text(
    "device",
    "model",
    { en: "Device and browser", zh: "设备与浏览器" },
    {
      en: /\bbrowser type\b|\boperating system\b|\bdevice (?:type|model)\b/i,
      zh: /设备型号|操作系统|浏览器类型/,
    },
  ),
  text(
    "visits",
    "ip",
    { en: "IP address", zh: "IP 地址" },
    { en: /\bIP address(?:es)?\b/i, zh: /IP\s*地址/i },
  ),
  text(
    "visits",
    "pages",
    { en: "Pages visited", zh: "浏览记录" },
    {
      en: /\bpages? (?:you |or resource you )?(?:view|visit|open)(?:ed)?\b|\bbrowsing history\b|\bvisit records\b/i,
      zh: /浏览记录|访问记录|浏览历史/,
    },
  ),
  text(
    "visits",
    "logs",
    { en: "Log data", zh: "日志信息" },
    { en: /\b(?:server|network|access) logs?\b|\blog (?:data|files)\b|\busage data\b/i, zh: /日志/ },
  ),
  text(
    "health",
    "health",
    { en: "Health", zh: "健康状况" },
    { en: /\bhealth\b|\bmedical (?:data|history|records)\b/i, zh: /健康(?:信息|状况|数据)|病历|医疗/ },
  ),
  text(
    "biometrics",
    "face",
    { en: "Face", zh: "人脸信息" },
    { en: /\bfacial\b|\bface (?:data|image|recognition)\b/i, zh: /人脸/ },
  ),
  text(
    "biometrics",
    "fingerprint",
    { en: "Fingerprint", zh: "指纹" },
    { en: /(?<!device )\bfingerprints?\b/i, zh: /指纹/ },
  ),
  text(
    "religion",
    "religion",
    { en: "Religion", zh: "宗教信仰" },
    { en: /\breligio(?:n|us belief)s?\b/i, zh: /宗教信仰/ },
  ),
  text(
    "letters",
    "letters",
    { en: "Letters", zh: "信件" },
    {
      en: /\b(?:your |our )?(?:letters|messages you send|correspondence)\b/i,
      zh: /往来信件|来信|通信内容|聊天记录/,
    },
  ),
  text(
    "acquaintances",
    "addressBook",
    { en: "Address book", zh: "通讯录" },
    { en: /\baddress book\b|\bcontact list\b/i, zh: /通讯录/ },
  ),
];

export interface PurposeTerm {
  readonly id: string;
  readonly title: InBoth<string>;
  readonly nature?: PurposeNature;
  readonly says: InBoth<RegExp>;
}

/** Words for purposes. */
export const PURPOSE_TERMS: readonly PurposeTerm[] = [
  {
    id: "account",
    title: { en: "to open and run your account", zh: "为您开立和运行账号" },
    says: {
      en: /\b(?:open|create|run|manage|maintain)\b[^.;]{0,20}\b(?:accounts?|membership)\b|\bkeeps? you logged in\b|\blog-?in\b/i,
      zh: /(?:开立|注册|管理|运行)[^。；]{0,6}账号|登录状态/,
    },
  },
  {
    id: "orders",
    title: { en: "to carry out your order", zh: "履行您的订单" },
    says: {
      en: /\b(?:process|take|fulfil|carry out|deliver)\b[^.;]{0,30}\b(?:orders?|purchases?|bookings?)\b|\b(?:perform|performance of)\b[^.;]{0,10}\bcontract\b|\bbook your\b|\brent you\b/i,
      zh: /(?:完成|履行|处理)[^。；]{0,6}(?:订单|合同)|预订行程/,
    },
  },
  {
    id: "delivery",
    title: { en: "to deliver to you", zh: "向您配送" },
    says: {
      en: /\b(?:deliver|ship|send)\b[^.;]{0,20}\b(?:orders?|goods|parcels?|postal address)\b/i,
      zh: /配送|寄送|发货/,
    },
  },
  {
    id: "payment",
    title: { en: "to handle payment", zh: "处理付款" },
    says: {
      en: /\b(?:handle|process|take)\b[^.;]{0,12}\bpayments?\b|\bbill you\b/i,
      zh: /结算|处理付款|完成支付/,
    },
  },
  {
    id: "support",
    title: { en: "to answer you", zh: "答复您" },
    says: {
      en: /\b(?:answer|respond to|reply to)\b[^.;]{0,20}\b(?:questions?|you|inquir\w+|enquir\w+|requests?)\b|\bcustomer (?:support|service)\b/i,
      zh: /客户服务|客服|答复您|回复您/,
    },
  },
  {
    id: "service",
    title: { en: "to provide the service", zh: "提供服务" },
    says: {
      en: /\b(?:provide|maintain|operate|deliver)\b[^.;]{0,20}\bservices?\b/i,
      zh: /(?:为|向)您提供[^。；]{0,6}服务/,
    },
  },
  {
    id: "security",
    title: { en: "to keep the service secure", zh: "保障安全" },
    says: { en: /\b(?:fraud|abuse|secur(?:e|ity))\b/i, zh: /保障[^。；]{0,10}安全|防范欺诈|反欺诈/ },
  },
  {
    id: "marketing",
    title: { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" },
    nature: "marketing",
    says: {
      en: /\bnewsletters?\b|\bmarketing\b|\bpromotion(?:s|al)\b|\badvertis(?:e|ing|ements?)\b|\bwhat may interest you\b/i,
      zh: /营销|广告|促销|推广/,
    },
  },
  {
    id: "personalisation",
    title: { en: "to choose what you see", zh: "个性化展示" },
    nature: "personalisation",
    says: { en: /\bpersonali[sz]\w+\b|\brecommend(?:ations?)?\b/i, zh: /个性化|推荐/ },
  },
  {
    id: "statistics",
    title: { en: "to count and understand use", zh: "统计分析" },
    nature: "statistics",
    says: { en: /\bstatistic(?:s|al)\b|\banaly(?:tics|s[ei]s?)\b|\bmeasure performance\b/i, zh: /统计|分析/ },
  },
  {
    id: "improvement",
    title: { en: "to improve the service", zh: "改进服务" },
    says: { en: /\bimprov(?:e|ing|ement)\b/i, zh: /改进|优化|提升/ },
  },
  {
    id: "research",
    title: { en: "for research", zh: "科学研究" },
    nature: "research",
    says: { en: /\bresearch\b|\bquestionnaires?\b|\bsurveys?\b/i, zh: /科学研究|学术研究|问卷|调研/ },
  },
  {
    id: "identification",
    title: { en: "to establish who you are", zh: "核验身份" },
    says: {
      en: /\bverify\b[^.;]{0,12}\bidentity\b|\bidentif(?:y|ication)\b/i,
      zh: /实名认证|核验[^。；]{0,4}身份|识别用户/,
    },
  },
  {
    id: "law",
    title: { en: "to obey the law", zh: "履行法定义务" },
    says: {
      en: /\b(?:legal (?:obligations?|dut(?:y|ies))|comply with (?:the )?laws?|(?:tax )?law requires)\b/i,
      zh: /法定义务|法律法规(?:要求|规定)的/,
    },
  },
];

export interface RecipientTerm {
  readonly id: string;
  readonly title: InBoth<string>;
  readonly says: InBoth<RegExp>;
}

/** Words for kinds of recipients. */
export const RECIPIENT_TERMS: readonly RecipientTerm[] = [
  {
    id: "carriers",
    title: { en: "Carriers", zh: "物流企业" },
    says: { en: /\b(?:couriers?|carriers?|delivery compan(?:y|ies))\b/i, zh: /快递|物流/ },
  },
  {
    id: "paymentProviders",
    title: { en: "Payment providers", zh: "支付机构" },
    says: { en: /\bpayment (?:providers?|processors?|services?)\b/i, zh: /支付机构|支付服务商|支付公司/ },
  },
  {
    id: "hosting",
    title: { en: "Hosting providers", zh: "云服务商" },
    says: { en: /\b(?:cloud|hosting) (?:providers?|services?)\b/i, zh: /云服务/ },
  },
  {
    id: "analyticsProviders",
    title: { en: "Analytics providers", zh: "统计分析服务商" },
    says: {
      en: /\banalytics (?:providers?|services?|partners?)\b|\bGoogle Analytics\b/i,
      zh: /统计分析服务/,
    },
  },
  {
    id: "advertisers",
    title: { en: "Advertising partners", zh: "广告合作方" },
    says: { en: /\badvertis(?:ers?|ing (?:partners?|networks?))\b/i, zh: /广告主|广告合作/ },
  },
  {
    id: "group",
    title: { en: "Companies of our group", zh: "关联公司" },
    says: {
      en: /\b(?:our group|affiliates?|subsidiar(?:y|ies)|group compan(?:y|ies))\b/i,
      zh: /关联公司|集团(?:成员|内)|子公司/,
    },
  },
  {
    id: "serviceProviders",
    title: { en: "Service providers", zh: "服务商" },
    says: { en: /\bservice providers?\b|\bcontractors?\b|\bsuppliers?\b/i, zh: /服务商|供应商|受托方/ },
  },
  {
    id: "authorities",
    title: { en: "Authorities", zh: "主管机关" },
    says: {
      en: /\b(?:authorities|law enforcement|police|regulators?)\b/i,
      zh: /主管机关|主管部门|司法机关|公安机关|监管机构/,
    },
  },
  {
    id: "advisers",
    title: { en: "Advisers", zh: "专业顾问" },
    says: { en: /\b(?:lawyers|auditors|professional advis[eo]rs)\b/i, zh: /律师|审计师|专业顾问/ },
  },
  { id: "drivers", title: { en: "Drivers", zh: "司机" }, says: { en: /\bdrivers\b/i, zh: /司机/ } },
  { id: "hotels", title: { en: "Hotels", zh: "酒店" }, says: { en: /\bhotels?\b/i, zh: /酒店/ } },
  {
    id: "printers",
    title: { en: "Printers", zh: "印刷企业" },
    says: { en: /\bprinters?\b/i, zh: /印刷(?:厂|企业|公司)/ },
  },
];

/** Words for ways of reaching people. */
export const CHANNEL_TERMS: readonly RecipientTerm[] = [
  {
    id: "email",
    title: { en: "e-mail", zh: "电子邮件" },
    says: { en: /\b(?:by e-?mail|e-?mail you|promotional e-?mails|newsletters?)\b/i, zh: /电子邮件|邮件/ },
  },
  { id: "sms", title: { en: "SMS", zh: "短信" }, says: { en: /\bSMS\b|\btext messages?\b/i, zh: /短信/ } },
  {
    id: "telephone",
    title: { en: "telephone", zh: "电话" },
    says: { en: /\b(?:by|and|or) (?:tele)?phone\b/i, zh: /致电|拨打您|电话(?:通知|联系)/ },
  },
  {
    id: "post",
    title: { en: "post", zh: "信函" },
    says: { en: /\bby (?:post|mail|letter)\b|\bto your postal address\b/i, zh: /信函|邮寄/ },
  },
  {
    id: "push",
    title: { en: "push messages", zh: "推送" },
    says: { en: /\bpush (?:messages?|notifications?)\b/i, zh: /推送/ },
  },
];

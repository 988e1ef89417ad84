import { type Blank, defineTemplates, type Template, type TemplateWords } from "./service-templates.ts";

/** The purpose of service messages, as the policy names it. */
const PURPOSE = "service-messages";

const day = (en: string, zh: string): Blank => ({ title: { en, zh }, kind: "date" });
const text = (en: string, zh: string): Blank => ({ title: { en, zh }, kind: "text" });

const SERVICE = text("Which service", "服务名称");
const FROM_DAY = day("From which day", "起始日期");

/** What is said in them stands here, and an operator fills in the blanks. */
const MESSAGES: Readonly<Record<string, Omit<TemplateWords<typeof PURPOSE>, "purpose">>> = {
  interruption: {
    title: { en: "A service will be interrupted", zh: "服务暂停通知" },
    subject: { en: "{service}: interrupted on {day}", zh: "“{service}”将于{day}暂停服务" },
    paragraphs: [
      {
        en: "On {day} we work on {service}, and you cannot use it {duration}.",
        zh: "我们将于{day}对“{service}”进行维护，届时您将无法使用该服务，时长：{duration}。",
      },
      {
        en: "Your data and your choices stay as they are, and you need do nothing.",
        zh: "您的信息和选择均不受影响，您无需进行任何操作。",
      },
    ],
    blanks: {
      service: SERVICE,
      day: day("On which day", "日期"),
      duration: text("For how long, such as “for an hour”", "时长，例如“一小时”"),
    },
  },
  "service-changes": {
    title: { en: "A service changes", zh: "服务变更通知" },
    subject: { en: "{service} changes on {day}", zh: "“{service}”将于{day}变更" },
    paragraphs: [
      {
        en: "From {day}, this changes about {service}: {change}.",
        zh: "自{day}起，“{service}”将作如下变更：{change}。",
      },
      {
        en: "If you no longer want to use it, you can close your account in the privacy centre at any time.",
        zh: "如您不愿继续使用，可随时在隐私中心注销账号。",
      },
    ],
    blanks: {
      service: SERVICE,
      day: FROM_DAY,
      change: text("What changes", "变更内容"),
    },
  },
  "service-ends": {
    title: { en: "A service ends", zh: "服务终止通知" },
    subject: { en: "{service} ends on {day}", zh: "“{service}”将于{day}终止" },
    paragraphs: [
      { en: "From {day}, {service} is no longer there.", zh: "自{day}起，我们将不再提供“{service}”。" },
      {
        en: "What you left in it can be read and taken along in the privacy centre until then.",
        zh: "在此之前，您可在隐私中心查阅并带走您在该服务中留存的信息。",
      },
    ],
    blanks: { service: SERVICE, day: FROM_DAY },
  },
  "check-password": {
    title: { en: "Change your password", zh: "修改密码提醒" },
    subject: { en: "Please change your password", zh: "请修改您的密码" },
    paragraphs: [
      {
        en: "To keep your account safe, please log in by {day} and choose a new password.",
        zh: "为保护您的账号安全，请于{day}前登录并设置新密码。",
      },
      {
        en: "We never ask for your password in a message or on the telephone.",
        zh: "我们不会以消息或者电话方式索要您的密码。",
      },
    ],
    blanks: { day: day("By which day", "截止日期") },
  },
};

/** The service messages there are. */
export const HOUSE_TEMPLATES: Readonly<Record<string, Template>> = defineTemplates(
  { [PURPOSE]: {} },
  Object.fromEntries(
    Object.entries(MESSAGES).map(([name, words]) => [name, { purpose: PURPOSE, ...words }] as const),
  ),
);

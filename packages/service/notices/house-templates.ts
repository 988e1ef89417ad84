import { defineTemplates, type Template } from "./service-templates.ts";

/** The purpose of service messages, as the policy names it. */
const PURPOSES = { "service-messages": {} } as const;

const FROM_DAY = { title: { en: "From which day", zh: "起始日期" }, kind: "date" } as const;
const SERVICE = { title: { en: "Which service", zh: "服务名称" }, kind: "text" } as const;

/** The service messages there are. What is said in them stands here, and an operator fills in the blanks. */
export const HOUSE_TEMPLATES: Readonly<Record<string, Template>> = defineTemplates(PURPOSES, {
  interruption: {
    purpose: "service-messages",
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
      day: { title: { en: "On which day", zh: "日期" }, kind: "date" },
      duration: {
        title: { en: "For how long, such as “for an hour”", zh: "时长，例如“一小时”" },
        kind: "text",
      },
    },
  },
  "service-changes": {
    purpose: "service-messages",
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
      change: { title: { en: "What changes", zh: "变更内容" }, kind: "text" },
    },
  },
  "service-ends": {
    purpose: "service-messages",
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
    purpose: "service-messages",
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
    blanks: { day: { title: { en: "By which day", zh: "截止日期" }, kind: "date" } },
  },
});

import type { Language } from "../words.ts";

const en = {
  invitation: "Would you answer a short questionnaire?",
  invitationLead:
    "Three questions, each of them optional. If you say no, it costs you nothing and we never ask again.",
  answer: "Answer",
  refuse: "No, never ask again",
  refused: "You will not be asked again",
  refusedLead:
    "Your refusal is remembered with your account, on every device. It was noted under number {index} of the public log.",
  lead: "Each question is optional. Your answers serve this research alone.",
  consent: "By sending this you agree to:",
  submit: "Send the answers",
  empty: "Nothing was filled in, so nothing was sent and nothing was noted.",
  done: "Thank you",
  doneLead:
    "Your answers were noted under number {index} of the public log. You see them on your account page, where you can also take them back.",
  closed: "There is nothing to ask you",
  closedLead: "You have answered already, or said that you do not wish to be asked. It stays so.",
} as const;

type QuestionnaireWords = { readonly [K in keyof typeof en]: string };

const zh: QuestionnaireWords = {
  invitation: "是否愿意填写一份简短问卷？",
  invitationLead: "共三个问题，均为选答。您拒绝的，不会受到任何影响，我们也不再邀请。",
  answer: "愿意填写",
  refuse: "不填写，不再询问",
  refused: "我们不会再询问",
  refusedLead: "您的拒绝已随账号记录，在任何设备上均有效。此事记入公开日志第{index}号。",
  lead: "每个问题均为选答。您的回答仅用于本项调研。",
  consent: "提交即表示您同意：",
  submit: "提交回答",
  empty: "没有填写任何内容，因此没有提交，也没有记录。",
  done: "谢谢",
  doneLead: "您的回答记入公开日志第{index}号。您可在账号页面查看或者撤回。",
  closed: "没有需要询问您的问题",
  closedLead: "您已经作答，或者已表示不愿被询问。这一选择保持不变。",
};

const WORDS: Readonly<Record<Language, QuestionnaireWords>> = { en, zh };

export function questionnaireWordsOf(language: Language): QuestionnaireWords {
  return WORDS[language];
}

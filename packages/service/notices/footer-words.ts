/** What stands below every message, in one language. */
export interface FooterWords {
  /** Between the label of advertising and the subject. */
  readonly colon: string;
  readonly agreed: (day: string, purpose: string) => string;
  readonly permitted: (purpose: string) => string;
  /** For what is owed under the law, whatever the person wants. */
  readonly owed: (purpose: string) => string;
  readonly clause: (clause: string, url: string) => string;
  readonly sender: (name: string, address: string) => string;
  readonly reach: (email: string, telephone: string | null) => string;
  /** `said` is the controller's own sentence on complaints. */
  readonly complain: (said: string) => string;
  readonly courts: (law: string, courts: string, clauses: readonly [law: string, courts: string]) => string;
  readonly stop: (url: string) => string;
  readonly centre: (url: string) => string;
  readonly rehearsal: string;
}

const FOOTER: { readonly en: FooterWords; readonly zh: FooterWords } = {
  en: {
    colon: ": ",
    agreed: (day, purpose) =>
      `You get this message because you agreed to it on ${day} (UTC). Its purpose: ${purpose}.`,
    permitted: (purpose) =>
      `You get this message because our privacy policy permits it. Its purpose: ${purpose}.`,
    owed: (purpose) => `You get this message because the law has us send it. Its purpose: ${purpose}.`,
    clause: (clause, url) => `This is clause ${clause} of our privacy policy: ${url}`,
    sender: (name, address) => `Sent by ${name}, ${address}, who answers for it.`,
    reach: (email, telephone) => `To reach us: ${telephone === null ? email : `${email}, ${telephone}`}.`,
    complain: (said) => `To complain: ${said}`,
    courts: (law, courts, clauses) =>
      `What is promised here is governed by ${law} (clause ${clauses[0]}), and disputes are decided by ${courts} (clause ${clauses[1]}).`,
    stop: (url) => `To get no more of these, one click is enough: ${url}`,
    centre: (url) => `All your data and choices: ${url}`,
    rehearsal: "This is a rehearsal. Nothing has happened, and there is nothing for you to do.",
  },
  zh: {
    colon: "：",
    agreed: (day, purpose) => `您收到本消息，是因为您于${day}（协调世界时）同意接收。发送目的：${purpose}。`,
    permitted: (purpose) => `您收到本消息，是因为我们的隐私政策允许发送。发送目的：${purpose}。`,
    owed: (purpose) => `您收到本消息，是因为我们依法负有告知义务。发送目的：${purpose}。`,
    clause: (clause, url) => `依据：隐私政策第${clause}条，${url}`,
    sender: (name, address) => `发送方（责任主体）：${name}，${address}。`,
    reach: (email, telephone) => `联系我们：${telephone === null ? email : `${email}，${telephone}`}。`,
    complain: (said) => `投诉途径：${said}`,
    courts: (law, courts, clauses) =>
      `本消息所涉事项适用${law}（第${clauses[0]}条），争议由${courts}管辖（第${clauses[1]}条）。`,
    stop: (url) => `如不希望再收到此类消息，点击一次即可退订：${url}`,
    centre: (url) => `查看您的全部信息和选择：${url}`,
    rehearsal: "本消息为演练。并未发生任何事件，您无需采取任何行动。",
  },
};

/** The words of one of the policy's languages; English where there are none of its own. */
export function footerWordsIn(language: string): FooterWords {
  return language === "zh" ? FOOTER.zh : FOOTER.en;
}

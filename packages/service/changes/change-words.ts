/** What a message about a change says around the sentences of the change itself, in one language. */
export interface ChangeWords {
  readonly subject: (title: string) => string;
  readonly opening: (name: string, from: string) => string;
  readonly wider: string;
  readonly other: string;
  /** More sentences than a message holds. */
  readonly more: (count: number) => string;
  readonly asked: (url: string) => string;
  readonly told: (url: string) => string;
}

const WORDS: { readonly en: ChangeWords; readonly zh: ChangeWords } = {
  en: {
    subject: (title) => `What changes for you: ${title}`,
    opening: (name, from) =>
      `${name === "" ? "" : `${name}, `}our privacy policy changes on ${from} (UTC). You are told before it takes effect, because it changes something for you.`,
    wider: "What would be permitted that is not permitted now:",
    other: "What else changes:",
    more: (count) =>
      `${count} more ${count === 1 ? "sentence stands" : "sentences stand"} in the privacy centre.`,
    asked: (url) =>
      `You decide whether to agree. Until you do, the limits you know hold for you, and your data is not used in the new way. To say nothing is not to agree; if you refuse, the earlier limits stay, for as long as you like. Answer here: ${url}`,
    told: (url) => `There is nothing for you to do. Read it all here: ${url}`,
  },
  zh: {
    subject: (title) => `${title}：与您有关的变更`,
    opening: (name, from) =>
      `${name === "" ? "" : `${name}，您好！`}我们的隐私政策将于${from}（协调世界时）变更。因变更与您有关，特在生效前告知您。`,
    wider: "变更后将允许、而目前不允许的事项：",
    other: "其他变更：",
    more: (count) => `另有${count}项，请在隐私中心查看。`,
    asked: (url) =>
      `是否同意由您决定。在您同意之前，原有限制对您继续有效，我们不会以新的方式处理您的个人信息。未作答复不视为同意；您拒绝的，原有限制对您一直有效。请在此答复：${url}`,
    told: (url) => `您无需采取任何行动。全部内容请见：${url}`,
  },
};

/** The words of one of the policy's languages; English where there are none of its own. */
export function changeWordsIn(language: string): ChangeWords {
  return /^zh(-|$)/.test(language) ? WORDS.zh : WORDS.en;
}

/** A moment as people read it, to the minute, in UTC. */
export function formatMoment(at: Date, language: string): string {
  return new Intl.DateTimeFormat(/^zh(-|$)/.test(language) ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(at);
}

/** What a campaign's message says of where it comes from, in one language. */
export interface ProvenanceWords {
  readonly bought: (of: {
    /** What the person bought, in its seller's words; empty where that is not kept. */
    readonly title: string;
    readonly kind: string;
    readonly day: string;
    readonly about: string;
    readonly recently: string;
    readonly distance: number;
    readonly clause: string;
  }) => string;
  readonly licensed: (of: {
    readonly holder: string;
    readonly until: string;
    readonly clause: string;
  }) => string;
}

const WORDS: { readonly en: ProvenanceWords; readonly zh: ProvenanceWords } = {
  en: {
    bought: ({ title, kind, day, about, recently, distance, clause }) =>
      `You get this because on ${day} you bought ${title === "" ? "something of the kind" : `“${title}”, of the kind`} “${kind}”. This message is about “${about}”. To our customers we write only about what is similar to something they bought within the last ${recently}; similar is what is at most ${distance} ${distance === 1 ? "step" : "steps"} away in our list of products (clause ${clause}).`,
    licensed: ({ holder, until, clause }) =>
      `We pass this on for ${holder}, whom we have licensed to until ${until}. ${holder} does not get your address, or anything else about you (clause ${clause}).`,
  },
  zh: {
    bought: ({ title, kind, day, about, recently, distance, clause }) =>
      `您收到本消息，是因为您于${day}购买了${title === "" ? "" : `“${title}”，属于`}“${kind}”类商品。本消息介绍的是“${about}”。对于已购买的客户，我们仅介绍与其近期所购商品类似的内容：“近期”指最近${recently}以内，“类似”指在我们的商品分类中相距不超过${distance}级（第${clause}条）。`,
    licensed: ({ holder, until, clause }) =>
      `本消息系我们代${holder}转达，其所获许可的有效期至${until}。${holder}不会获得您的联系方式及其他任何个人信息（第${clause}条）。`,
  },
};

/** The words of a language; a language without its own reads the English ones. */
export function provenanceWords(language: string): ProvenanceWords {
  return language === "zh" ? WORDS.zh : WORDS.en;
}

/** What a letter says beside its text, in one language. */
export interface LetterWords {
  /** Whether the name stands above the address. */
  readonly nameFirst: boolean;
  readonly addressee: (name: string) => string;
  readonly number: (number: string) => string;
  readonly page: (page: number, of: number) => string;
  readonly day: (at: Date) => string;
}

const WORDS: { readonly en: LetterWords; readonly zh: LetterWords } = {
  en: {
    nameFirst: true,
    addressee: (name) => name,
    number: (number) => `No. ${number}`,
    page: (page, of) => `Page ${page} of ${of}`,
    day: (at) => formatDay(at, "en-GB"),
  },
  zh: {
    nameFirst: false,
    addressee: (name) => `${name} 收`,
    number: (number) => `编号 ${number}`,
    page: (page, of) => `第 ${page} 页，共 ${of} 页`,
    day: (at) => formatDay(at, "zh-CN"),
  },
};

export function letterWordsIn(language: string): LetterWords {
  return language === "zh" ? WORDS.zh : WORDS.en;
}

function formatDay(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(at);
}

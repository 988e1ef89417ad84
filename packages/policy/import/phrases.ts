import type { Guess, Undecided } from "./draft.ts";
import type { ImportLanguage } from "./languages.ts";

interface Phrases {
  readonly model: string;
  readonly guessed: (guess: Guess) => string;
  readonly undecided: Readonly<Record<Undecided["what"], string>>;
  readonly cookies: string;
  readonly noPermits: string;
  readonly bound: string;
  readonly report: {
    readonly title: (file: string) => string;
    readonly summary: (words: { original: number; furniture: number }) => string;
    readonly unmatched: string;
    readonly undecided: string;
    readonly guesses: string;
    readonly guessesNote: string;
    readonly numbers: string;
    readonly numbersNote: string;
    readonly references: string;
    readonly reference: (reference: { clause: string; written: string; now: string }) => string;
    readonly furniture: string;
    readonly furnitureNote: string;
    readonly times: (times: number) => string;
    readonly added: string;
    readonly next: string;
    readonly steps: readonly string[];
    readonly none: string;
  };
}

const SURE_EN = { high: "likely", medium: "perhaps", low: "unsure" } as const;
const SURE_ZH = { high: "较有把握", medium: "可能", low: "把握不大" } as const;

/** The sentences of an import, for the model's comments and the report. */
export const PHRASES: Readonly<Record<ImportLanguage, Phrases>> = {
  en: {
    model: "A draft, imported. Every guess says so and cites its sentence: confirm it or strike it out.",
    guessed: ({ confidence, clause, sentence }) =>
      `guess (${SURE_EN[confidence]}), clause ${clause}: “${sentence}”`,
    undecided: {
      text: "to be decided: the text does not say it, or not in every language",
      retention: "to be decided: how long it is kept, for example P30D or P3Y",
      basis: "to be decided: the text names no basis; consent is the strictest",
      law: "to be decided: the law that governs, for example CN, EU or UK",
      effective: "to be decided: the day it takes effect, year-month-day",
      contact: "to be decided: how people reach the controller",
    },
    cookies: "cookies the text seems to name; each would permit storing, so that none is declared yet",
    noPermits: "An import permits nothing. Add a permit for each use the clauses promise to confine.",
    bound: "No clause is claimed to be kept. Bind each to what keeps it, or say `states()`.",
    report: {
      title: (file) => `Import of ${file}`,
      summary: ({ original, furniture }) =>
        `The original has ${original} words. ${furniture} of them are page headers, footers and navigation, and stand below; all others stand in the words of the policy, in their order.`,
      unmatched:
        "English and Chinese both stand in the text, but do not match clause for clause. Everything was left in the file of the main language, in its order. Move the translation to a file of its own, with the same numbers.",
      undecided: "To be decided",
      guesses: "Guesses",
      guessesNote:
        "Each was read out of the sentence behind it. Confirm it in `policy.ts`, or strike it out.",
      numbers: "Numbers",
      numbersNote: "The new number, and the one it had.",
      references: "References to old numbers",
      reference: ({ clause, written, now }) => `clause ${clause} says “${written}”, which is ${now} now`,
      furniture: "Page headers, footers and navigation",
      furnitureNote: "Taken out of the text. If one of these is a promise, put it back.",
      times: (times) => (times === 1 ? "once" : `${times} times`),
      added: "Headings that were added",
      next: "What to do next",
      steps: [
        "Decide what is listed under “To be decided”.",
        "Go through the guesses.",
        "Bind each clause in `clauses` to what keeps it, and write the permits, forms and cookies.",
        "Run `avow check` until it finds nothing.",
      ],
      none: "None.",
    },
  },
  zh: {
    model: "导入所得的草稿。凡属推测，均已注明并附原句，请逐项确认或删除。",
    guessed: ({ confidence, clause, sentence }) =>
      `推测（${SURE_ZH[confidence]}），第 ${clause} 条：“${sentence}”`,
    undecided: {
      text: "待定：原文未写明，或未以每种语言写明",
      retention: "待定：保存多久，例如 P30D、P3Y",
      basis: "待定：原文未写明合法性基础，暂按最严格的“同意”处理",
      law: "待定：适用的法律，例如 CN、EU、UK",
      effective: "待定：生效日期，年-月-日",
      contact: "待定：个人如何联系个人信息处理者",
    },
    cookies: "原文似乎提到的 Cookie；一经声明即允许存储，故暂不声明",
    noPermits: "导入不产生任何许可。请按各条所作的限定，逐一写明允许的使用。",
    bound: "未宣称任何一条已经兑现。请将各条与兑现它的机制绑定，或写明 `states()`。",
    report: {
      title: (file) => `${file} 导入报告`,
      summary: ({ original, furniture }) =>
        `原文共 ${original} 个词（汉字按字计），其中 ${furniture} 个属于页眉、页脚和导航，列于下文；其余均按原顺序写入政策文本。`,
      unmatched:
        "原文兼有中英文，但不能逐条对应，故全部内容按原顺序留在主要语言的文件中。请将译文移入单独的文件，并使用相同的编号。",
      undecided: "待定事项",
      guesses: "推测",
      guessesNote: "每一项均由其后的原句读出。请在 `policy.ts` 中确认或删除。",
      numbers: "编号对照",
      numbersNote: "前为新编号，后为原编号。",
      references: "引用旧编号之处",
      reference: ({ clause, written, now }) => `第 ${clause} 条写有“${written}”，现为 ${now}`,
      furniture: "页眉、页脚和导航",
      furnitureNote: "已从正文中取出。如其中有属于承诺的内容，请放回正文。",
      times: (times) => `${times} 次`,
      added: "新增的标题",
      next: "接下来",
      steps: [
        "决定“待定事项”中的各项。",
        "逐项核对推测。",
        "在 `clauses` 中将各条与兑现它的机制绑定，并写明许可、表单和 Cookie。",
        "运行 `avow check`，直至没有问题。",
      ],
      none: "无。",
    },
  },
};

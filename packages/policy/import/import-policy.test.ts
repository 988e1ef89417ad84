import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as plainText } from "mdast-util-to-string";
import { describe, expect, it } from "vitest";
import { checkPolicy, parseWords } from "../index.ts";
import { type ImportedPolicy, type ImportFormat, type ImportSource, importPolicy } from "./import-policy.ts";
import { visibleWords, writtenWords } from "./visible-words.testing.ts";
import { listWords } from "./word-list.ts";
import { ADDED } from "./write-words.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/import");
const FILES = readdirSync(FIXTURES).filter(
  (name) => /\.(?:txt|md|html)$/.test(name) && !name.includes("golden"),
);

/** Whose whole output is kept, to be read by people when it changes. */
const GOLDEN = [
  "shop-en.html",
  "app-zh.txt",
  "bilingual-interleaved.txt",
  "pdf-pages.txt",
  "us-bold.html",
  "run-on.txt",
];

function formatOf(file: string): ImportFormat {
  return file.endsWith(".html") ? "html" : file.endsWith(".md") ? "markdown" : "text";
}

function readFixture(file: string): ImportSource {
  return { text: readFileSync(join(FIXTURES, file), "utf8"), format: formatOf(file), file };
}

function importText(text: string, format: ImportFormat = "text"): ImportedPolicy {
  const outcome = importPolicy({ text, format, file: "old.txt" });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.imported;
}

function importFixture(file: string): ImportedPolicy {
  const outcome = importPolicy(readFixture(file));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.imported;
}

/** The law: the passages are the original, and the words of each language are its passages. */
function expectNoWordLost(imported: ImportedPolicy, original: readonly string[]): void {
  const { passages, words, added } = imported;
  expect(passages.flatMap(({ label, text }) => [...listWords(label), ...listWords(text)])).toEqual(original);
  for (const [language, source] of Object.entries(words)) {
    const own = passages.filter(({ place }) => place.kind !== "furniture" && place.language === language);
    const said = own.map(({ kept, text }) => [...listWords(kept), ...listWords(text)]);
    const title = own[0]?.place.kind === "title" ? said.shift() : listWords(ADDED[language]?.title ?? "");
    const section = ADDED[language]?.section ?? "";
    const general = added.includes(section) && source.includes(`## 1 ${section}`) ? listWords(section) : [];
    expect(writtenWords(source)).toEqual([...(title ?? []), ...general, ...said.flat()]);
  }
}

function expectSound({ words }: ImportedPolicy): void {
  for (const [language, source] of Object.entries(words))
    expect(parseWords({ language, file: `${language}.md`, source }).diagnostics).toEqual([]);
}

/** What makes trouble in one format or another, and what policies are made of. */
const SCRAP = fc.constantFrom(
  "1. ",
  "2. ",
  "1) ",
  "2)",
  "(a) ",
  "(i) ",
  "3.2 ",
  "2.4.7 ",
  "Article 5",
  "第三条 ",
  "一、",
  "（一）",
  "① ",
  "IV. ",
  "12",
  "• ",
  "- ",
  "* ",
  "+ ",
  "–",
  "#",
  "## ",
  "> ",
  "===",
  "---",
  "***",
  "~~~",
  "```",
  "`",
  "*",
  "**",
  "_",
  "__",
  "|",
  "| a | b |",
  "|---|---|",
  "[",
  "]",
  "(",
  ")",
  "![x](y)",
  "[x](https://a.example/b_c)",
  "<b>",
  "</b>",
  "<br>",
  "<div>",
  "</div>",
  "<script>",
  "</script>",
  "<!--",
  "-->",
  "<",
  ">",
  "&",
  "&amp;",
  "&copy;",
  "&#65;",
  "{{",
  "}}",
  "{{a.b}}",
  "{",
  "\\",
  "\n",
  "\n\n",
  "\r\n",
  "\f",
  "\t",
  "    ",
  "\u00a0",
  "\u3000",
  "\ufeff",
  "\u00ad",
  "\u200b",
  "\u202e",
  "１．",
  "３）",
  "We collect your name",
  "name",
  "PRIVACY POLICY",
  "Our rights",
  "Page 3 of 20",
  "EN / Index / Privacy / Policy",
  "我们收集您的姓名",
  "隐私政策",
  "。",
  ". ",
  ": ",
  "；",
  "e-mail",
  "a-\nb",
  "30 days",
  "保存3年",
  "é",
  "e\u0301",
  "👩‍👧",
  "§ 3",
  "5 %",
  "€",
  "✓ ",
  "م",
  "ไทย",
  "x",
  "cookie _ga",
);
const WORDY = fc.oneof(
  { weight: 6, arbitrary: SCRAP },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
);
const DOCUMENT = fc
  .array(WORDY, { maxLength: 60 })
  .map((scraps) => scraps.join("").replaceAll("\0", "").replaceAll("]:", "]"));

const TAGS = fc.constantFrom(
  "p",
  "div",
  "h1",
  "h2",
  "h3",
  "ul",
  "ol",
  "li",
  "b",
  "strong",
  "em",
  "a",
  "table",
  "tr",
  "td",
  "th",
  "caption",
  "dl",
  "dt",
  "dd",
  "nav",
  "header",
  "footer",
  "main",
  "article",
  "section",
  "span",
  "code",
  "pre",
  "blockquote",
  "sup",
  "sub",
  "details",
  "summary",
  "script",
  "style",
  "template",
  "button",
  "select",
  "option",
  "textarea",
  "figure",
  "figcaption",
  "address",
  "x-own",
);
const HTML = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    WORDY,
    fc.tuple(TAGS, tie("nodes")).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
    tie("nodes").map((inner) => `<ol start="4" type="a"><li>${inner}</li><li value="9">${inner}</li></ol>`),
    tie("nodes").map(
      (inner) => `<p style="color:red">${inner}<br>${inner}<img src="a.png" alt="the ${"picture"}"></p>`,
    ),
  ),
  nodes: fc.array(tie("node"), { maxLength: 4 }).map((nodes) => nodes.join("")),
})).nodes;

describe("import", () => {
  it.each(FILES)("[P300] no word of %s is lost, and all stand in their order", (file) => {
    const source = readFixture(file);
    expectNoWordLost(importFixture(file), visibleWords(source.text, source.format));
  });

  it.each([
    ["text", DOCUMENT],
    ["markdown", DOCUMENT],
    ["html", HTML],
    ["html", DOCUMENT],
  ] as const)(
    "[P300] [P301] no word of a nasty document is lost, and its words can be read: %s",
    (format, documents) => {
      fc.assert(
        fc.property(documents, (text) => {
          const outcome = importPolicy({ text, format, file: "x" });
          if (!outcome.ok) expect(visibleWords(text, format)).toEqual([]);
          else {
            expectNoWordLost(outcome.imported, visibleWords(text, format));
            expectSound(outcome.imported);
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it("[P302] what Markdown or a fact would take for its own reads the same, within a line and where one begins", () => {
    const junk = fc.array(fc.oneof(SCRAP, fc.string({ unit: "grapheme-ascii", maxLength: 4 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(junk, (scraps) => {
        const line = scraps.join("").replace(/[\s\f\u00ad\u200b\u202e\ufeff]+/g, " ");
        const html = `<p>We say x${entities(line)}x<br>${entities(line)}x and end it.</p>`;
        const { words, passages } = importText(html, "html");
        fc.pre(passages.length === 1);
        const source = words.en ?? words.zh ?? "";
        const { clauses, diagnostics } = parseWords({ language: "en", file: "en.md", source });
        expect(diagnostics).toEqual([]);
        const read = clauses.map((clause) => plainText(fromMarkdown(clause.words)).replace(/\s+/g, ""));
        expect(read.join("")).toBe(`We say x${line}x${line}x and end it.`.replace(/\s+/g, ""));
        expect(clauses.flatMap(({ references }) => references)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("[P302] bold, code, links and descriptions of images stay, and a heading holds no fact", () => {
    const html = `<h2>The {{name}} # policy</h2><p>See <a href="https://a.example/x_(y)?a=1&amp;b=<2>">our <b>terms</b></a>, <code>_ga</code>,
      <img alt="a [map]" src="map.png"> and <a href="#top">the top</a>; <strong>never</strong>, not<strong>（从不）</strong>.</p>`;
    const { words } = importText(html, "html");
    expect(words.en).toContain("The { {name}} \\# policy");
    expect(words.en).toContain(
      "See [our **terms**](<https://a.example/x_(y)?a=1\\&b=\\<2\\>>), `_ga`, ![a \\[map\\]](<map.png>) and the top; **never**, not（从不）.",
    );
  });

  it("[P303] what repeats on the pages is told from the text, which goes on across them", () => {
    const { passages, words } = importFixture("pdf-pages.txt");
    const furniture = passages.flatMap(({ place, text }) => (place.kind === "furniture" ? [text] : []));
    expect(furniture).toHaveLength(9);
    expect(new Set(furniture)).toEqual(
      new Set([
        "EN / Index / Privacy / Policy",
        "Index Information Technology",
        "Page 1 of 3",
        "Page 2 of 3",
        "Page 3 of 3",
      ]),
    );
    expect(words.en).toContain("telephone num-ber and postal address. Nothing else is required.");
    expect(words.en).not.toContain("EN /");
  });

  it("[P303] headers, footers and navigation of a site are kept apart, and a title in a header is not", () => {
    const html = `<header><nav>Home</nav><p>Shop</p></header><main><header><h1>Policy</h1></header><p>We keep it.</p></main>
      <footer>Imprint</footer>`;
    const { passages, words } = importText(html, "html");
    expect(passages.map(({ place, text }) => [place.kind, text])).toEqual([
      ["furniture", "Home"],
      ["furniture", "Shop"],
      ["title", "Policy"],
      ["clause", "We keep it."],
      ["furniture", "Imprint"],
    ]);
    expect(words.en).toBe("# Policy\n\n## 1 General\n\n1. We keep it.\n");
  });

  it("[P303] a heading that repeats where no page ends is no furniture", () => {
    const text = ["Google", "Meta", "Matomo"].map(
      (name) => `${name}\n\nPurpose\n\nWe count visits with ${name}.\n`,
    );
    const { passages } = importText(text.join("\n"));
    expect(passages.filter(({ place }) => place.kind === "furniture")).toEqual([]);
  });

  it.each(["bilingual-interleaved.txt", "bilingual-halves.md"])(
    "[P304] %s becomes two files with the same numbers",
    (file) => {
      const { words, languages, unmatched } = importFixture(file);
      expect([languages, unmatched]).toEqual([["en", "zh"], false]);
      const [en, zh] = (["en", "zh"] as const).map((language) =>
        parseWords({ language, file: language, source: words[language] ?? "" }).clauses.map(({ id }) => id),
      );
      expect(en).toEqual(zh);
      expect(words.en).not.toMatch(/\p{Script=Han}/u);
    },
  );

  it("[P304] languages that do not match stay together, and the report says so", () => {
    const imported = importFixture("not-parallel.txt");
    expect([imported.languages.length, imported.unmatched]).toEqual([1, true]);
    expect(imported.report).toContain("不能逐条对应");
  });

  it("[P304] a number given twice makes no second language of a text in one", () => {
    const imported = importText("1) We collect names.\n2) We keep them.\n2) We share nothing.\n");
    expect(imported).toMatchObject({ languages: ["en"], unmatched: false });
  });

  it("[P305] every new number knows the one it had", () => {
    expect(importFixture("deep.txt").original).toEqual({
      "1": "2",
      "1.1": "2.4",
      "1.1.1": "2.4.7",
      "1.1.1.1": "2.4.7.1",
      "1.1.1.2": "2.4.7.2",
      "1.2": "2.5",
      "1.2.1": "2.5.1",
    });
    expect(importFixture("gdpr-cookies.html").original).toMatchObject({
      "1": "Article 1",
      "2.1.2": "2.1(2)",
    });
    expect(importFixture("app-zh.txt").original).toMatchObject({ "2": "第二章", "2.1": "第二章第三条" });
  });

  it("[P305] a text that cites an old number is listed with the new one", () => {
    const { report } = importText(
      "3. Use\n\n3.1 We use it.\n\n4. Rights\n\n4.1 You may object to section 3.1 at any time.\n",
    );
    expect(report).toContain("clause 2.1 says “section 3.1”, which is 1.1 now");
  });

  it.each(FILES)("[P306] every guess about %s cites a sentence of it and a clause of the draft", (file) => {
    const { guesses, model, passages } = importFixture(file);
    const body = passages.filter(({ place }) => place.kind !== "furniture");
    const original = ` ${body.flatMap(({ label, text }) => [...listWords(label), ...listWords(text)]).join(" ")} `;
    for (const { sentence, clause } of guesses) {
      expect(original).toContain(` ${listWords(sentence).join(" ")} `);
      expect(Object.keys(model.clauses)).toContain(clause);
    }
  });

  it("[P306] what is plain is guessed: data, purposes, recipients, cookies, channels, spans, law and controller", () => {
    const { model, guesses } = importFixture("shop-en.html");
    expect(model.controller).toMatchObject({
      name: { en: "Larkspur & Finch Ltd" },
      email: "privacy@larkspur.example",
      telephone: "+44 117 496 0123",
      address: { en: "12 Quay Street, Bristol BS1 4AA, United Kingdom" },
    });
    expect([model.law.governing, model.law.courts.en]).toEqual(["UK", "the courts of England and Wales"]);
    expect(model.data.orders?.retention).toEqual({ start: "collected", keep: "P6Y" });
    expect(model.data.contact?.retention).toEqual({ start: "account-closed", keep: "P30D" });
    expect(Object.keys(model.data.contact?.fields ?? {})).toEqual(["name", "email", "telephone", "address"]);
    expect(model.purposes.marketing).toMatchObject({ clause: "3.3", basis: "consent", nature: "marketing" });
    expect(model.purposes.statistics?.basis).toBe("legitimate-interests");
    expect(model.recipients.companyBrightcloudHosting?.countries).toEqual(["DE"]);
    expect(Object.keys(model.channels)).toEqual(["email"]);
    const cookies = guesses.filter(({ what }) => what === "cookie").map(({ path }) => path);
    expect(cookies).toEqual(["storage.lf_session", "storage.lf_basket", "storage._ga"]);
  });

  it("[P306] the same in Chinese", () => {
    const { model } = importFixture("app-zh.txt");
    expect(model.controller).toMatchObject({
      name: { zh: "杭州云雀出行科技有限公司" },
      telephone: "0571-5550-0199",
    });
    expect([model.effective, model.law.governing]).toEqual(["2026-04-01", "CN"]);
    expect(Object.keys(model.data)).toEqual([
      "contact",
      "account",
      "identity",
      "payment",
      "orders",
      "location",
      "device",
      "biometrics",
    ]);
    expect(model.data.orders?.retention.keep).toBe("P3Y");
    expect(model.recipients.company1?.title).toEqual({ zh: "上海观澜数据技术有限公司" });
  });

  it("[P306] what the text denies is not guessed", () => {
    expect(Object.keys(importFixture("shop-en.html").model.data)).not.toContain("health");
    expect(Object.keys(importFixture("app-zh.txt").model.data)).not.toContain("religion");
    const { model } = importText(
      "1. We never share your name with advertisers.\n\n2. We do not use cookies such as _ga for marketing.",
    );
    expect([model.recipients, model.purposes, model.data]).toEqual([{}, {}, {}]);
  });

  it.each(FILES)("[P307] the draft of %s permits nothing and claims nothing", (file) => {
    const { model } = importFixture(file);
    expect([model.permits, model.forms, model.storage]).toEqual([[], {}, {}]);
    expect(Object.values(model.clauses).every(({ status }) => status === "pending")).toBe(true);
  });

  it.each(FILES)(
    "[P308] the model of %s is what its text says, and check finds only what people must decide",
    (file) => {
      const { modelSource, model, words, undecided } = importFixture(file);
      expect(evaluate(modelSource)).toEqual(model);
      const files = Object.fromEntries(
        Object.entries(words).map(([language, source]) => [language, { file: `${language}.md`, source }]),
      );
      for (const checked of [model, fillIn(model)]) {
        const diagnostics = checkPolicy({ model: checked, words: files });
        const codes = new Set<string>(diagnostics.map(({ code }) => code));
        const wrong = [
          "model-malformed",
          "clause-number",
          "text-misplaced",
          "clause-missing",
          "name-undeclared",
        ];
        expect(wrong.filter((code) => codes.has(code))).toEqual([]);
      }
      for (const { path } of undecided) expect(modelSource).toContain(`${path.split(".").at(-1)}: `);
    },
  );

  it("[P309] a text that cannot be read is answered with why", () => {
    const ask = (text: string, format: ImportFormat = "text") => importPolicy({ text, format, file: "x" });
    expect(ask("")).toMatchObject({ ok: false, message: "there are no words in it" });
    expect(ask("<script>alert(1)</script>", "html")).toMatchObject({
      ok: false,
      message: "there are no words in it",
    });
    expect(ask("%PDF-1.7 …")).toMatchObject({ ok: false, message: "it is a PDF, not text" });
    expect(ask("PK\u0003\u0004")).toMatchObject({ ok: false, message: "it is a ZIP or Word file, not text" });
    expect(ask("a\0b")).toMatchObject({ ok: false, message: "it is binary, not text" });
    expect(ask(`${"<div>".repeat(50_000)}x`, "html")).toMatchObject({
      ok: false,
      message: "its parts are nested too deeply to be read",
    });
  });

  it("[P309] any text at all is imported, and the same text gives the same draft", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), DOCUMENT);
    fc.assert(
      fc.property(text, fc.constantFrom("text", "markdown", "html"), (given, format) => {
        const once = importPolicy({ text: given, format, file: "x" });
        expect(importPolicy({ text: given, format, file: "x" })).toEqual(once);
        if (once.ok) expectSound(once.imported);
      }),
      { numRuns: 150 },
    );
  });

  it("[P309] a policy of 200 pages is imported whole", () => {
    const pages = Array.from({ length: 200 }, (_, page) => {
      const clauses = Array.from(
        { length: 8 },
        (_, at) => `${page + 1}.${at + 1} ${"We keep what you tell us. ".repeat(8)}`,
      );
      return `EN / Index / Privacy / Policy\n\n${page + 1}. Chapter about data\n\n${clauses.join("\n\n")}\n\nPage ${page + 1} of 200\n`;
    });
    const text = pages.join("\f");
    const imported = importText(text);
    expect(Object.keys(imported.model.clauses)).toHaveLength(1600);
    expect(imported.original).toMatchObject({ "200": "200", "200.8": "200.8" });
    expectNoWordLost(imported, visibleWords(text, "text"));
  });

  it.each(GOLDEN)("[P301] [P308] %s gives what stands beside it", (file) => {
    const { words, modelSource, report } = importFixture(file);
    const parts = { ...words, "policy.ts": modelSource, report };
    const written = Object.entries(parts)
      .map(([name, text]) => `=== ${name}\n${text}`)
      .join("\n");
    const golden = join(FIXTURES, "golden", `${file}.golden`);
    if (process.env.AVOW_UPDATE_GOLDEN === "1") writeFileSync(golden, written);
    expect(written).toBe(readFileSync(golden, "utf8"));
  });
});

function entities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The draft as if people had decided what keeps it from being checked further. */
function fillIn(model: ImportedPolicy["model"]): unknown {
  const controller = { ...model.controller, email: "a@b.example", telephone: "1" };
  const data = Object.fromEntries(
    Object.entries(model.data).map(([id, category]) => [
      id,
      { ...category, retention: { start: "collected", keep: "P30D" } },
    ]),
  );
  return { ...model, controller, data, effective: "2026-12-01" };
}

/** What `policy.ts` would give `definePolicy`. */
function evaluate(source: string): unknown {
  const code = source.replace(/^import .*$/m, "").replace("export default definePolicy(", "return (");
  return new Function("pending", code)((brings: unknown) => ({ status: "pending", brings }));
}

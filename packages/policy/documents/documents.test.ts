import { fromHtml } from "hast-util-from-html";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import type { Bundle } from "../bundle.ts";
import { findRuleSet } from "../law/rule-sets.ts";
import { type EvidenceFigures, NO_FIGURES } from "./evidence-figures.ts";
import { makeGpcSupport } from "./gpc.ts";
import { makeImpactAssessment } from "./impact-assessment.ts";
import { type DocumentName, makeDocument } from "./make-document.ts";
import type { Block, Outline } from "./outline.ts";
import { makeRecordOfProcessing } from "./record-of-processing.ts";
import { clinic, identified, shop } from "./test-policy.ts";
import { DOCUMENT_LANGUAGES } from "./words.ts";

const MADE_AT = "2026-12-02T09:30:00Z";
const NAMES: readonly DocumentName[] = ["record-of-processing", "impact-assessment"];
const FIGURES: EvidenceFigures = {
  people: 1284,
  receipts: 5021,
  checkpoint: { at: "2026-12-02T09:29:00Z", size: 5204 },
  decisions: {
    least: 20,
    clauses: [
      { clause: "2.1.4", permitted: 240, refused: null },
      { clause: "2.1.3", permitted: 0, refused: 60 },
    ],
  },
  measures: [
    { en: "Each person’s data is sealed with a key of its own.", zh: "每个人的信息以专用密钥加密封存。" },
  ],
};

const input = (bundle: Bundle, language: string, evidence: EvidenceFigures = NO_FIGURES) => ({
  ...identified(bundle),
  madeAt: MADE_AT,
  evidence,
  language,
});

/** Every line a document says, in order. */
function linesOf({ blocks }: Outline): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    if (block.kind === "facts") return block.rows.flatMap(({ name, says }) => [name, ...says]);
    if (block.kind === "table") return [...block.head, ...block.rows.flat(2)];
    return [block.text];
  });
}

/** The rows of the table under a heading. */
function tableUnder({ blocks }: Outline, heading: string): Extract<Block, { kind: "table" }>["rows"] {
  const at = blocks.findIndex((block) => block.kind === "heading" && block.text === heading);
  const table = blocks.slice(at + 1).find((block) => block.kind === "table");
  if (at < 0 || table?.kind !== "table") throw new Error(`no table under ${heading}`);
  return table.rows;
}

describe("gpc.json", () => {
  it("[P343] says that the signal is obeyed where the policy keeps a clause by it, from the version's day", () => {
    expect(makeGpcSupport(shop)).toEqual({ gpc: true, lastUpdate: "2026-12-01" });
    const without = shop.clauses.map((clause) =>
      clause.id === "2.1.7" ? { ...clause, status: { status: "states" } as const } : clause,
    );
    expect(makeGpcSupport({ ...shop, clauses: without }).gpc).toBe(false);
  });
});

describe("the record of processing", () => {
  it("[P344] has every item of GDPR 30(1), with its clause", () => {
    const record = makeRecordOfProcessing(input(clinic, "en"));
    const lines = linesOf(record);
    // (a) controller and contact; joint controllers
    for (const said of ["Shop *Ltd.*", "privacy@shop.example", "Joint controllers", "nobody yet"])
      expect(lines).toContain(said);
    // (b) purposes, (c) data, (d) recipients
    expect(tableUnder(record, "Purposes of processing")).toContainEqual([
      ["to advertise"],
      ["consent", "may be objected to (clause 2.1.5)"],
      ["E-mail address"],
      ["collect", "contact the person"],
      ["none"],
      ["2.1.1", "2.1.4"],
    ]);
    expect(tableUnder(record, "Categories of recipients").map(([name]) => name)).toEqual([
      ["the courier"],
      ["nobody yet"],
      ["the *laboratory* | Berlin"],
    ]);
    // (e) transfers with country and route
    expect(tableUnder(record, "Transfers to third countries")).toContainEqual([
      ["the *laboratory* | Berlin"],
      ["Germany and Hong Kong SAR China"],
      ["Findings"],
      ["standard contract"],
      ["2.1.3"],
    ]);
    // (f) time limits, (g) measures
    expect(tableUnder(record, "Categories of personal data, and when they are erased")).toContainEqual([
      ["Findings"],
      ["Text <b>"],
      ["health"],
      ["until 3 years after it is collected"],
      ["2.1.8"],
    ]);
    expect(lines).toContain("An objection stands, for waiting messages too.");
  });

  it("[P344] says so where there is no recipient, no transfer and no controller", () => {
    const bare = { ...shop, recipients: {}, rules: [], controller: null };
    const lines = linesOf(makeRecordOfProcessing(input(bare, "en")));
    expect(lines).toContain("The policy names no accountable controller.");
    expect(lines).toContain("The policy declares none.");
    expect(lines).toContain("The policy names no recipient outside the territory of its governing law.");
  });
});

describe("the impact assessment", () => {
  const situations = (bundle: Bundle) =>
    tableUnder(
      makeImpactAssessment(input(bundle, "en")),
      "Whether an assessment is called for (Article 55)",
    ).map(([, occurs, by, clauses]) => [occurs?.[0], by, clauses]);

  it("[P345] says of each situation of PIPL 55 that it occurs, by what, and under which clauses", () => {
    expect(situations(clinic)).toEqual([
      ["yes", ["Findings: health"], ["2.1.8"]],
      ["yes", ["to decide who is seen first"], ["2.1.8"]],
      [
        "yes",
        ["entrusted to the courier", "provided to the *laboratory* | Berlin", "published, Contact details"],
        ["2.1.3", "2.1.5", "2.1.8"],
      ],
      ["yes", ["the *laboratory* | Berlin: Germany and Hong Kong SAR China"], ["2.1.3", "2.1.8"]],
      ["for people to judge", [], []],
    ]);
  });

  it("[P345] says of each that it does not occur by the model, and never that it does not occur", () => {
    const bare = { ...shop, recipients: {}, rules: shop.rules.filter(({ action }) => action !== "disclose") };
    expect(situations(bare).map(([occurs]) => occurs)).toEqual([
      "no, by the model",
      "no, by the model",
      "no, by the model",
      "no, by the model",
      "for people to judge",
    ]);
  });

  it("[P345] counts a transfer that names nobody abroad, for a reading from abroad is one", () => {
    const reads = { ...clinic.rules[0], action: "transfer", recipient: null } as Bundle["rules"][number];
    const [, , , abroad] = situations({ ...shop, recipients: {}, rules: [reads] });
    expect(abroad).toEqual(["yes", ["to deliver"], ["2.1.1"]]);
  });

  it("[P345] names what is promised and not built, under which nothing is permitted", () => {
    const lines = linesOf(makeImpactAssessment(input(shop, "en")));
    expect(lines).toContain("Promised and not built yet, so that nothing is permitted by them: 2.1.8.");
  });
});

describe.each(NAMES)("the %s", (name) => {
  it.each(DOCUMENT_LANGUAGES)("[P346] leaves open in %s what people must judge", (language) => {
    const { html } = makeDocument(name, input(clinic, language, FIGURES));
    const open = html.match(/<div class="people">.*?<\/div>/g) ?? [];
    expect(open.length).toBeGreaterThanOrEqual(4);
    for (const part of open)
      expect(part).toMatch(/^<div class="people"><p><strong>[^<]+<\/strong>[^<]+<\/p><\/div>$/);
  });

  it("[P347] says of the rule it is made for how far that was verified", () => {
    const { markdown } = makeDocument(name, input(shop, "en"));
    const [set = "", id = ""] = name === "record-of-processing" ? ["EU", "EU-15"] : ["CN", "CN-GO-01"];
    const rule = findRuleSet(set)?.rules.find((known) => known.id === id);
    const said = { read: "read in the text", secondary: "confirmed by another", unchecked: "never checked" };
    expect(markdown).toContain(`rule ${id}, ${said[rule?.verified ?? "read"]}`);
  });

  it("[P347] shows the figures of the evidence, and says of a small one that it is withheld", () => {
    const { markdown } = makeDocument(name, input(shop, "en", FIGURES));
    for (const said of [
      "1,284",
      "5,021",
      "2026-12-02T09:29:00Z, 5,204 entries",
      "sealed with a key of its own",
    ])
      expect(markdown).toContain(said);
    expect(markdown).toContain("| 2.1.4 | 240 | fewer than 20, withheld |");
    expect(markdown).toContain("| 2.1.3 | 0 | 60 |");
  });

  it("[P347] says so when every figure is too small to be shown", () => {
    const small = { ...FIGURES, decisions: { least: 20, clauses: [] } };
    expect(makeDocument(name, input(shop, "en", small)).markdown).toContain(
      "no clause permitted or refused 20 times or more",
    );
  });

  it.each([
    ["en", "not known here"],
    ["zh", "此处不详"],
  ])("[P347] says in %s what is not known", (language, unknown) => {
    const { markdown } = makeDocument(name, input(shop, language));
    expect(markdown.split(unknown).length - 1).toBeGreaterThanOrEqual(4);
  });

  it("[P348] is made in both languages, part by part the same", () => {
    const [en, zh] = ["en", "zh"].map((language) => {
      const { html } = makeDocument(name, input(clinic, language, FIGURES));
      return html.match(/<(h1|h2|tr|table|div|li)\b/g);
    });
    expect(en?.length).toBeGreaterThan(40);
    expect(zh).toEqual(en);
    expect(makeDocument(name, input(clinic, "zh")).html).toContain('<html lang="zh">');
  });

  it("[P348] is not made in a language nobody has words for", () => {
    expect(() => makeDocument(name, input(shop, "fr"))).toThrow(RangeError);
  });

  it("[P349] names the version and the instant it was made for, and is the same every time", () => {
    const { version } = identified(shop);
    const made = makeDocument(name, input(shop, "en"));
    for (const text of [made.html, made.markdown]) {
      expect(text).toContain(version);
      expect(text).toContain(MADE_AT);
    }
    expect(makeDocument(name, input(shop, "en"))).toEqual(made);
  });

  it("[P349] is one page that runs nothing and fetches nothing; text of the model is text in it", () => {
    const { html } = makeDocument(name, input(clinic, "en", FIGURES));
    expect(html).not.toMatch(/<script|<img|<iframe|\son\w+=|javascript:|url\(|@import|<b>/i);
    expect(html).not.toContain("<link");
    expect(html).toContain("Text &#x3C;b>");
    expect(elements(fromHtml(html))).not.toContain("b");
    const served = makeDocument(name, input(clinic, "en"), { stylesheet: "/style.css" }).html;
    expect(served).toContain('<link rel="stylesheet" href="/style.css">');
    expect(served).not.toMatch(/<style|\sstyle=/);
  });

  it("[P349] is Markdown in which text of the model stays text", () => {
    const { markdown } = makeDocument(name, input(clinic, "en"));
    expect(markdown).toContain("the \\*laboratory\\* \\| Berlin");
    const kinds = new Set(fromMarkdown(markdown).children.map(({ type }) => type));
    expect(kinds).not.toContain("html");
  });
});

function elements(node: object): readonly string[] {
  const own = "tagName" in node && typeof node.tagName === "string" ? [node.tagName] : [];
  const inner = "children" in node && Array.isArray(node.children) ? node.children : [];
  return [...own, ...inner.flatMap((child: object) => elements(child))];
}

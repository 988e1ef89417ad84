import { describe, expect, it } from "vitest";
import index from "../../../policies/index/policy.ts";
import { allOf, edit, SHOP, type Shop, toSource } from "../fixtures/shop.ts";
import { type Bundle, buildBundle, checkPolicy, comparePolicies, listFacts } from "../index.ts";

function codesOf(shop: Shop): readonly string[] {
  return checkPolicy(toSource(shop)).map(({ code }) => code);
}

const reach = edit("model", '"zh": "电子邮件" } }', '"zh": "电子邮件" }, "reach": "contact.email" }');
const when = '[{ "kind": "consent", "purpose": "marketing" }';
const CHOICES =
  '"choices": { "books": { "en": "Books", "zh": "图书" }, "atlases": { "en": "Atlases", "zh": "地图集" } }';
const kinds = edit(
  "model",
  '"type": "text", "maxLength": 200',
  `"type": "choice", "maxLength": 200, ${CHOICES}`,
);
const products = (members = '"recently": "P6M", "distance": 1') =>
  edit(
    "model",
    '"forms": {',
    `"products": { "clause": "2.1.4", "field": "contact.address", ${members}, "kinds": {
      "books": { "title": { "en": "Books", "zh": "图书" } },
      "atlases": { "title": { "en": "Atlases", "zh": "地图集" }, "within": "books" } } },
    "forms": {`,
  );
const similar = edit(
  "model",
  when,
  '[{ "kind": "consent", "purpose": "marketing" }, { "kind": "similar-purchase" }',
);
const permitted = edit(
  "model",
  '"permits": [',
  `"permits": [
    { "clause": "2.1.4", "action": "use", "purpose": "marketing", "data": ["contact.address"], "by": ["clerk"],
      "when": [{ "kind": "consent", "purpose": "marketing" }, { "kind": "not-minor" }] },`,
);
const pace = (members: string) =>
  edit("model", '"nature": "marketing"', `"nature": "marketing", "pace": { "clause": "2.1.4", ${members} }`);

describe("reaching people", () => {
  it("[P385] a channel says a field, and whoever may use it may read that", () => {
    expect(codesOf(reach(SHOP))).toEqual([]);
    expect(
      codesOf(edit("model", '"reach": "contact.email"', '"reach": "contact.mail"')(reach(SHOP))),
    ).toEqual(["name-undeclared", "channel-unreachable"]);
    const renamed = allOf(
      edit("model", '"channels": { "email"', '"channels": { "post"'),
      edit("model", '"channel": ["email"]', '"channel": ["post"]'),
    );
    expect(codesOf(renamed(SHOP))).toEqual([]);
    expect(codesOf(renamed(reach(SHOP)))).toEqual(["channel-unreachable"]);
  });

  it("[P386] quiet hours end, a condition keeps to a pace there is, and a pace names a clause there is", () => {
    const quiet = (until: string) =>
      pace(
        `"most": 2, "per": "P30D", "quiet": { "from": "21:00", "until": "${until}", "zone": "Asia/Shanghai" }`,
      );
    expect(codesOf(quiet("09:00")(SHOP))).toEqual([]);
    expect(codesOf(quiet("21:00")(SHOP))).toEqual(["pace-malformed"]);
    expect(codesOf(quiet("9 o'clock")(SHOP))).toEqual(["model-malformed"]);
    const within = edit(
      "model",
      when,
      '[{ "kind": "consent", "purpose": "marketing" }, { "kind": "within-pace", "purpose": "marketing" }',
    );
    expect(codesOf(within(SHOP))).toEqual(["pace-malformed"]);
    expect(codesOf(within(quiet("09:00")(SHOP)))).toEqual([]);
    const elsewhere = edit("model", '"pace": { "clause": "2.1.4"', '"pace": { "clause": "2.1.44"');
    expect(codesOf(elsewhere(quiet("09:00")(SHOP)))).toContain("clause-missing");
  });

  it("[P387] kinds of products are a tree, and the field of an order offers exactly them", () => {
    const sound = allOf(kinds, products(), similar, permitted);
    expect(codesOf(sound(SHOP))).toEqual([]);
    expect(codesOf(similar(SHOP))).toEqual(["products-malformed"]);
    const fewer = edit("model", ', "atlases": { "en": "Atlases", "zh": "地图集" } }', " }");
    expect(codesOf(fewer(sound(SHOP)))).toEqual(["products-malformed"]);
    const circle = edit(
      "model",
      '{ "title": { "en": "Books", "zh": "图书" } }',
      '{ "title": { "en": "Books", "zh": "图书" }, "within": "books" }',
    );
    expect(codesOf(circle(sound(SHOP)))).toEqual(["products-malformed"]);
  });

  it("[P388] whoever asks whether something is similar may use what was bought", () => {
    expect(codesOf(allOf(kinds, products(), similar)(SHOP))).toEqual(["purchases-unreadable"]);
  });
});

function bundleOf(...changes: readonly ((shop: Shop) => Shop)[]): Bundle {
  const built = buildBundle(toSource(allOf(...changes)(SHOP)));
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return built.bundle;
}

describe("what is said of messages", () => {
  it("[P389] the words may say the pace and the kinds of products", () => {
    const said = (language: string) => {
      const facts = listFacts(index.model, language);
      return ["purpose.marketing.pace", "products.recently", "products.distance", "products.kinds"].map(
        (path) => facts.get(path),
      );
    };
    expect(said("en")).toEqual([
      "at most 4 messages within 30 days, none of them between 21:00 and 09:00 (China Standard Time)",
      "6 months",
      "1 step",
      "articles (articles on technology, articles on society and articles on culture) and printed works",
    ]);
    expect(said("zh")).toEqual([
      "30日内至多4条，且不在21:00至次日09:00（中国标准时间）发送",
      "6个月",
      "1级",
      "文章（技术类文章、社会类文章和文化类文章）和纸质出版物",
    ]);
  });

  const asked = (before: Bundle, after: Bundle) =>
    comparePolicies(before, after).consequences.map(({ kind, who }) => `${kind} ${who.kind}`);
  const few = pace('"most": 2, "per": "P30D"');

  it.each([
    ["more messages", pace('"most": 3, "per": "P30D"')],
    ["as many in less time", pace('"most": 2, "per": "P20D"')],
    [
      "at any hour",
      pace('"most": 2, "per": "P40D"'),
      pace(
        '"most": 2, "per": "P40D", "quiet": { "from": "21:00", "until": "09:00", "zone": "Asia/Shanghai" }',
      ),
    ],
    ["without a limit", (shop: Shop) => shop],
  ] as const)("[P390] %s is more than was agreed to", (_, after, before: (shop: Shop) => Shop = few) => {
    const [old, now] = [bundleOf(before), bundleOf(after)];
    expect(comparePolicies(old, now).notes.map(({ part }) => part)).toContain("purpose marketing");
    expect(asked(old, now)).toContain("asked consented");
    expect(asked(now, old)).toContain("told consented");
    expect(asked(now, old)).not.toContain("asked consented");
  });

  it("[P390] so is a longer span, and a greater distance", () => {
    const of = (members: string) => bundleOf(kinds, products(members), similar, permitted);
    const before = of('"recently": "P6M", "distance": 1');
    for (const wider of ['"recently": "P1Y", "distance": 1', '"recently": "P6M", "distance": 2']) {
      expect(asked(before, of(wider))).toContain("asked consented");
      expect(asked(of(wider), before)).toEqual(["told consented"]);
      expect(comparePolicies(before, of(wider)).notes).toMatchObject([{ part: "products" }]);
    }
  });
});

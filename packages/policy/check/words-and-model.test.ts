import { describe, expect, it } from "vitest";
import { checkPolicy } from "../check.ts";
import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import { allOf, edit, SHOP, type Shop, toSource } from "../fixtures/shop.ts";

function find(code: DiagnosticCode, ...changes: readonly ((shop: Shop) => Shop)[]): readonly Diagnostic[] {
  return checkPolicy(toSource(allOf(...changes)(SHOP))).filter((found) => found.code === code);
}

function messages(code: DiagnosticCode, ...changes: readonly ((shop: Shop) => Shop)[]): readonly string[] {
  return find(code, ...changes).map(({ message }) => message);
}

const LAST = "8. We take measures.";
const ABROAD = edit("model", '"countries": ["CN"]', '"countries": ["CN", "US"]');

describe("what the words tell", () => {
  it("[P162] a fact is told by an interpolation, by its name or by its number, in whatever words", () => {
    const names = edit("en", "{{storage}}", "the cookie `basket` for twelve hours");
    const fields = edit("en", "{{form.order.fields}}", "your E-MAIL\n   ADDRESS and your address");
    const retention = edit("en", "{{data.contact.retention}}", "for thirty days");
    expect(messages("fact-untold", names, fields, retention)).toEqual([]);
  });

  it("[P162] a name within a longer word tells nothing, nor does a country's letters in another word", () => {
    const couriers = edit("en", "The courier gets the address.", "Couriersomething happens to us. Use it.");
    expect(messages("fact-untold", couriers, ABROAD)).toEqual([
      "the words do not say in `en` who recipient `courier` is",
      "the words do not say in `en` and `zh` where recipient `courier` handles data",
    ]);
    const named = edit("en", LAST, `${LAST} It happens in the United States.`);
    expect(messages("fact-untold", ABROAD, named)).toEqual([
      "the words do not say in `zh` where recipient `courier` handles data",
    ]);
  });

  it("[P163] what is written by hand is replaced by what the model knows", () => {
    const [found, ...others] = find(
      "fact-written-by-hand",
      edit("en", LAST, "8. Your `basket` is kept for 12 hours."),
    );
    expect(others).toEqual([]);
    expect(found?.fix?.edits.map(({ text }) => text)).toEqual(["{{storage.basket.life}}"]);
  });

  it.each([
    ["8. We keep a 30-day record of contact details.", 1, 0],
    ["8. Write to xprivacy@shop.example or privacy@shop.example.cn.", 0, 0],
    ["8. The cookie `basket` is kept for 12 hours; contact details are kept for 720 hours.", 2, 2],
  ])("[P163] where replacing would not read, it is only reported: %s", (clause, times, fixable) => {
    const found = find("fact-written-by-hand", edit("en", LAST, clause));
    expect([found.length, found.filter(({ fix }) => fix !== undefined).length]).toEqual([times, fixable]);
  });

  it.each([
    ["clause 2.1.9", 1],
    ["Section 2.1.1 or 3.1", 1],
    ["clauses 2.1.1, 2.1.2", 0],
    ["section 7.2 of the Advertising Law", 0],
    ["section 1798.100", 0],
    ["clause 3", 0],
    ["version 2.9", 0],
  ])("[P165] a reference is to a clause there is: %s", (reference, times) => {
    const found = find("clause-reference-unknown", edit("en", LAST, `8. See ${reference}.`));
    expect(found).toHaveLength(times);
  });

  it.each([
    ["on your device, `_ga`", 1],
    ["the cookie `baskt`", 1],
    ["the signal `Sec-GPC` about a cookie", 0],
    ["the header `X-Thing`", 0],
    ["the field `contact.fax`", 1],
    ["the field `contact.email`", 0],
    ["the file `read.me`", 0],
  ])("[P166] a name in code is one the model declares: %s", (named, times) => {
    expect(find("words-name-undeclared", edit("en", LAST, `8. We use ${named}.`))).toHaveLength(times);
  });
});

describe("what nothing needs", () => {
  it("[P160] a name nearly meant is not reported as needless as well", () => {
    const misspelt = edit("model", '"channel": ["email"]', '"channel": ["e-mail"]');
    const codes = checkPolicy(toSource(misspelt(SHOP))).map(({ code }) => code);
    expect(codes).toEqual(["name-undeclared"]);
  });

  it("[P160] to keep or erase data is not to use it", () => {
    const kept = edit("model", '"action": "disclose"', '"action": "keep"');
    expect(messages("data-never-used", kept)).toEqual([
      "field `contact.address` is held, and nothing is permitted with it",
    ]);
  });

  const RULE = '"action": "disclose", "purpose": "delivery", "data": ["contact.address"], "by": ["clerk"]';

  it.each<[string, string, DiagnosticCode[]]>([
    [
      "more conditions",
      `"clause": "2.1.3", ${RULE}, "recipient": ["courier"], "when": [{ "kind": "logged-in" }]`,
      ["permit-contained"],
    ],
    [
      "the same in another order",
      `"clause": "2.1.3", "recipient": ["courier"], ${RULE}`,
      ["permit-repeated"],
    ],
    [
      "more data",
      `"clause": "2.1.3", ${RULE.replace('"contact.address"', '"contact.address", "contact.email"')}, "recipient": ["courier"]`,
      ["permit-contained"],
    ],
    [
      "more data, under another clause",
      `"clause": "2.1.2", ${RULE.replace('"contact.address"', '"contact.address", "contact.email"')}, "recipient": ["courier"]`,
      [],
    ],
    [
      "other data",
      `"clause": "2.1.3", ${RULE.replace("contact.address", "contact.email")}, "recipient": ["courier"]`,
      [],
    ],
    ["another action", `"clause": "2.1.3", ${RULE.replace("disclose", "use")}`, []],
  ])("[P161] beside a permit stands one with %s", (_, permit, codes) => {
    const beside = edit("model", '"permits": [', `"permits": [\n    { ${permit} },`);
    const found = checkPolicy(toSource(beside(SHOP))).map(({ code }) => code);
    expect(found).toEqual(codes);
  });
});

describe("numbers that can be put right", () => {
  it("[P170] a section is renumbered only by the model's own numbers", () => {
    const titlesOf = (change: (shop: Shop) => Shop) =>
      find("clause-number", change).map(({ fix }) => fix?.title);
    const twice = titlesOf(edit("en", "5. You may object.", "4. You may object."));
    expect(new Set(twice)).toEqual(new Set(["renumber the clauses of section `2.1`"]));
    const lost = titlesOf(edit("en", "5. You may object.\n", ""));
    expect(new Set(lost)).toEqual(new Set([undefined]));
  });

  it("[P170] not where lines below would fall out of the list", () => {
    const wide = find(
      "clause-number",
      edit(
        "en",
        "2. We use it {{purpose.delivery.title}}.",
        "10. We use it\n    {{purpose.delivery.title}}.",
      ),
    );
    expect(wide).not.toEqual([]);
    expect(wide.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });

  it.each([
    ["2.1.33", "2.1.3"],
    ["2.13", undefined],
    ["21.3", undefined],
    ["1.2.3", undefined],
    ["2.1.9", undefined],
    ["2..1.3", undefined],
  ])("[P172] a clause `%s` is `%s`, or nothing that could be told", (written, meant) => {
    const mistyped = edit("model", '"clause": "2.1.3", "title"', `"clause": "${written}", "title"`);
    const [edits] = find("clause-missing", mistyped).map(({ fix }) => fix?.edits.map(({ text }) => text));
    expect(edits?.[0]).toBe(meant);
  });
});

import { describe, expect, it } from "vitest";
import { allOf, edit, SHOP, toSource } from "../fixtures/shop.ts";
import { type Bundle, buildBundle, checkPolicy, checkProperties } from "../index.ts";

const built = buildBundle(toSource(SHOP));
if (!built.ok) throw new Error("the shop does not build");
const shop: Bundle = built.bundle;

function check(...lines: readonly string[]) {
  return checkProperties(shop, { file: "properties.txt", source: lines.join("\n") });
}

const abroad = (bundle: Bundle): Bundle => {
  const { courier } = bundle.recipients;
  if (courier === undefined) throw new Error("the shop has no courier");
  return { ...bundle, recipients: { courier: { ...courier, countries: ["CN", "SG"] } } };
};

describe("properties", () => {
  it("[P230] the sentence reads as it is said, and holds until data goes elsewhere", () => {
    const source = "never: an operation that takes `contact.address` outside CN without separate consent";
    expect(check(source)).toEqual([]);
    const [violated] = checkProperties(abroad(shop), { file: "properties.txt", source });
    expect(violated).toEqual({
      code: "property-violated",
      severity: "error",
      file: "properties.txt",
      span: { line: 1, column: 1, length: source.length },
      message: "what must never be is permitted by clause 2.1.3",
      help: `try: avow decide '{"action":"disclose","by":"clerk","purpose":"delivery","data":["contact.address"],"recipient":"courier"}' --facts '{"person":{"loggedIn":false,"consents":{},"objections":{"delivery":0},"held":true},"cookies":"refused"}'`,
    });
    const nowhere = { ...shop.recipients.courier, countries: [] } as unknown as Bundle["recipients"][string];
    expect(
      checkProperties({ ...shop, recipients: { courier: nowhere } }, { file: "p", source }),
    ).toHaveLength(1);
    const { delivery } = shop.purposes;
    if (delivery === undefined) throw new Error("the shop does not deliver");
    const consented: Bundle = {
      ...abroad(shop),
      purposes: { ...shop.purposes, delivery: { ...delivery, basis: "separate-consent" } },
      rules: shop.rules.map((rule) => ({
        ...rule,
        when: [
          ...rule.when,
          { condition: { kind: "consent", purpose: "delivery" }, clause: "2.1.2", source: null },
        ],
      })),
    };
    expect(checkProperties(consented, { file: "p", source })).toEqual([]);
  });

  it.each([
    ["never: any operation with any data by clerk for delivery", true],
    ["never: use, publish or release any data", false],
    ["never: uses or contacts with contact for marketing", true],
    ["never: contact with contact.email, contact.address by channel email without consent", false],
    ["never: contact with any data for marketing after an objection", false],
    ["never: contact with any data without log-in", true],
    ["never: any operation with contact.address to courier", true],
    ["never: any operation with contact.email to courier", false],
    ["never: disclose contact outside CN, SG or HK", false],
    ["never: disclose contact outside SG", true],
    ["never: store any data without accepted cookies", false],
    ["NEVER： stores any data.", true],
  ])("[P231] %s: violated %s", (line, isViolated) => {
    expect(check("# a comment", "", `  ${line}   # why`).map(({ code, span }) => [code, span?.line])).toEqual(
      isViolated ? [["property-violated", 3]] : [],
    );
  });

  it.each([
    ["always: use any data", "a property begins with `never:`", /^never: /],
    ["never:", "a name is missing at the end", /^never: /],
    ["never: contcat any data", "`contcat` is not an action", /did you mean `contact`/],
    [
      "never: use contact.adress",
      "`contact.adress` is not data the policy declares",
      /did you mean `contact.address`/,
    ],
    ["never: use any data by clrek", "`clrek` is not a role the policy declares", /did you mean `clerk`/],
    ["never: use any data for", "a name is missing at the end", /^never: /],
    ["never: use any data for delivery for marketing", "`for` is said twice", /^never: /],
    ["never: use any data outside China", "`China` is not a country", /two capital letters/],
    [
      "never: use any data without separate content",
      "`separate` is nothing to be without",
      /`separate consent`/,
    ],
    ["never: use any data wihtout consent", "`wihtout` does not go on", /did you mean `without`/],
    ["never: use any data after lunch", "`after` goes on as `after an objection`", /^never: /],
  ])("[P232] %s: %s", (line, message, help) => {
    const [diagnostic, ...others] = check(line);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code: "property-malformed", severity: "error", message });
    expect(diagnostic?.help).toMatch(help);
  });

  it("[P233] they are checked with the policy, and block its build; of an unsound policy there is no saying", () => {
    const violated = edit("properties", "publish or release any data", "disclose contact.address");
    expect(checkPolicy(toSource(violated(SHOP))).map(({ code }) => code)).toEqual(["property-violated"]);
    expect(buildBundle(toSource(violated(SHOP))).ok).toBe(false);
    const unsound = allOf(violated, edit("model", '"recipient": ["courier"]', '"recipient": ["police"]'));
    expect(checkPolicy(toSource(unsound(SHOP))).map(({ code }) => code)).not.toContain("property-violated");
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FieldsFor, Use } from "./fixtures/declared/policy.d.ts";
import { SHOP, toSource } from "./fixtures/shop.ts";
import { buildBundle, declareBundle, openBundle, Personal } from "./index.ts";

const DECLARED = new URL("./fixtures/declared/policy.d.ts", import.meta.url);
const built = buildBundle(toSource(SHOP));
if (!built.ok) throw new Error("the shop's policy does not build");
const { bundle, version } = built;
/** As an application has it: parsed from a file, its types from the declaration beside it. */
const overTheWire: unknown = JSON.parse(JSON.stringify(bundle));

describe("the declaration of a bundle", () => {
  it("[P44] is what the fixture holds, which every line below is compiled against", () => {
    const declared = declareBundle(bundle, "0".repeat(64))["policy.d.ts"];
    expect(readFileSync(DECLARED, "utf8")).toBe(declared);
  });

  it("[P44] does not depend on the order of the rules", () => {
    const turned = { ...bundle, rules: bundle.rules.toReversed() };
    expect(declareBundle(turned, version)).toEqual(declareBundle(bundle, version));
  });

  it("[P44] names which the policy permits compile, and the others do not", () => {
    const uses: readonly Use[] = [
      { action: "contact", by: "clerk", purpose: "marketing", channel: "email", data: ["contact.email"] },
      // @ts-expect-error the courier is no channel
      { action: "contact", by: "clerk", purpose: "marketing", channel: "courier", data: ["contact.email"] },
      // @ts-expect-error marketing may not use the address
      { action: "contact", by: "clerk", purpose: "marketing", channel: "email", data: ["contact.address"] },
      // @ts-expect-error nobody publishes anything
      { action: "publish", by: "clerk", purpose: "delivery", data: ["contact.address"] },
      // @ts-expect-error a disclosure names its recipient
      { action: "disclose", by: "clerk", purpose: "delivery", data: ["contact.address"] },
    ];
    expect(uses).toHaveLength(5);
  });
});

describe("a policy opened from its bundle", () => {
  const policy = openBundle<FieldsFor>(overTheWire, version);
  const letter = policy.sink({ purpose: "marketing", fields: ["contact.email"] });

  it("[P45] [law 6] opens a value for the purpose it was read for, and does not compile for another", () => {
    expect(letter.open(new Personal("contact.email", "marketing", "lin@b.example"))).toBe("lin@b.example");
    const forDelivery = new Personal("contact.email", "delivery", "lin@a.example");
    // @ts-expect-error read for `delivery`
    expect(() => letter.open(forDelivery)).toThrow(TypeError);
  });

  it("[P45] a sink for a field that the purpose does not use does not compile", () => {
    // @ts-expect-error marketing uses the e-mail address alone
    expect(policy.sink({ purpose: "marketing", fields: ["contact.address"] }).purpose).toBe("marketing");
    // @ts-expect-error `research` is not a purpose
    expect(policy.sink({ purpose: "research", fields: [] }).fields).toEqual([]);
  });

  it("[P45] [law 1] what is no bundle, or another version's, is not opened", () => {
    expect(() => openBundle({ ...bundle, rules: [{}] }, version)).toThrow("is not the bundle of a policy");
    expect(() => openBundle({ ...bundle, id: "other" }, version)).toThrow(`not ${version}`);
  });
});

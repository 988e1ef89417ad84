import { describe, expect, it } from "vitest";
import { checkPolicy, definePolicy, enforced, Personal, pending, states } from "./index.ts";

/** Every `@ts-expect-error` is a law: `tsc` fails when the line below it compiles. */
const base = {
  id: "typed",
  title: { en: "Typed" },
  languages: ["en"],
  effective: "2026-12-01",
  controller: {
    clause: "1.1",
    name: { en: "Typed" },
    address: { en: "Here" },
    email: "a@typed.example",
    telephone: "1",
    complaints: { en: "Write." },
  },
  law: {
    clause: "1.1",
    governing: "CN",
    excludes: [],
    title: { en: "law" },
    courts: { en: "courts" },
    courtsClause: "1.1",
  },
  roles: { portal: { title: { en: "this site" } } },
  channels: { email: { title: { en: "e-mail" } } },
  recipients: { courier: { clause: "1.1", title: { en: "courier" }, countries: ["CN"] } },
  data: {
    contact: {
      clause: "1.1",
      title: { en: "Contact" },
      retention: { start: "collected", keep: "P1D" },
      fields: {
        email: { title: { en: "E-mail" }, type: "email", maxLength: 254 },
        name: { title: { en: "Name" }, type: "text", maxLength: 99 },
      },
    },
  },
  purposes: {
    account: { clause: "1.1", title: { en: "account" }, basis: "contract" },
    marketing: { clause: "1.1", title: { en: "marketing" }, basis: "consent", ask: { en: "Yes." } },
  },
  forms: {},
  storage: {},
  permits: [],
  clauses: { "1.1": enforced("gate") },
} as const;
const permit = {
  clause: "1.1",
  action: "use",
  purpose: "account",
  data: ["contact.email"],
  by: ["portal"],
} as const;
const words = { en: { file: "en.md", source: "# Typed\n\n## 1 All\n\n1. All.\n" } };

function namesUndeclared(policy: { readonly model: unknown }): readonly string[] {
  const diagnostics = checkPolicy({ model: policy.model, words });
  return diagnostics.filter(({ code }) => code === "name-undeclared").map(({ message }) => message);
}

describe("names in a policy", () => {
  it("[P40] declared names compile, and check finds nothing undeclared", () => {
    const policy = definePolicy({
      ...base,
      permits: [
        permit,
        { ...permit, action: "contact", channel: ["email"] },
        { ...permit, action: "disclose", recipient: ["courier"] },
      ],
    });
    expect(namesUndeclared(policy)).toEqual([]);
  });

  it("[P40] an undeclared purpose does not compile, and is found by check", () => {
    // @ts-expect-error `marketin` is not a purpose
    const policy = definePolicy({ ...base, permits: [{ ...permit, purpose: "marketin" }] });
    expect(namesUndeclared(policy)).toEqual(["purpose `marketin` is not declared"]);
  });

  it("[P40] an undeclared field does not compile, and is found by check", () => {
    // @ts-expect-error `contact.telephone` is not a field
    const policy = definePolicy({ ...base, permits: [{ ...permit, data: ["contact.telephone"] }] });
    expect(namesUndeclared(policy)).toEqual(["field `contact.telephone` is not declared"]);
  });

  it("[P40] an undeclared role does not compile, and is found by check", () => {
    // @ts-expect-error `robot` is not a role
    const policy = definePolicy({ ...base, permits: [{ ...permit, by: ["robot"] }] });
    expect(namesUndeclared(policy)).toEqual(["role `robot` is not declared"]);
  });

  it("[P40] an undeclared channel does not compile, and is found by check", () => {
    // @ts-expect-error `fax` is not a channel
    const policy = definePolicy({ ...base, permits: [{ ...permit, channel: ["fax"] }] });
    expect(namesUndeclared(policy)).toEqual(["channel `fax` is not declared"]);
  });

  it("[P40] an undeclared recipient does not compile, and is found by check", () => {
    // @ts-expect-error `broker` is not a recipient
    const policy = definePolicy({ ...base, permits: [{ ...permit, recipient: ["broker"] }] });
    expect(namesUndeclared(policy)).toEqual(["recipient `broker` is not declared"]);
  });

  it("[P40] a condition on an undeclared purpose does not compile, and is found by check", () => {
    const policy = definePolicy({
      ...base,
      // @ts-expect-error `research` is not a purpose
      permits: [{ ...permit, when: [{ kind: "consent", purpose: "research" }] }],
    });
    expect(namesUndeclared(policy)).toEqual(["purpose `research` is not declared"]);
  });

  it("[P40] a form with an undeclared field or purpose does not compile, and is found by check", () => {
    const policy = definePolicy({
      ...base,
      forms: {
        order: {
          clause: "1.1",
          title: { en: "Order" },
          fields: [
            // @ts-expect-error `contact.fax` is not a field
            { field: "contact.fax", required: true, purposes: ["account"] },
            // @ts-expect-error `research` is not a purpose
            { field: "contact.name", required: true, purposes: ["research"] },
          ],
        },
      },
    });
    expect(namesUndeclared(policy)).toEqual([
      "field `contact.fax` is not declared",
      "purpose `research` is not declared",
    ]);
  });

  it("[P40] a cookie for an undeclared purpose does not compile, and is found by check", () => {
    const policy = definePolicy({
      ...base,
      storage: {
        _ad: {
          clause: "1.1",
          title: { en: "Ads" },
          kind: "cookie",
          // @ts-expect-error `ads` is not a purpose
          purpose: "ads",
          life: "P1D",
          setBy: "x",
          when: [],
        },
      },
    });
    expect(namesUndeclared(policy)).toEqual(["purpose `ads` is not declared"]);
  });

  it("[P40] a title that lacks a language does not compile, and is found by check", () => {
    // @ts-expect-error `zh` is missing from every title
    const policy = definePolicy({ ...base, languages: ["en", "zh"] });
    const codes = checkPolicy({ model: policy.model, words }).map(({ code }) => code);
    expect(codes).toContain("text-missing-language");
  });

  it("[P40] a clause has one of three statuses, and an enforced one names its mechanism", () => {
    expect([enforced("gate"), pending({ en: "it", zh: "它" }), states()]).toEqual([
      { status: "enforced", by: ["gate"] },
      { status: "pending", brings: { en: "it", zh: "它" } },
      { status: "states" },
    ]);
    // @ts-expect-error no mechanism is named
    expect(enforced()).toEqual({ status: "enforced", by: [] });
  });
});

describe("the purpose of a personal value", () => {
  const policy = definePolicy(base);
  const forAccount = new Personal("contact.email", "account", "lin@a.example");
  const forMarketing = new Personal("contact.email", "marketing", "lin@b.example");
  const letter = policy.sink({ purpose: "marketing", fields: ["contact.email"] });

  it("[P41] [law 6] a value read for one purpose cannot be opened for another", () => {
    expect(letter.open(forMarketing)).toBe("lin@b.example");
    // @ts-expect-error read for `account`
    expect(() => letter.open(forAccount)).toThrow(TypeError);
  });

  it("[P41] [law 6] nor passed to a function that serves another", () => {
    const advertise = (value: Personal<"contact.email", "marketing">) => letter.open(value);
    expect(advertise(forMarketing)).toBe("lin@b.example");
    // @ts-expect-error read for `account`
    expect(() => advertise(forAccount)).toThrow(TypeError);
  });

  it("[P41] [law 6] a value of a field the sink does not declare cannot be opened in it", () => {
    const name = new Personal("contact.name", "marketing", "Lin");
    // @ts-expect-error the sink declares `contact.email` alone
    expect(() => letter.open(name)).toThrow(TypeError);
  });

  it("[P41] a sink for an undeclared purpose or field does not compile", () => {
    // @ts-expect-error `research` is not a purpose
    expect(policy.sink({ purpose: "research", fields: ["contact.email"] }).fields).toEqual(["contact.email"]);
    // @ts-expect-error `contact.fax` is not a field
    expect(policy.sink({ purpose: "account", fields: ["contact.fax"] }).purpose).toBe("account");
  });
});

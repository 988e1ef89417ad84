import { checkPolicy, type PolicySource } from "@avow/policy";
import { beforeAll, describe, expect, it } from "vitest";
import { loadIndexPolicy } from "../support/index-policy.ts";

let policy: PolicySource;
beforeAll(async () => {
  policy = await loadIndexPolicy();
});

/** What is violated when the policy is held to this property alone. */
function violated(property: string): readonly string[] {
  const properties = { file: "properties.txt", source: `${property}\n` };
  const found = checkPolicy({ ...policy, properties });
  return found.filter(({ code }) => code.startsWith("property-")).map(({ message }) => message);
}

describe("what must never become possible under the Index policy", () => {
  it.each([
    "[2.4.3] never: an operation that uses `account.password` by operator",
    "[2.4.3] never: disclose, transfer, publish or release `account.password`",
    "[2.4.8] never: contact with any data for marketing without consent",
    "[2.4.9] never: any operation with any data for marketing after an objection",
    "[2.2.6] never: store any data without accepted cookies",
    "[2.2.7] never: store any data without log-in",
    "[1.1] never: an operation that takes any data outside CN without separate consent",
  ])("%s", (title) => {
    const property = title.replace(/^\[[\d.]+\] /, "");
    expect(policy.properties?.source.split("\n")).toContain(property);
    expect(violated(property)).toEqual([]);
  });

  it("is seen when it has become possible", () => {
    expect(violated("never: contact with any data for marketing")).toHaveLength(1);
  });
});

import { type ConsentPlan, makeConsentPlan } from "@avow/policy";
import { beforeAll, describe, expect, it } from "vitest";
import { buildShopPolicy } from "../../tests/support/shop-policy.ts";
import { readObserved } from "./observed.ts";

let plan: ConsentPlan;
beforeAll(async () => {
  const { bundle, version } = await buildShopPolicy();
  plan = makeConsentPlan(bundle, version);
});

const read = (body: unknown) => readObserved(body, plan, "www.nordwind.example");

describe("what pages and browsers tell", () => {
  it("is taken from a beacon, without what is declared and the site itself", () => {
    const observations = [
      { kind: "cookie", name: "_ga" },
      { kind: "cookie", name: "_pk_id.1.3fe2" },
      { kind: "host", name: "video.shop-partners.example" },
      { kind: "host", name: "www.nordwind.example" },
      { kind: "indexed-db", name: "replays" },
    ];
    expect(read({ observations })).toEqual([observations[0], observations[4]]);
  });

  it("is taken from a report in the older form and in the newer, as hosts alone", () => {
    const address = "https://tracker.example/collect?email=lin%40example.com#here";
    const host = [{ kind: "host", name: "tracker.example" }];
    expect(read({ "csp-report": { "blocked-uri": address, "document-uri": "https://x/?secret" } })).toEqual(
      host,
    );
    expect(
      read([
        { type: "csp-violation", body: { blockedURL: address, sample: "a value" } },
        { type: "csp-violation", body: { blockedURL: "inline" } },
        { type: "csp-violation", body: { blockedURL: "wss://tracker.example" } },
        { type: "csp-violation", body: { blockedURL: "data:text/html,lin" } },
      ]),
    ).toEqual(host);
  });

  it("[law 5] is masked where a name could hold a value", () => {
    const names = [
      "user-48151623",
      "lin@example.com",
      "s_5f0c2a349d1e4b7a",
      "林悦",
      "amp_3a4b5c6d",
      "plain_name",
    ];
    const shown = read({ observations: names.map((name) => ({ kind: "cookie", name })) });
    expect(shown.map(({ name }) => name)).toEqual(["user-#", "#", "s_#", "amp_#", "plain_name"]);
  });

  it.each([
    null,
    7,
    "text",
    [],
    {},
    { observations: "x" },
    { observations: [{ kind: "cookie" }] },
    { "csp-report": 1 },
    [[]],
  ])("is nothing where it has another shape: %j", (body) => {
    expect(read(body)).toEqual([]);
  });
});

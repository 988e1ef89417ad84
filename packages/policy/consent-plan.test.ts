import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import index from "../../policies/index/policy.ts";
import { buildNordwind, NORDWIND, vary } from "./fixtures/nordwind.ts";
import { type Bundle, buildBundle, bundleVersion, makeConsentPlan } from "./index.ts";
import type { AnyModel } from "./model.ts";

const BUNDLE = buildNordwind();
const plan = (bundle: Bundle) => makeConsentPlan(bundle, bundleVersion(bundle));
const changed = (path: string, to: unknown) =>
  plan(vary(path, to, BUNDLE as unknown as AnyModel) as unknown as Bundle);

describe("what a visitor is asked", () => {
  it("[P370] [2.2.7] is nothing under the Index policy: before log-in nothing is stored, and no key is open", () => {
    const read = (name: string) => ({
      file: name,
      source: readFileSync(new URL(`../../policies/index/${name}`, import.meta.url), "utf8"),
    });
    const built = buildBundle({ model: index.model, words: { en: read("en.md"), zh: read("zh.md") } });
    if (!built.ok) throw new Error("the Index policy does not build");
    const { questions, keys, hosts } = plan(built.bundle);
    expect([questions, hosts]).toEqual([[], []]);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter(({ needs }) => needs !== null)).toEqual([]);
  });

  it("[P371] is, under the shop's, one question for each purpose that a key or a host hangs on, in the words of the policy", () => {
    const { questions, languages, version } = plan(BUNDLE);
    expect([version, languages]).toEqual([bundleVersion(BUNDLE), ["en", "zh"]]);
    expect(questions).toEqual(
      ["analytics", "video", "advertising"].map((purpose) => {
        const { clause, title, ask } = NORDWIND.model.purposes[purpose] ?? {};
        return { purpose, clause, title, ask };
      }),
    );
  });

  it("[P372] has an identity of its own, which a change of its words changes and no other does", () => {
    const { wording } = plan(BUNDLE);
    expect(wording).toMatch(/^[0-9a-f]{64}$/);
    expect(changed("purposes/video/ask/zh", "播放。").wording).not.toBe(wording);
    expect(changed("purposes/video/title/en", "to show films").wording).not.toBe(wording);
    expect(changed("purposes/newsletter/ask/en", "Yes.").wording).toBe(wording);
    expect(changed("controller/telephone", "+49 40 5550 0141").wording).toBe(wording);
    expect(changed("controller/telephone", "+49 40 5550 0141").version).not.toBe(bundleVersion(BUNDLE));
  });
});

describe("what hangs on the answers", () => {
  it("[P373] are the keys, each with what it needs: nothing, a yes, or a session that no visitor has", () => {
    const needs = Object.fromEntries(plan(BUNDLE).keys.map((key) => [key.name, key]));
    expect(needs).toMatchObject({
      shop_choice: { kind: "cookie", prefix: false, needs: [] },
      shop_basket: { kind: "cookie", prefix: false, needs: [] },
      "_pk_id.": { kind: "cookie", prefix: true, needs: ["analytics"] },
      _br_: { kind: "cookie", prefix: true, needs: ["advertising"] },
      shop_video_volume: { kind: "local-storage", prefix: false, needs: ["video"] },
      "shop-posters": { kind: "cache-storage", prefix: false, needs: ["video"] },
    });
    const inSession = vary("storage/shop_basket/when", [{ kind: "logged-in" }]);
    expect(plan(buildNordwind(inSession)).keys.find(({ name }) => name === "shop_basket")?.needs).toBeNull();
  });

  it("[P374] and the hosts, each with the ways it is reached, by its own rule and nobody else's", () => {
    expect(plan(BUNDLE).hosts.map(({ name, kinds, needs }) => [name, kinds, needs])).toEqual([
      ["stats.shop-partners.example", ["script", "connect"], ["analytics"]],
      ["video.shop-partners.example", ["frame"], ["video"]],
      ["pixel.shop-partners.example", ["image"], ["advertising"]],
    ]);
    const model = vary("permits", [
      ...NORDWIND.model.permits,
      {
        clause: "2.3.2",
        action: "disclose",
        purpose: "video",
        data: ["customer.name"],
        by: ["operator"],
        recipient: ["film"],
        when: [{ kind: "consent", purpose: "video" }, { kind: "logged-in" }],
      },
    ]);
    const bundle = buildNordwind(model);
    const permitFirst = { ...bundle, rules: bundle.rules.toReversed() };
    for (const each of [bundle, permitFirst])
      expect(plan(each).hosts.map(({ needs }) => needs)).toEqual([["analytics"], ["video"], ["advertising"]]);
  });

  it("[P374] a host that no rule speaks of is open to nobody", () => {
    const silent = { ...BUNDLE, rules: BUNDLE.rules.filter(({ action }) => action !== "disclose") };
    expect(plan(silent).hosts.map(({ needs }) => needs)).toEqual([null, null, null]);
  });
});

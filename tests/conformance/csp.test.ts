import { guard } from "@avow/client";
import { maskName } from "@avow/contract";
import { decideByReference, prepareGate } from "@avow/gate";
import { type Bundle, HOST_KINDS, type HostKind } from "@avow/policy";
import fc from "fast-check";
import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";
import { maskName as maskInPage } from "../../packages/kit/consent/mask-name.ts";
import { buildIndexPolicy } from "../support/index-policy.ts";
import { buildShopPolicy } from "../support/shop-policy.ts";

let shop: Bundle;
let index: Bundle;
beforeAll(async () => {
  shop = (await buildShopPolicy()).bundle;
  index = (await buildIndexPolicy()).bundle;
});

type Case = {
  readonly choices: Readonly<Record<string, boolean>>;
  readonly signal: "gpc" | "dnt" | null;
};

const DIRECTIVES: Readonly<Record<HostKind, string>> = {
  script: "script-src",
  style: "style-src",
  image: "img-src",
  font: "font-src",
  frame: "frame-src",
  media: "media-src",
  connect: "connect-src",
  form: "form-action",
};

/** The Content-Security-Policy a visitor gets, by directive. */
async function policyFor(bundle: Bundle, { choices, signal }: Case): Promise<Map<string, readonly string[]>> {
  const app = new Hono();
  app.use(
    ...guard({
      avow: { gate: prepareGate(bundle, ""), refresh: async () => {} },
      trustProxy: false,
      visitor: () => ({ loggedIn: false, cookies: "not-asked", choices }),
      onRefusal: () => {},
    }),
  );
  app.get("/", (http) => http.html("page"));
  const headers: Record<string, string> =
    signal === null ? {} : signal === "gpc" ? { "sec-gpc": "1" } : { dnt: "1" };
  const response = await app.request("http://localhost/", { headers });
  const header = response.headers.get("content-security-policy") ?? "";
  return new Map(
    header.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
}

const someCase = fc.record({
  choices: fc.dictionary(
    fc.constantFrom("analytics", "video", "advertising", "orders", "newsletter"),
    fc.boolean(),
  ),
  signal: fc.constantFrom(null, null, "gpc" as const, "dnt" as const),
});
/** The shop's policy, with its hosts reached in other ways. */
const someKinds = fc.array(fc.subarray([...HOST_KINDS], { minLength: 1 }), { minLength: 3, maxLength: 3 });

function withKinds(bundle: Bundle, kinds: readonly (readonly HostKind[])[]): Bundle {
  const hosts = Object.entries(bundle.hosts ?? {}).map(([name, host], at) => {
    const [first = "connect", ...others] = kinds[at % kinds.length] ?? [];
    return [name, { ...host, kinds: [first, ...others] as const }];
  });
  return { ...bundle, hosts: Object.fromEntries(hosts) };
}

describe("the Content-Security-Policy of an answer", () => {
  it("[law 4] [shop 2.3.1] [shop 2.3.2] [shop 2.3.3] names a host in a directive exactly where the gate permits disclosing to it, and the policy that way", async () => {
    await fc.assert(
      fc.asyncProperty(someCase, someKinds, async (visitor, kinds) => {
        const bundle = withKinds(shop, kinds);
        const policy = await policyFor(bundle, visitor);
        const consents = Object.entries(visitor.choices).map(([purpose, agreed]) => [
          purpose,
          { kind: agreed && visitor.signal === null ? "granted" : "refused", at: 0 },
        ]);
        for (const [name, host] of Object.entries(bundle.hosts ?? {})) {
          const decision = decideByReference(
            bundle,
            {
              person: { loggedIn: false, consents: Object.fromEntries(consents), objections: {} },
              cookies: "not-asked",
            },
            {
              action: "disclose",
              by: "portal",
              purpose: host.purpose,
              data: host.data,
              recipient: host.recipient,
            },
          );
          for (const kind of HOST_KINDS) {
            const isNamed = policy.get(DIRECTIVES[kind])?.includes(`https://${name}`) === true;
            expect(isNamed).toBe(decision.effect === "permit" && host.kinds.includes(kind));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("[shop 2.3.4] names nothing else, whatever is chosen: this site, and over HTTPS the hosts of the policy", async () => {
    await fc.assert(
      fc.asyncProperty(someCase, someKinds, async (visitor, kinds) => {
        const policy = await policyFor(withKinds(shop, kinds), visitor);
        const declared = Object.keys(shop.hosts ?? {}).flatMap((name) => [
          `https://${name}`,
          `wss://${name}`,
        ]);
        for (const [directive, sources] of policy) {
          if (/^(report-|require-|trusted-)/.test(directive)) continue;
          const others = sources.filter((source) => !declared.includes(source));
          expect(["'none'", "'self'", "'self' data:", ""]).toContain(others.join(" "));
        }
        for (const directive of ["default-src", "worker-src", "frame-ancestors", "base-uri"])
          expect(policy.get(directive)).toEqual(["'none'"]);
        for (const directive of ["object-src", "manifest-src", "prefetch-src", "child-src"])
          expect(policy.has(directive)).toBe(false);
        expect(policy.get("require-trusted-types-for")).toEqual(["'script'"]);
        expect(policy.get("trusted-types")).toEqual(["avow-kit"]);
        expect(policy.get("report-uri")).toEqual(["/.avow/observed"]);
      }),
      { numRuns: 30 },
    );
  });

  it("[2.2.7] of the Index portal reaches no host, whatever is chosen", async () => {
    const choices = Object.fromEntries(Object.keys(index.purposes).map((purpose) => [purpose, true]));
    const policy = await policyFor(index, { choices, signal: null });
    expect([...policy.values()].flat().filter((source) => /[.*]|unsafe|https?:/.test(source))).toEqual([
      "/.avow/observed",
    ]);
  });

  it("stays shut for a host whose recipient or purpose the rules know nothing of", async () => {
    const all = { choices: { analytics: true, video: true, advertising: true }, signal: null };
    const without: Bundle = { ...shop, rules: shop.rules.filter(({ action }) => action !== "disclose") };
    const policy = await policyFor(without, all);
    expect([...policy.values()].flat().join(" ")).not.toContain("https:");
    expect([...(await policyFor(shop, all)).values()].flat().join(" ")).toContain("https:");
  });
});

describe("what a page and the service hold in common", () => {
  it("masks a name alike, and what is masked once stays as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ maxLength: 90 })), (name) => {
        expect(maskInPage(name)).toBe(maskName(name));
        expect(maskName(maskName(name))).toBe(maskName(name));
      }),
    );
  });
});

import type { VendorList } from "@iabtechlabtcf/core";
import { TCString } from "@iabtechlabtcf/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConsent } from "../consent/create-consent.ts";
import type { Choices, Consent, Signal } from "../consent/shapes.ts";
import { SHOP_PLAN } from "../kit-site.testing.ts";
import { type ConsentModeOptions, startConsentMode } from "./consent-mode.ts";
import { startGpp } from "./gpp.ts";
import { startTcf, type TcfOptions } from "./tcf.ts";

const ALL_YES: Choices = { analytics: true, video: true, advertising: true };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A page whose server keeps every choice at once. */
function open(choices: Choices | null = null, signal: Signal | null = null): Consent {
  const choice =
    choices === null
      ? null
      : { id: "1", at: "2026-12-01T10:30:00.000Z", choices, wording: SHOP_PLAN.wording, signal: null };
  return createConsent(
    { plan: SHOP_PLAN, known: { choice, signal: null, unwanted: [] }, policy: null },
    {
      signal,
      language: "en",
      newKey: () => "key",
      wait: () => new Promise(() => {}),
      save: async () => ({ outcome: "kept", id: "2", at: "2026-12-02T23:59:00.000Z" }),
    },
  );
}

beforeEach(() => void vi.stubGlobal("window", { __gpp: () => [], __tcfapi: () => [] }));
afterEach(() => void vi.unstubAllGlobals());

describe("Google Consent Mode v2", () => {
  const options = (layer: unknown[]): ConsentModeOptions => ({
    layer,
    types: {
      analytics: ["analytics_storage"],
      advertising: ["ad_storage", "ad_user_data", "ad_personalization"],
      video: ["ad_user_data"],
    },
    waitForUpdateMs: 500,
  });
  const read = (layer: readonly unknown[]) => layer.map((one) => Array.from(one as ArrayLike<unknown>));
  const denied = {
    ad_storage: "denied",
    ad_user_data: "denied",
    ad_personalization: "denied",
    analytics_storage: "denied",
    functionality_storage: "denied",
    personalization_storage: "denied",
    security_storage: "denied",
  };

  it("hears `default`, all denied, before anything else in the layer, and `update` only after the choice is kept", async () => {
    const layer: unknown[] = [
      ["js", "loaded"],
      ["config", "G-1"],
    ];
    const consent = open();
    startConsentMode(consent, options(layer));
    consent.choose({ analytics: true });
    expect(read(layer)).toEqual([
      ["consent", "default", { ...denied, wait_for_update: 500 }],
      ["js", "loaded"],
      ["config", "G-1"],
    ]);
    await settle();
    expect(read(layer).slice(3)).toEqual([
      ["consent", "update", { ...denied, analytics_storage: "granted" }],
    ]);
    expect(Object.prototype.toString.call(layer.at(-1))).toBe("[object Arguments]");
  });

  it("a type that two purposes stand for is granted when both are open, and denied again as soon as one is withdrawn", async () => {
    const layer: unknown[] = [];
    const consent = open({ ...ALL_YES, video: false });
    const stop = startConsentMode(consent, options(layer));
    expect(read(layer).at(-1)?.[2]).toMatchObject({ ad_storage: "granted", ad_user_data: "denied" });
    consent.choose(ALL_YES);
    await settle();
    expect(read(layer).at(-1)?.[2]).toMatchObject({ ad_user_data: "granted" });
    consent.choose({ analytics: true });
    expect(read(layer).at(-1)?.[2]).toEqual({ ...denied, analytics_storage: "granted" });
    const before = layer.length;
    stop();
    consent.choose(ALL_YES);
    await settle();
    expect(layer).toHaveLength(before);
  });

  it("does not wait for a choice that is made, or that the browser made", () => {
    for (const consent of [open(ALL_YES), open(null, "gpc")]) {
      const layer: unknown[] = [];
      startConsentMode(consent, options(layer));
      expect(read(layer).map(([, what]) => what)).toEqual(["default", "update"]);
      expect(read(layer)[0]?.[2]).toEqual(denied);
    }
  });

  it("refuses a layer that a tag manager already reads, and a purpose the policy does not ask about", () => {
    const layer: unknown[] = [];
    layer.push = () => 0;
    expect(() => startConsentMode(open(), options(layer))).toThrow("before the tag manager is loaded");
    expect(() => startConsentMode(open(), { ...options([]), types: { ghost: ["ad_storage"] } })).toThrow(
      "the policy asks nothing for purpose `ghost`",
    );
  });
});

const vendor = (id: number, purposes: number[]) => ({
  id,
  name: `vendor ${id}`,
  purposes,
  legIntPurposes: [],
  flexiblePurposes: [],
  specialPurposes: [],
  features: [],
  specialFeatures: [],
  usesCookies: true,
  cookieMaxAgeSeconds: 86400,
  cookieRefresh: false,
  usesNonCookieAccess: false,
});
const VENDOR_LIST = {
  lastUpdated: "2026-11-01T00:00:00Z",
  gvlSpecificationVersion: 3,
  vendorListVersion: 123,
  tcfPolicyVersion: 5,
  purposes: Object.fromEntries(
    Array.from({ length: 11 }, (_, at) => [
      at + 1,
      { id: at + 1, name: `purpose ${at + 1}`, description: "", illustrations: [] },
    ]),
  ),
  specialPurposes: {},
  features: {},
  specialFeatures: {},
  stacks: {},
  dataCategories: {},
  vendors: { 7: vendor(7, [1, 2, 7]), 9: vendor(9, [1, 8]), 11: vendor(11, [1]) },
} as unknown as VendorList;

const TCF: TcfOptions = {
  cmpId: 31,
  cmpVersion: 1,
  vendorList: VENDOR_LIST,
  publisherCountry: "DE",
  meanings: {
    advertising: { purposes: [1, 2, 7], vendors: [7] },
    analytics: { purposes: [1, 8], vendors: [9] },
  },
};

describe("IAB TCF 2.3", () => {
  interface TcData {
    readonly tcString: string;
    readonly eventStatus: string;
    readonly tcfPolicyVersion: number;
  }
  type Api = (command: string, version: number, callback: (data: unknown, ok: boolean) => void) => void;
  const api = () => (globalThis.window as unknown as { readonly __tcfapi: Api }).__tcfapi;

  it("tells listeners of the open question, then the string of what was chosen, and again of a withdrawal", async () => {
    const consent = open();
    startTcf(consent, TCF);
    const heard: TcData[] = [];
    api()("addEventListener", 2, (data) => heard.push({ ...(data as TcData) }));
    expect(heard.map(({ eventStatus, tcString }) => [eventStatus, tcString])).toEqual([["cmpuishown", ""]]);
    consent.choose(ALL_YES);
    expect(heard).toHaveLength(1);
    await settle();
    consent.choose({ analytics: true });
    await settle();
    expect(heard.map(({ eventStatus }) => eventStatus).slice(1)).toEqual(
      heard.slice(1).map(() => "useractioncomplete"),
    );
    const [first, last] = [heard[1], heard.at(-1)].map((one) => TCString.decode(one?.tcString ?? ""));
    expect([...(first?.purposeConsents ?? [])].filter(([, yes]) => yes).map(([id]) => id)).toEqual([
      1, 2, 7, 8,
    ]);
    // Purpose 1 is also what advertising stands for, and that is shut.
    expect([...(last?.purposeConsents ?? [])].filter(([, yes]) => yes).map(([id]) => id)).toEqual([8]);
    expect([...(last?.vendorConsents ?? [])].filter(([, yes]) => yes).map(([id]) => id)).toEqual([9]);
  });

  it("names in its own segment the vendors that were disclosed, chosen or not, under policy version 5, dated by the day", () => {
    startTcf(open({ analytics: false, video: false, advertising: false }), TCF);
    const heard: TcData[] = [];
    api()("addEventListener", 2, (told) => heard.push(told as TcData));
    const { tcString, tcfPolicyVersion } = heard[0] ?? expect.fail();
    // Types of segments: the core has none, 1 is disclosed vendors, 3 the publisher's.
    expect(
      tcString
        .split(".")
        .map(
          (part) =>
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(part[0] ?? "") >> 3,
        ),
    ).toEqual([0, 1, 3]);
    const model = TCString.decode(tcString);
    expect([...model.vendorsDisclosed].filter(([, yes]) => yes).map(([id]) => id)).toEqual([7, 9]);
    expect([
      model.vendorConsents.size,
      model.purposeConsents.size,
      model.purposeLegitimateInterests.size,
    ]).toEqual([0, 0, 0]);
    expect([tcfPolicyVersion, model.policyVersion, model.vendorListVersion]).toEqual([5, 5, 123]);
    expect(model.created.toISOString()).toBe("2026-12-01T00:00:00.000Z");
  });

  it("refuses a vendor list from before 2.3, a vendor that is not on it, and a purpose the policy does not ask about", () => {
    const old = { ...VENDOR_LIST, tcfPolicyVersion: 4 } as VendorList;
    expect(() => startTcf(open(), { ...TCF, vendorList: old })).toThrow("policy version 4, not 5");
    expect(() => startTcf(open(), { ...TCF, meanings: { video: { purposes: [1], vendors: [8] } } })).toThrow(
      "vendor 8 is not on the vendor list",
    );
    expect(() => startTcf(open(), { ...TCF, meanings: { ghost: { purposes: [], vendors: [] } } })).toThrow(
      "`ghost`",
    );
  });
});

describe("IAB GPP", () => {
  type Api = (command: string, callback: (data: never, ok: boolean) => void, parameter?: string) => void;
  const options = {
    cmpId: 31,
    cmpVersion: 1,
    sections: ["usnat", "usca"],
    sale: ["advertising"],
    sharing: ["advertising", "analytics"],
    targeting: [],
  } as const;
  const api = () => (globalThis.window as unknown as { readonly __gpp: Api }).__gpp;
  const section = (name: string) => {
    let fields: Readonly<Record<string, unknown>> = {};
    api()("getSection", (data: Readonly<Record<string, unknown>>) => (fields = data), name);
    return fields;
  };

  it("tells an opt-out until every purpose of a use is open, and again when one is withdrawn", async () => {
    const consent = open();
    startGpp(consent, options);
    expect(section("usnat")).toMatchObject({
      SaleOptOut: 1,
      SharingOptOut: 1,
      TargetedAdvertisingOptOut: 0,
      Gpc: false,
    });
    consent.choose({ advertising: true });
    await settle();
    expect(section("usnat")).toMatchObject({ SaleOptOut: 2, SaleOptOutNotice: 1, SharingOptOut: 1 });
    consent.choose(ALL_YES);
    await settle();
    expect(section("usca")).toMatchObject({ SaleOptOut: 2, SharingOptOut: 2, MspaCoveredTransaction: 2 });
    consent.choose({ analytics: true });
    expect(section("usca")).toMatchObject({ SaleOptOut: 1, SharingOptOut: 1 });
  });

  it("[2.2.6] tells the browser's signal, against which nothing is opted in", () => {
    startGpp(open(ALL_YES, "gpc"), options);
    for (const name of options.sections)
      expect(section(name)).toMatchObject({ SaleOptOut: 1, SharingOptOut: 1, Gpc: true });
  });

  it("answers a ping as ready, with its sections", () => {
    startGpp(open(), options);
    let told: unknown;
    api()("ping", (data) => (told = data));
    expect(told).toMatchObject({
      cmpStatus: "loaded",
      signalStatus: "ready",
      cmpDisplayStatus: "visible",
      applicableSections: [7, 8],
    });
  });

  it("refuses a purpose the policy does not ask about", () => {
    expect(() => startGpp(open(), { ...options, sale: ["ghost"] })).toThrow("`ghost`");
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Permit } from "./grant.ts";
import { createSink, Personal } from "./index.ts";

const SECRET = "lin@secret.example";
const value = new Personal("contact.email", "marketing", SECRET);
const SHOWN = "[personal contact.email for marketing]";

describe("a personal value", () => {
  it("[P37] [law 6] prints as what it is, never as what it holds", () => {
    expect([`${value}`, String(value), `${value}`.concat(""), JSON.stringify(value), inspect(value)]).toEqual(
      [SHOWN, SHOWN, SHOWN, `"${SHOWN}"`, SHOWN],
    );
    expect(new Error(`cannot send to ${value}`).message).toBe(`cannot send to ${SHOWN}`);
  });

  it.each([
    [
      "console.log of a structure",
      () => inspect({ deep: { list: [value, new Map([["k", value]]), new Set([value])] } }, { depth: 9 }),
    ],
    [
      "inspect with everything on",
      () => inspect(value, { showHidden: true, showProxy: true, getters: true, customInspect: false }),
    ],
    ["JSON of a structure", () => JSON.stringify({ deep: [{ value }] })],
    ["an error's cause", () => inspect(new Error("failed", { cause: { value } }))],
    ["an error's stack", () => new TypeError(`bad ${value}`).stack ?? ""],
    ["a spread", () => JSON.stringify({ ...value })],
    ["a structured clone", () => inspect(structuredClone(value), { showHidden: true })],
    ["own properties", () => inspect(Reflect.ownKeys(value).map((key) => Reflect.get(value, key)))],
    [
      "the prototype",
      () => inspect(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value)), { showHidden: true }),
    ],
    ["a URL", () => new URL(`https://a.example/?q=${encodeURIComponent(String(value))}`).href],
    ["Object.entries", () => inspect(Object.entries(value))],
    ["concatenation", () => ["", value].join("")],
  ])("[P37] [law 6] %s reveals nothing", (_, show) => {
    expect(show()).not.toContain("secret");
    expect(show().length).toBeGreaterThan(0);
  });

  it("[P37] [law 6] holds no symbol and cannot be given another face", () => {
    expect(Object.getOwnPropertySymbols(value)).toEqual([]);
    expect(Object.isFrozen(value)).toBe(true);
    expect(() => Object.assign(value, { field: "other" })).toThrow(TypeError);
  });

  it("[P38] opens in a sink declared for its field and purpose", () => {
    expect(createSink({ purpose: "marketing", fields: ["contact.email"] }).open(value)).toBe(SECRET);
  });

  it("[P38] [law 6] and in no other, whose error says nothing of it", () => {
    const other: Personal = value;
    const wrongPurpose = createSink<string, string>({ purpose: "account", fields: ["contact.email"] });
    const wrongField = createSink<string, string>({ purpose: "marketing", fields: ["contact.name"] });
    expect(() => wrongPurpose.open(other)).toThrow(
      new TypeError(`${SHOWN} cannot be opened in a sink for \`account\``),
    );
    expect(() => wrongField.open(other)).toThrow(
      new TypeError(`${SHOWN} cannot be opened in a sink that does not declare \`contact.email\``),
    );
  });

  it("[P38] what a sink declares cannot be widened after it was made", () => {
    const fields = ["contact.name"];
    const sink = createSink<string, string>({ purpose: "marketing", fields });
    fields.push("contact.email");
    expect(() => sink.open(value)).toThrow(TypeError);
  });

  it("[P38] a look-alike does not open", () => {
    const forged = Object.create(Personal.prototype, {
      field: { value: "contact.email" },
      purpose: { value: "marketing" },
    });
    expect(() => createSink({ purpose: "marketing", fields: ["contact.email"] }).open(forged)).toThrow(
      TypeError,
    );
  });
});

describe("a permit", () => {
  const operation = { action: "use", by: "portal", purpose: "account", data: ["contact.email"] } as const;
  const permit = new Permit({ operation, clause: "2.4.3", policy: "00", person: null });

  it("[P39] [law 1] is told from an object that looks like one", () => {
    expect(Permit.is(permit)).toBe(true);
    expect(Permit.is({ ...permit })).toBe(false);
    expect(Permit.is(Object.create(Permit.prototype))).toBe(false);
    expect([Permit.is(null), Permit.is(undefined), Permit.is("permit")]).toEqual([false, false, false]);
  });

  it("[P39] says afterwards what it said when it was made", () => {
    expect(() => Object.assign(permit, { clause: "9.9" })).toThrow(TypeError);
    expect(permit).toMatchObject({ clause: "2.4.3", policy: "00", person: null });
  });
});

import type { Consent, Facts, Measured } from "@avow/policy";
import { shown } from "./reasons.ts";

export type ParsedFacts =
  | { readonly ok: true; readonly facts: Facts }
  /** `part` is the path that is wrong, for example `facts.person.consents.marketing.at`; it never holds a value. */
  | { readonly ok: false; readonly why: { readonly code: "malformed"; readonly part: string } };

/**
 * Checks facts that come from outside, to the last consent, and gives a frozen copy. Unknown keys, missing keys and times
 * that are not finite numbers are malformed. Never throws: a value that throws when it is read is malformed.
 *
 * The gate itself is content with less: it reads only what the conditions at hand ask about.
 */
export function parseFacts(input: unknown): ParsedFacts {
  const reader = new FactsReader();
  try {
    return { ok: true, facts: reader.facts(input) };
  } catch {
    return { ok: false, why: { code: "malformed", part: shown(reader.at) ?? "facts" } };
  }
}

const LICENCES = ["held", "lapsed", "none"] as const;
const PURCHASES = ["none", "similar", "other"] as const;

/** Throws at the first thing wrong, and `at` then says where that was. */
class FactsReader {
  at = "facts";

  facts(input: unknown): Facts {
    const facts = this.#record(input, ["person", "cookies"], ["licence"]);
    const person = facts.person === null ? null : this.#within("person", () => this.#person(facts.person));
    const { licence } = facts;
    return Object.freeze({
      person,
      cookies: this.#within("cookies", () => this.#cookies(facts.cookies)),
      ...(licence !== undefined && {
        licence: this.#within("licence", () => this.#oneOf(licence, LICENCES)),
      }),
    });
  }

  #person(input: unknown): Facts["person"] {
    const { loggedIn, consents, objections, held, minor, purchases, reached, heldTo, under } = this.#record(
      input,
      ["loggedIn", "consents", "objections"],
      ["held", "minor", "purchases", "reached", "heldTo", "under"],
    );
    return Object.freeze({
      loggedIn: this.#within("loggedIn", () => this.#boolean(loggedIn)),
      consents: this.#within("consents", () => this.#each(consents, (value) => this.#consent(value))),
      objections: this.#within("objections", () => this.#each(objections, (value) => this.#time(value))),
      ...(held !== undefined && { held: this.#within("held", () => this.#boolean(held)) }),
      ...(minor !== undefined && { minor: this.#within("minor", () => this.#boolean(minor)) }),
      ...this.#measured({ purchases, reached }),
      ...(heldTo !== undefined && { heldTo: this.#within("heldTo", () => this.#names(heldTo)) }),
      ...(under !== undefined && {
        under: this.#within("under", () =>
          this.#each(under, (told) =>
            Object.freeze(this.#measured(this.#record(told, [], ["purchases", "reached"]))),
          ),
        ),
      }),
    });
  }

  #measured({ purchases, reached }: { readonly purchases?: unknown; readonly reached?: unknown }): Measured {
    return {
      ...(purchases !== undefined && {
        purchases: this.#within("purchases", () => this.#oneOf(purchases, PURCHASES)),
      }),
      ...(reached !== undefined && { reached: this.#within("reached", () => this.#names(reached)) }),
    };
  }

  #consent(input: unknown): Consent {
    const { kind, at } = this.#record(input, ["kind", "at"]);
    return Object.freeze({
      kind: this.#within("kind", () => this.#kind(kind)),
      at: this.#within("at", () => this.#time(at)),
    });
  }

  #kind(input: unknown): Consent["kind"] {
    if (input === "granted" || input === "refused" || input === "withdrawn") return input;
    return this.#fail();
  }

  #cookies(input: unknown): Facts["cookies"] {
    if (input === "accepted" || input === "refused" || input === "not-asked") return input;
    return this.#fail();
  }

  #oneOf<V extends string>(input: unknown, known: readonly V[]): V {
    return known.find((one) => one === input) ?? this.#fail();
  }

  #name(input: unknown): string {
    return typeof input === "string" ? input : this.#fail();
  }

  #names(input: unknown): readonly string[] {
    if (!Array.isArray(input)) this.#fail();
    return Object.freeze(Array.from(input, (name: unknown) => this.#name(name)));
  }

  #boolean(input: unknown): boolean {
    return typeof input === "boolean" ? input : this.#fail();
  }

  #time(input: unknown): number {
    return typeof input === "number" && Number.isFinite(input) ? input : this.#fail();
  }

  /** The own properties of an object that has exactly these keys, and perhaps those. */
  #record<K extends string, O extends string = never>(
    input: unknown,
    keys: readonly K[],
    perhaps: readonly O[] = [],
  ): Readonly<Record<K | O, unknown>> {
    const found = this.#each(input, (value) => value);
    for (const key of keys) if (!Object.hasOwn(found, key)) this.#within(key, () => this.#fail());
    for (const name of Object.keys(found))
      if (![...keys, ...perhaps].some((known) => known === name)) this.#within(name, () => this.#fail());
    return found;
  }

  #each<V>(input: unknown, read: (value: unknown) => V): Readonly<Record<string, V>> {
    if (typeof input !== "object" || input === null || Array.isArray(input)) this.#fail();
    const entries = Object.entries(input as Readonly<Record<string, unknown>>);
    return Object.freeze(
      Object.fromEntries(entries.map(([name, value]) => [name, this.#within(name, () => read(value))])),
    );
  }

  #within<V>(name: string, read: () => V): V {
    const outer = this.at;
    this.at = `${outer}.${name}`;
    const value = read();
    this.at = outer;
    return value;
  }

  #fail(): never {
    throw new TypeError("malformed");
  }
}

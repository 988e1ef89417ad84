import type * as shapes from "@avow/contract/shapes";
import { askPermit } from "@avow/gate";
import { type Bundle, formatDuration, type Text } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Holding as HeldRecord } from "@avow/vault";
import type { z } from "zod";
import type { PersonSession } from "../accounts/sessions.ts";
import { findField, isFile } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import { openRecords } from "../submissions/open-records.ts";
import { loadFacts } from "./person.ts";
import { withinLimits } from "./within-limits.ts";

type Holding = z.infer<typeof shapes.Holding>;
type HeldValue = z.infer<typeof shapes.HeldValue>;

/** The purpose for which a person reads what is held about them: their account. */
const PURPOSE = "account";

/**
 * What is held about a person, why, since when and until when; read through the gate as the person. What the policy no longer
 * declares is shown by its name, for no rule permits reading it.
 */
export async function listHoldings(context: Context, session: PersonSession): Promise<Holding[]> {
  const { bundle } = context;
  return transact(context.db, async (tx) => {
    const held = await context.vault.holdings(tx, session.person);
    const values = await readOwn(context, tx, session, held);
    return held.map(({ record, category, fields, collectedAt }): Holding => {
      const declared = Object.hasOwn(bundle.data, category) ? bundle.data[category] : undefined;
      return {
        category,
        title: declared?.title ?? nameIn(bundle.languages, category),
        clause: declared?.clause ?? bundle.controller?.clause ?? bundle.law.clause,
        collectedAt: collectedAt.toISOString(),
        until: untilWords(bundle, declared?.retention),
        values: fields.map((name) => heldValue(bundle, `${category}.${name}`, values.get(record))),
      };
    });
  });
}

/** The person's own values, opened, by record; a password hash stays shut, and so does a file. */
async function readOwn(
  context: Context,
  tx: Tx,
  { person, cookies }: PersonSession,
  held: readonly HeldRecord[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const paths = held.flatMap(({ category, fields }) => fields.map((name) => `${category}.${name}`));
  const readable = [...new Set(paths)].filter((path) => {
    const field = findField(context.bundle, path);
    return field !== undefined && field.type !== "password" && !isFile(context.bundle, path);
  });
  if (readable.length === 0) return new Map();
  const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
  const reading = { action: "use", by: "person", purpose: PURPOSE, data: readable } as const;
  // What lies beyond the person's limits is shown by its name: the rest of the page is theirs to see.
  const data = withinLimits(context.gate, facts, reading);
  if (data.length === 0) return new Map();
  const asked = askPermit(context.gate, facts, { ...reading, data }, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return openRecords(
    context,
    tx,
    asked.permit,
    held
      .filter(({ category, fields }) => fields.some((name) => readable.includes(`${category}.${name}`)))
      .map(({ record }) => record),
  );
}

function heldValue(bundle: Bundle, path: string, values: ReadonlyMap<string, string> | undefined): HeldValue {
  return {
    path,
    title: findField(bundle, path)?.title ?? nameIn(bundle.languages, path),
    value: values?.get(path) ?? null,
    purposes: purposesOf(bundle, path),
  };
}

function nameIn(languages: readonly string[], path: string): Text {
  return Object.fromEntries(languages.map((language) => [language, path]));
}

/** What a field is used for: every purpose some rule other than the forms' own names it for. */
function purposesOf(bundle: Bundle, path: string): HeldValue["purposes"] {
  const named = bundle.rules
    .filter((rule) => rule.action !== "erase" && rule.data.includes(path))
    .map((rule) => rule.purpose);
  return [...new Set(named)].flatMap((id) => {
    const purpose = bundle.purposes[id];
    return purpose === undefined ? [] : [{ id, title: purpose.title, clause: purpose.clause }];
  });
}

const UNTIL = {
  "account-closed": {
    en: (span: string) => `until ${span} after you close your account`,
    zh: (span: string) => `您注销账号后${span}为止`,
  },
  collected: {
    en: (span: string) => `for ${span} from the day it was collected`,
    zh: (span: string) => `自收集之日起${span}`,
  },
} as const;

/** What the policy says of a category it no longer declares: nothing; but erasing an account erases everything. */
const UNTIL_ERASED = { en: "until your account is erased", zh: "至您的账号被删除为止" } as const;

function untilWords(bundle: Bundle, retention: Bundle["data"][string]["retention"] | undefined): Text {
  if (retention === undefined)
    return Object.fromEntries(
      bundle.languages.map((language) => [language, UNTIL_ERASED[language === "zh" ? "zh" : "en"]]),
    );
  const words = UNTIL[retention.start];
  return Object.fromEntries(
    bundle.languages.map((language) => [
      language,
      (language === "zh" ? words.zh : words.en)(
        formatDuration(retention.keep, language === "zh" ? "zh" : "en"),
      ),
    ]),
  );
}

/** The language a person chose among the policy's, from what they hold; the first one when they chose none. */
export function languageOf(bundle: Bundle, holdings: readonly Holding[]): string {
  const chosen = holdings
    .flatMap(({ values }) => values)
    .find(({ path }) => findField(bundle, path)?.type === "language")?.value;
  return chosen ?? bundle.languages[0] ?? "en";
}

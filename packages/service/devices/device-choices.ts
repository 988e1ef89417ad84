import { randomUUID } from "node:crypto";
import type { AnswerOf, BodyOf } from "@avow/contract";
import { encodeEvent, formatReceipt, personLeaf } from "@avow/evidence";
import { type ConsentPlan, makeConsentPlan } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { nameForMessage, ProblemError, refusalProblem } from "../http/problem.ts";
import { commitTo, unpackOpening } from "../receipts/record-event.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";

type Choice = BodyOf<"chooseOnDevice">;
type Kept = Pick<ServiceTables["device_choice"], "id" | "choices" | "wording" | "entry"> & {
  readonly at: Date;
};

/**
 * Keeps the choice of a visitor without an account: what was asked and answered, in which words, and the commitment to it in
 * the log. The same key again is the same choice, however many try at once.
 * @throws {ProblemError} `wording-changed`, `body-malformed`, `refused`
 */
export async function chooseOnDevice(context: Context, choice: Choice): Promise<AnswerOf<"chooseOnDevice">> {
  const { db } = context;
  const kept =
    (await findByKey(context, choice.key)) ??
    (await transact(db, (tx) => keepChoice(context, tx, choice)).catch((error) => {
      if (error instanceof KeyTaken) return findByKey(context, choice.key);
      throw error;
    }));
  if (kept === null || !isSame(kept, choice))
    throw new ProblemError("body-malformed", {
      detail: "another choice was kept under this key",
      help: "send a new key with each choice, and the same with each try",
    });
  const { index } = await awaitIndex(context, kept.entry);
  return { id: kept.id, at: kept.at.toISOString(), choices: kept.choices, index };
}

/** Somebody else kept a choice under the same key while this transaction ran; it is undone. */
class KeyTaken extends Error {}

async function findByKey({ db }: Context, key: string): Promise<Kept | null> {
  const found = await db
    .withTables<ServiceTables>()
    .selectFrom("device_choice")
    .select(["id", "at", "choices", "wording", "entry"])
    .where("key", "=", key)
    .executeTakeFirst();
  return found ?? null;
}

function isSame(kept: Kept, { choices, wording }: Choice): boolean {
  const said = Object.entries(choices);
  return (
    kept.wording === wording &&
    said.length === Object.keys(kept.choices).length &&
    said.every(([purpose, agreed]) => kept.choices[purpose] === agreed)
  );
}

async function keepChoice(context: Context, tx: Tx, choice: Choice): Promise<Kept> {
  const plan = makeConsentPlan(context.bundle, context.version);
  checkAnswers(context, plan, choice);
  await checkWords(context, tx, plan, choice);
  const clause = permitCookie(context, choice);
  const id = randomUUID();
  const at = context.now();
  const previous = await findPrevious(tx, choice.previous);
  const { commitment, kept } = commitTo(makeEvent(context, { id, at, plan, previous, choice }));
  const entry = await context.ledger.append(tx, personLeaf(commitment));
  const { key, choices, wording, policy, language, signal, cookie } = choice;
  const life = context.bundle.storage[cookie]?.life;
  const { rows } = await sql`
    insert into device_choice
      (id, key, previous, at, ends_at, choices, wording, policy, language, signal, cookie, entry, evidence)
    values (${id}, ${key}, ${previous}, ${at}, ${at}::timestamptz + ${life}::interval, ${JSON.stringify(choices)}::jsonb,
      ${wording}, ${policy}, ${language}, ${signal}, ${cookie}, ${entry}, ${Buffer.from(kept)})
    on conflict (key) do nothing
    returning id`.execute(tx);
  if (rows.length === 0) throw new KeyTaken();
  await countDecision(context, tx, { clause, effect: "permit" });
  return { id, at, choices, wording, entry };
}

/** An explicit yes or no for every question and nothing else; against the browser's own refusal, no yes. */
function checkAnswers({ bundle }: Context, plan: ConsentPlan, choice: Choice): void {
  const asked = plan.questions.map(({ purpose }) => purpose);
  const errors = [
    ...asked
      .filter((purpose) => !Object.hasOwn(choice.choices, purpose))
      .map((purpose) => ({ at: `/choices/${purpose}`, message: "an explicit yes or no is missing" })),
    ...Object.entries(choice.choices).flatMap(([purpose, agreed]) => {
      const at = `/choices/${nameForMessage(purpose)}`;
      if (!asked.includes(purpose)) return [{ at, message: "nothing is asked about such a purpose" }];
      return agreed && choice.signal !== null ? [{ at, message: "the browser itself refuses" }] : [];
    }),
    ...(bundle.languages.includes(choice.language)
      ? []
      : [{ at: "/language", message: "the policy is not published in this language" }]),
  ];
  if (asked.length === 0) errors.push({ at: "/choices", message: "the policy asks a visitor nothing" });
  if (errors.length > 0)
    throw new ProblemError("body-malformed", { detail: "this is no choice about what is asked", errors });
}

/** The words must be those in force; they may have been shown by an earlier version that had the same. */
async function checkWords(context: Context, tx: Tx, plan: ConsentPlan, choice: Choice): Promise<void> {
  if (choice.wording === plan.wording && (await hasGoverned(context, tx, choice.policy))) return;
  throw new ProblemError("wording-changed", {
    detail: "the choice is about words that are no longer asked",
    help: "show the words again and ask again",
  });
}

async function hasGoverned({ version }: Context, tx: Tx, policy: string): Promise<boolean> {
  if (policy === version) return true;
  const found = await tx
    .withTables<ServiceTables>()
    .selectFrom("policy_version")
    .select("version")
    .where("version", "=", policy)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * The clause under which the choice itself may be kept on the device, of which nobody was asked.
 * @throws {ProblemError} `body-malformed` when the register has no such cookie; `refused` when it may not be set
 */
function permitCookie({ bundle, gate }: Context, { cookie, signal }: Choice): string {
  const key = Object.hasOwn(bundle.storage, cookie) ? bundle.storage[cookie] : undefined;
  if (key?.kind !== "cookie" || key.necessary !== true)
    throw new ProblemError("body-malformed", {
      detail: "the register has no necessary cookie of this name",
      errors: [{ at: "/cookie", message: "there is no such necessary cookie" }],
    });
  const [by = ""] = Object.keys(bundle.roles);
  const decision = gate.decide(
    {
      person: { loggedIn: false, consents: {}, objections: {} },
      cookies: signal === null ? "not-asked" : "refused",
    },
    { action: "store", by, purpose: key.purpose, data: [], key: cookie },
  );
  if (decision.effect === "refuse") throw refusalProblem(decision);
  return decision.clause;
}

/** The choice that is replaced, where its record is still held. */
async function findPrevious(tx: Tx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const found = await tx
    .withTables<ServiceTables>()
    .selectFrom("device_choice")
    .select("id")
    .where("id", "=", id)
    .executeTakeFirst();
  return found?.id ?? null;
}

/** What is committed to: everything the record says, so that none of it can be changed later. */
function makeEvent(
  { version, bundle }: Context,
  o: {
    readonly id: string;
    readonly at: Date;
    readonly plan: ConsentPlan;
    readonly previous: string | null;
    readonly choice: Choice;
  },
): Uint8Array {
  const { choices, wording, policy, language, signal, cookie } = o.choice;
  const answered = (wanted: boolean) =>
    o.plan.questions.map(({ purpose }) => purpose).filter((purpose) => choices[purpose] === wanted);
  return encodeEvent({
    v: 1,
    kind: "device-choice-made",
    at: `${o.at.toISOString().slice(0, 19)}Z`,
    policy: version,
    clause: bundle.storage[cookie]?.clause ?? bundle.law.clause,
    seq: 1,
    previous: null,
    subject: o.id,
    facts: {
      agreed: answered(true),
      refused: answered(false),
      wording,
      shown: policy,
      language,
      signal,
      replaces: o.previous,
    },
  });
}

/**
 * The record of a choice, with its receipt when a checkpoint covers it.
 * @throws {ProblemError} `not-found`
 */
export async function findDeviceChoice(context: Context, id: string): Promise<AnswerOf<"deviceChoice">> {
  const tables = context.db.withTables<ServiceTables>();
  const row = await tables
    .selectFrom("device_choice as choice")
    .select(["id", "at", "choices", "wording", "policy", "language", "signal", "entry", "evidence"])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom("device_choice as later").select("later.id").whereRef("later.previous", "=", "choice.id"),
      ).as("replaced"),
    )
    .where("id", "=", id)
    .where("ends_at", ">", context.now())
    .executeTakeFirst();
  if (row === undefined)
    throw new ProblemError("not-found", { detail: "there is no record of such a choice" });
  const { at, entry, evidence, replaced, ...record } = row;
  const proof = await context.ledger.proof(entry);
  const receipt =
    proof === null
      ? null
      : formatReceipt({ ...proof, content: { kind: "person", ...unpackOpening(evidence) } });
  return { ...record, at: at.toISOString(), current: !replaced, receipt };
}

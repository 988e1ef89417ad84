import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { countDecision } from "../activity/tally.ts";
import { attachedFields, fieldsOf, isAttachedForm, requireCaseForm } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import { EMAIL, NAME } from "../people/contact-fields.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { withinLimits } from "../people/within-limits.ts";
import { noteAccess } from "../receipts/access-rows.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { factsAbout, listEachChoices } from "./each-choices.ts";
import { gatherValues, openRecords } from "./open-records.ts";
import { listAttached, listRecords, listSubmissions, type SubmissionRow } from "./rows.ts";

type Case = AnswerOf<"cases">[number];

const ROLE = "operator";
/** Whom a case is from, where the purpose opens it. */
const SENDER: readonly string[] = [NAME, EMAIL];
/** Most cases a list shows, the latest. */
const MOST_LISTED = 200;

/**
 * Submissions of a form, or those something was attached to by it, for who works on them: the fields, and of who sent them,
 * that the purpose opens to an operator; of whoever is held to earlier limits, what those open. A person whose choices forbid it is
 * left out. Each person is left evidence of being
 * read, once a day for a form and a purpose; before the answer leaves.
 * @throws {ProblemError} `form-unknown`; `refused` where the purpose opens nothing of the form to an operator
 */
export async function listCases(
  context: Context,
  asked: { readonly form: string; readonly purpose: string; readonly operator: string },
): Promise<Case[]> {
  const { form, purpose, operator } = asked;
  requireCaseForm(context.bundle, form);
  const data = openedFields(context, form, purpose);
  const rows = await transact(context.db, (tx) =>
    isAttachedForm(form) ? listAttached(tx, form, MOST_LISTED) : listSubmissions(tx, { form }, MOST_LISTED),
  );
  const cases: Case[] = [];
  for (const [person, theirs] of Map.groupBy(rows, (row) => row.person))
    cases.push(
      ...(await transact(context.db, (tx) =>
        readCases(context, tx, { person, theirs, purpose, operator, data }),
      )),
    );
  return cases.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** A person's submissions of the form, read under a permit of their own; none where their choices forbid it. */
async function readCases(
  context: Context,
  tx: Tx,
  of: {
    readonly person: string;
    readonly theirs: readonly SubmissionRow[];
    readonly purpose: string;
    readonly operator: string;
    readonly data: readonly string[];
  },
): Promise<readonly Case[]> {
  const { person, purpose, data } = of;
  if (!(await lockPerson(tx, person))) return [];
  const ids = of.theirs.map(({ id }) => id);
  const facts = await loadFacts(tx, person, ABSENT);
  const choices = await listEachChoices(tx, ids);
  const records = await listRecords(tx, ids, "live");
  const own = await ownRecords(context, tx, person, data);
  const cases: Case[] = [];
  let permit: Permit | null = null;
  for (const { id, form, about, at, state } of of.theirs) {
    const ofThis = (records.get(id) ?? []).map(({ record }) => record);
    const known = factsAbout(context.bundle, facts, choices.get(id) ?? []);
    const working = { action: "use", by: ROLE, purpose, data } as const;
    const opened = { ...working, data: withinLimits(context.gate, known, working) };
    const asked = askPermit(context.gate, known, opened, person);
    if ("refusal" in asked || ofThis.length === 0) continue;
    permit = asked.permit;
    const all = [...own, ...ofThis];
    const values = gatherValues(all, await openRecords(context, tx, permit, all));
    cases.push({ id, form, about, at: at.toISOString(), state, values, person });
  }
  if (permit !== null) await noteReading(context, tx, permit, of);
  return cases;
}

/** Records of the person's account that hold a name or an address the purpose opens. */
async function ownRecords(
  context: Context,
  tx: Tx,
  person: string,
  data: readonly string[],
): Promise<readonly string[]> {
  const wanted = data.filter((path) => SENDER.includes(path));
  const held = await context.vault.holdings(tx, person);
  return held
    .filter(({ category, fields }) => fields.some((name) => wanted.includes(`${category}.${name}`)))
    .map(({ record }) => record);
}

/**
 * What a purpose opens to an operator of a form: of its own fields, of those attached to it, and of who sent it.
 * @throws {ProblemError} `refused`
 */
function openedFields({ bundle, gate }: Context, form: string, purpose: string): readonly string[] {
  const own = fieldsOf(bundle, form);
  const rule = bundle.rules.find(
    (one) =>
      one.action === "use" &&
      one.purpose === purpose &&
      one.by.includes(ROLE) &&
      own.some((path) => one.data.includes(path)),
  );
  const wanted = [...own, ...attachedFields(bundle), ...SENDER];
  if (rule !== undefined) return rule.data.filter((path) => wanted.includes(path));
  const nobody = { person: null, cookies: "not-asked" } as const;
  const decision = gate.decide(nobody, { action: "use", by: ROLE, purpose, data: own });
  if (decision.effect === "refuse") throw refusalProblem(decision);
  return own;
}

/** Leaves the person evidence that their submissions were read; once a day, however often a list is opened. */
async function noteReading(
  context: Context,
  tx: Tx,
  { clause, operation }: Permit,
  {
    person,
    theirs,
    purpose,
    operator,
  }: { person: string; theirs: readonly SubmissionRow[]; purpose: string; operator: string },
): Promise<void> {
  const at = context.now();
  await noteAccess(tx, { person, kind: "read", party: operator, purpose, fields: operation.data, at });
  const form = theirs[0]?.form ?? "";
  const first = await tx
    .withTables<ServiceTables>()
    .insertInto("case_read")
    .values({ person, form, purpose, day: context.now().toISOString().slice(0, 10) })
    .onConflict((conflict) => conflict.doNothing())
    .returning("person")
    .executeTakeFirst();
  if (first === undefined) return countDecision(context, tx, { clause, effect: "permit" });
  await recordEvent(context, tx, person, {
    kind: "case-read",
    clause,
    facts: { by: ROLE, form, purpose, fields: [...operation.data] },
  });
}

import type { Bundle, ChannelName } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { ApprovalEffects } from "../policy-versions/propose.ts";
import { listTerms, termAt } from "../policy-versions/terms.ts";
import type { ServiceTables } from "../tables.ts";
import { findConcernsOfMany, findPair } from "./change-kind.ts";
import { limitsClause } from "./my-changes.ts";
import type { Steps } from "./steps.ts";

/** The job that finds whom a version concerns; its data is the id of the version's term. */
const TELL_CHANGE = "tell-change";
const PAGE = 500;
/** A job hands on after so many pages, well within the time after which it would be taken for dead. */
const PAGES_A_RUN = 100;

/** Between an approval and the version's beginning, wherever it concerns anybody: for the first messages to leave … */
const LEAST_MS = 15_000;
/** … and for each further person. */
const EACH_MS = 20;

export interface TellingOptions {
  readonly jobs: Jobs;
  readonly notices: Notices;
  readonly steps: Steps;
}

/** What an approval does for people: it leaves time to tell whom the version concerns, and begins to. */
export function createApprovalEffects({ jobs, notices, steps }: TellingOptions): ApprovalEffects {
  return {
    async earliest(_context, tx, { version, at }) {
      const current = termAt(await listTerms(tx), at);
      if (current === undefined) return at;
      const step = await steps.find(tx, current.version, version);
      const people = step.concernsSomebody ? await countPeople(tx) : 0;
      return people === 0 ? at : new Date(at.getTime() + LEAST_MS + EACH_MS * people);
    },
    async approved(context, tx, { id, by, at, effectiveAt }) {
      const way = findWay(context.bundle);
      const notice =
        way === null
          ? null
          : await notices.create(context, tx, {
              kind: "policy-change",
              about: id,
              ...way,
              rehearsal: false,
              by,
              beginsAt: at,
            });
      if (notice !== null) await notices.start(tx, notice);
      await tx
        .withTables<ServiceTables>()
        .insertInto("change_telling")
        .values({ term: id, notice, stage: "known", reached: null, concerned: 0, asked: 0 })
        .execute();
      await jobs.enqueue(tx, TELL_CHANGE, { term: id });
      await jobs.enqueue(tx, TELL_CHANGE, { term: id }, { startAfter: effectiveAt });
    },
    async withdrawn(context, tx, { id, by }) {
      const telling = await findTelling(tx, id);
      if (telling?.notice != null) await notices.callOff(context, tx, { notice: telling.notice, by });
    },
  };
}

/** Looks through the people for those whom approved versions concern, and hands them to the notices. */
export function workTelling(
  governing: Pick<Governing, "current">,
  { jobs, notices, steps }: TellingOptions,
): Promise<void> {
  return jobs.work(TELL_CHANGE, async ({ term = "" }) => {
    for (let page = 1; ; page += 1) {
      const context = await governing.current();
      const goesOn = await transact(context.db, async (tx) => {
        const more = await tellPage(context, tx, { notices, steps, term });
        if (more && page === PAGES_A_RUN) await jobs.enqueue(tx, TELL_CHANGE, { term });
        return more && page < PAGES_A_RUN;
      });
      if (!goesOn) return;
    }
  });
}

/**
 * The next page of people: first those who were there at the approval, then, once the version governs, those who came until it did.
 * Whether there is more to do now. Of two who do it at once the second waits, and goes on where the first ended.
 */
async function tellPage(
  context: Context,
  tx: Tx,
  o: { readonly notices: Notices; readonly steps: Steps; readonly term: string },
): Promise<boolean> {
  const { notices, steps, term } = o;
  const telling = await findTelling(tx, term);
  const pair = await findPair(tx, term);
  if (telling === undefined || pair === null || telling.stage === "done") return false;
  if (telling.stage === "later" && context.now() < pair.term.effectiveAt) return false;
  const approvedAt = await approvalOf(tx, term);
  const people = await listPage(tx, {
    after: telling.reached,
    since: telling.stage === "later" ? approvedAt : null,
    until: telling.stage === "later" ? pair.term.effectiveAt : approvedAt,
  });
  const step = await steps.find(tx, pair.before.version, pair.term.version);
  const concerns = await findConcernsOfMany(tx, people, step);
  if (telling.notice !== null && concerns.size > 0)
    await notices.addPeople(tx, telling.notice, [...concerns.keys()]);
  const isLast = people.length < PAGE;
  const next = telling.stage === "known" ? "later" : "done";
  await tx
    .withTables<ServiceTables>()
    .updateTable("change_telling")
    .set({
      stage: isLast ? next : telling.stage,
      reached: isLast ? null : (people.at(-1) ?? null),
      concerned: telling.concerned + concerns.size,
      asked: telling.asked + [...concerns.values()].filter(({ wider }) => wider.length > 0).length,
    })
    .where("term", "=", term)
    .execute();
  return !(isLast && next === "done");
}

function findTelling(tx: Tx, term: string) {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("change_telling")
    .selectAll()
    .where("term", "=", term)
    .forUpdate()
    .executeTakeFirst();
}

async function approvalOf(tx: Tx, term: string): Promise<Date | null> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select("approved_at")
    .where("id", "=", term)
    .executeTakeFirst();
  return row?.approved_at ?? null;
}

async function listPage(
  tx: Tx,
  o: { readonly after: string | null; readonly since: Date | null; readonly until: Date | null },
): Promise<readonly string[]> {
  const { after, since, until } = o;
  let query = tx.withTables<ServiceTables>().selectFrom("account").select("person");
  if (after !== null) query = query.where("person", ">", after);
  if (since !== null) query = query.where("created_at", ">", since);
  if (until !== null) query = query.where("created_at", "<=", until);
  const rows = await query.orderBy("person").limit(PAGE).execute();
  return rows.map(({ person }) => person);
}

async function countPeople(tx: Tx): Promise<number> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("account")
    .select(({ fn }) => fn.countAll<string>().as("people"))
    .executeTakeFirstOrThrow();
  return Number(row.people);
}

/** For which purpose and through which channels the policy has people told of its changes; `null` where it has no such rule. */
function findWay(
  bundle: Bundle,
): { readonly purpose: string; readonly channels: readonly ChannelName[] } | null {
  const clause = limitsClause(bundle);
  const rule = bundle.rules.find((one) => one.action === "contact" && one.clause === clause);
  if (rule === undefined || rule.channel === null) return null;
  return { purpose: rule.purpose, channels: rule.channel as readonly ChannelName[] };
}

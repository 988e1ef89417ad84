import type { AnswerOf } from "@avow/contract";
import type { Bundle, Facts } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import { parseSubscription } from "../channels/push/subscription.ts";
import type { Context } from "../context.ts";
import { contactOperation } from "../notices/contact-operation.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { describeSubmissions } from "../submissions/describe.ts";
import { listSubmissions } from "../submissions/rows.ts";
import { endOfLife, findPushWorker } from "./push-worker.ts";

export type Reach = AnswerOf<"reach">;

/** The form by which people say how else they are reached, and what a submission of it is about. */
export const FORM = "reach";
const MOST = 50;

/** The ways by which a person is reached today, and what they may be told through each. */
export async function getReach(
  context: Context,
  session: PersonSession,
  pushKey: string | null,
): Promise<Reach> {
  const { bundle } = context;
  return transact(context.db, async (tx) => {
    const held = await listHeld(context, tx, session.person);
    const facts = await factsByPurpose(context, tx, session.person);
    const ways = Object.entries(bundle.channels).flatMap(([channel, { title, reach }]) => {
      if (reach === undefined) return [];
      const given = held.has(reach);
      const purposes = given ? permittedPurposes(context, channel, facts) : [];
      return [{ channel, title: { ...title }, field: reach, given, purposes }];
    });
    const own = await describeSubmissions(
      context,
      tx,
      session,
      await listSubmissions(tx, { form: FORM, person: session.person }, MOST),
    );
    const given = (field: string) => own.flatMap(({ values }) => values[`${FORM}.${field}`] ?? []).at(-1);
    return {
      clause: bundle.forms[FORM]?.clause ?? bundle.law.clause,
      ways,
      address: given("address") ?? null,
      push: describePush(given("push"), context.now()),
      pushOffer: offerPush(context, pushKey),
    };
  });
}

/** Until when a browser is subscribed; one whose time is over, or that does not say, is not. */
function describePush(value: string | undefined, now: Date): Reach["push"] {
  const until = value === undefined ? null : (parseSubscription(value)?.expirationTime ?? null);
  return until !== null && now.getTime() < until ? { until: new Date(until).toISOString() } : null;
}

function offerPush({ bundle, now }: Context, key: string | null): Reach["pushOffer"] {
  const worker = findPushWorker(bundle);
  if (key === null || worker === null) return null;
  return { key, worker: worker.name, until: endOfLife(worker.life, now()).toISOString() };
}

/** The fields of which something is held. */
async function listHeld({ vault }: Context, tx: Tx, person: string): Promise<ReadonlySet<string>> {
  const held = await vault.holdings(tx, person);
  return new Set(held.flatMap(({ category, fields }) => fields.map((name) => `${category}.${name}`)));
}

/** Facts by purpose, as for a message that is about what the person bought, on behalf of nobody whose licence has lapsed. */
async function factsByPurpose(context: Context, tx: Tx, person: string): Promise<ReadonlyMap<string, Facts>> {
  const facts = new Map<string, Facts>();
  for (const purpose of contactPurposes(context.bundle)) {
    const one = (await loadContactFacts(context, tx, { people: [person], purpose })).get(person);
    if (one === undefined) continue;
    const { purchases } = one.person ?? {};
    facts.set(purpose, {
      ...one,
      licence: "held",
      person: one.person && {
        ...one.person,
        purchases: purchases === "other" ? "similar" : (purchases ?? "none"),
      },
    });
  }
  return facts;
}

function contactPurposes({ rules }: Bundle): readonly string[] {
  return [...new Set(rules.filter(({ action }) => action === "contact").map(({ purpose }) => purpose))];
}

function permittedPurposes(
  { bundle, gate }: Context,
  channel: string,
  facts: ReadonlyMap<string, Facts>,
): Reach["ways"][number]["purposes"] {
  return [...facts].flatMap(([purpose, known]) => {
    const declared = bundle.purposes[purpose];
    const decision = gate.decide(known, contactOperation(bundle, { purpose, channel }));
    return declared !== undefined && decision.effect === "permit"
      ? [{ id: purpose, title: { ...declared.title }, clause: decision.clause }]
      : [];
  });
}

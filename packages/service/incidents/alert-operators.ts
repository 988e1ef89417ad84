import { createHash, randomBytes } from "node:crypto";
import type { Bundle } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Channels, Handover, Parcel, SendingChannel } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import type { Operator } from "../staff/operators.ts";
import { findDeadlines } from "./clock-state.ts";
import type { IncidentDeadline } from "./deadlines.ts";
import { getIncident, type IncidentRow } from "./rows.ts";
import type { IncidentTables } from "./tables.ts";

/** An alarm that somebody has still to be told of. */
interface Untold {
  readonly incident: string;
  readonly deadline: string;
  readonly left: IncidentTables["incident_alarm"]["left"];
  readonly told: readonly string[];
}

/** Who hears alarms: every operator there is. */
interface Staff {
  list(): Promise<readonly Operator[]>;
}

/** Whom alarms are mailed to, and through what. */
interface Mailing {
  readonly channel: SendingChannel;
  readonly operators: readonly Operator[];
}

/**
 * Tells every operator by mail of each alarm that has sounded, where mail leaves this service; where it is kept in the mailbox, the
 * console alone tells. The mail names the rule and the time, and nothing of the incident. Who is still to be told stands in the
 * store: after a crash, and after a server that took nothing, they are told then. An operator hears of an alarm twice only if the
 * process ended between a server's yes and the commit. Returns whether nobody is left to be told.
 */
export async function alertOperators(
  context: Context,
  to: { readonly channels: Channels; readonly operators: Staff },
): Promise<boolean> {
  const { email } = to.channels;
  const mailing = email?.kind === "sends" ? { channel: email, operators: await to.operators.list() } : null;
  const later: string[] = [];
  for (;;) {
    const tried = await transact(context.db, async (tx) => {
      const alarm = await takeUntold(tx, later);
      if (alarm === null) return null;
      return { alarm, isDone: await tellOf(context, tx, { alarm, mailing }) };
    });
    if (tried === null) return later.length === 0;
    if (!tried.isDone) later.push(keyOf(tried.alarm));
  }
}

/** The oldest alarm that is not told of, for this process alone until `tx` ends; `null` where there is none but these. */
async function takeUntold(tx: Tx, but: readonly string[]): Promise<Untold | null> {
  const { rows } = await sql<Untold>`
    select incident, deadline, "left", told from incident_alarm
    where told_at is null and not incident::text || '/' || deadline || '/' || "left" = any(${but}::text[])
    order by at limit 1 for update skip locked`.execute(tx);
  return rows[0] ?? null;
}

/** Tells whoever has not been told of it; whether nobody is left. */
async function tellOf(
  context: Context,
  tx: Tx,
  { alarm, mailing }: { readonly alarm: Untold; readonly mailing: Mailing | null },
): Promise<boolean> {
  const row = await getIncident(tx, alarm.incident);
  const deadline = (await findDeadlines(context, tx, row)).find(({ id }) => id === alarm.deadline);
  // A time that no longer runs, for its level was decided otherwise, is nothing to be told of.
  const told =
    mailing === null || deadline === undefined
      ? null
      : await mailAll(context, { alarm, mailing, row, deadline });
  const isDone = told === null || mailing?.operators.every(({ id }) => told.includes(id)) === true;
  await sql`
    update incident_alarm set told = ${told ?? alarm.told}::text[], told_at = ${isDone ? context.now() : null}
    where incident = ${alarm.incident} and deadline = ${alarm.deadline} and "left" = ${alarm.left}`.execute(
    tx,
  );
  return isDone;
}

interface Telling {
  readonly alarm: Untold;
  readonly mailing: Mailing;
  readonly row: IncidentRow;
  readonly deadline: IncidentDeadline;
}

/** Mails those who were not told; returns the ids of all who are told now. */
async function mailAll(context: Context, telling: Telling): Promise<readonly string[]> {
  const { alarm, mailing } = telling;
  const open = mailing.operators.filter(({ id }) => !alarm.told.includes(id));
  const fresh = await Promise.all(
    open.map(async (operator) => {
      const answer = await mailing.channel.send(makeParcel(context, telling, operator));
      return comesAgain(answer) ? [] : [operator.id];
    }),
  );
  return [...alarm.told, ...fresh.flat()];
}

/** An address that is refused for good is not asked for again: the console tells its operator. */
function comesAgain(answer: Handover): boolean {
  return answer.kind === "unknown" || (answer.kind === "not-accepted" && !answer.permanent);
}

function makeParcel(
  { bundle, now, consoleUrl }: Context,
  { alarm, row, deadline }: Telling,
  { id, name, email: address }: Mailing["operators"][number],
): Parcel {
  return {
    id: idOf(alarm, id),
    person: id,
    at: now(),
    language: bundle.languages[0] ?? "en",
    to: { name, address },
    ...sayAlarm(bundle, row, { left: alarm.left, ...deadline }),
    footer: [consoleUrl],
    advertises: false,
    unsubscribeUrl: null,
    replyToken: randomBytes(16).toString("hex"),
    references: [],
    consent: null,
  };
}

function keyOf({ incident, deadline, left }: Untold): string {
  return `${incident}/${deadline}/${left}`;
}

/** The same for every attempt, so that a receiver can tell a second copy: a UUID of version 8 (RFC 9562). */
function idOf(alarm: Untold, operator: string): string {
  const hex = createHash("sha256")
    .update(`avow/alarm/${keyOf(alarm)}/${operator}`)
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Operators read what they read; both languages are said. */
function sayAlarm(
  { languages }: Bundle,
  { number, rehearsal }: IncidentRow,
  { left, cite, dueAt }: Pick<Untold, "left"> & Pick<IncidentDeadline, "cite" | "dueAt">,
): Pick<Parcel, "subject" | "body"> {
  const label = rehearsal ? "[EXERCISE 演练] " : "";
  const passed = left === "none";
  const en = `Incident ${number}: ${passed ? "a time has passed" : "a time runs out"}: ${cite}, ${dueAt}`;
  const zh = `事件 ${number}：${passed ? "期限已过" : "期限将至"}：${cite}，${dueAt}`;
  const spoken = languages.includes("zh") ? [en, zh] : [en];
  return { subject: `${label}${en}`, body: spoken };
}

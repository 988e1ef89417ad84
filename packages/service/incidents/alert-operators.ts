import { randomBytes, randomUUID } from "node:crypto";
import type { Bundle } from "@avow/policy";
import type { Channels } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import type { Operators } from "../staff/operators.ts";
import type { Alarm } from "./alarms.ts";

/**
 * Tells every operator of an alarm by mail, where mail leaves this service; where it is kept in the mailbox, the console alone
 * tells. The mail names the rule and the time, and nothing of the incident. What a server does not take is not tried again: the
 * alarm stands in the console and in the evidence.
 */
export async function alertOperators(
  context: Pick<Context, "bundle" | "now" | "consoleUrl">,
  to: { readonly channels: Channels; readonly operators: Pick<Operators, "list"> },
  alarms: readonly Alarm[],
): Promise<void> {
  const email = to.channels.email;
  if (email?.kind !== "sends" || alarms.length === 0) return;
  const operators = await to.operators.list();
  for (const alarm of alarms)
    for (const { id, name, email: address } of operators)
      await email.send({
        id: randomUUID(),
        person: id,
        at: context.now(),
        language: context.bundle.languages[0] ?? "en",
        to: { name, address },
        ...wordsOf(context.bundle, alarm),
        footer: [context.consoleUrl],
        advertises: false,
        unsubscribeUrl: null,
        replyToken: randomBytes(16).toString("hex"),
        references: [],
        consent: null,
      });
}

/** Operators read what they read; both languages are said. */
function wordsOf({ languages }: Bundle, { incident, deadline, left }: Alarm) {
  const label = incident.rehearsal ? "[EXERCISE 演练] " : "";
  const passed = left === "none";
  const en = `Incident ${incident.number}: ${passed ? "a time has passed" : "a time runs out"}: ${deadline.cite}, ${deadline.dueAt}`;
  const zh = `事件 ${incident.number}：${passed ? "期限已过" : "期限将至"}：${deadline.cite}，${deadline.dueAt}`;
  const spoken = languages.includes("zh") ? [en, zh] : [en];
  return { subject: `${label}${spoken[0]}`, body: spoken };
}

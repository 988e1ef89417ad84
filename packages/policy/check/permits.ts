import type { Diagnostic } from "../diagnostic.ts";
import type { AnyModel, Condition } from "../model.ts";
import type { Subject } from "./subject.ts";

/** Every permit says enough to be judged, and something that no other permit says already. */
export function checkPermits(subject: Subject): readonly Diagnostic[] {
  return [...findIncompletePermits(subject), ...findRedundantPermits(subject)];
}

/** A permit that leaves out who, what, how or to whom would have to be guessed at; the gate does not guess. */
function findIncompletePermits({ model, report }: Subject): readonly Diagnostic[] {
  return model.permits.flatMap((permit, index) => {
    const { action, purpose } = permit;
    return listLackingOf(permit).map((what) => {
      const message = `permit ${action} for \`${purpose}\` names no ${what === "role" ? "role in `by`" : what}, and so permits nothing`;
      return report({ code: "permit-incomplete", path: ["permits", index, "action"], message });
    });
  });
}

type Part = "data" | "role" | "channel" | "recipient";

function listLackingOf({
  action,
  data,
  by,
  channel = [],
  recipient = [],
}: AnyModel["permits"][number]): readonly Part[] {
  return [
    ...(data.length === 0 ? ["data" as const] : []),
    ...(by.length === 0 ? ["role" as const] : []),
    ...(action === "contact" && channel.length === 0 ? ["channel" as const] : []),
    ...((action === "disclose" || action === "transfer") && recipient.length === 0
      ? ["recipient" as const]
      : []),
  ];
}

/** What some permit of `model` should name and does not. */
export function listLacking({ permits }: AnyModel): ReadonlySet<string> {
  return new Set(permits.flatMap(listLackingOf));
}

interface Meaning {
  readonly index: number;
  readonly clause: string;
  readonly data: ReadonlySet<string>;
  readonly by: ReadonlySet<string>;
  /** Narrowed to these; `null` where any will do. */
  readonly channel: ReadonlySet<string> | null;
  readonly recipient: ReadonlySet<string> | null;
  readonly when: ReadonlySet<string>;
}

/** Permits that only another of the same action and purpose could make idle are compared with one another. */
function findRedundantPermits(subject: Subject): readonly Diagnostic[] {
  const groups = Map.groupBy(listMeanings(subject.model), ({ index }) => {
    const permit = subject.model.permits[index];
    return JSON.stringify([permit?.action, permit?.purpose]);
  });
  return [...groups.values()].flatMap((group) =>
    group.flatMap((permit) => {
      const other = group.find((each) => each !== permit && makesIdle(each, permit));
      return other === undefined ? [] : [reportIdle(subject, permit, other)];
    }),
  );
}

function listMeanings({ permits }: AnyModel): readonly Meaning[] {
  return permits.map(({ clause, data, by, channel, recipient, when = [] }, index) => ({
    index,
    clause,
    data: new Set(data),
    by: new Set(by),
    channel: channel === undefined ? null : new Set(channel),
    recipient: recipient === undefined ? null : new Set(recipient),
    when: new Set(when.map(nameCondition)),
  }));
}

/** What a condition demands, whichever clause it is bound to. */
function nameCondition(condition: Condition): string {
  return "purpose" in condition ? `${condition.kind} ${condition.purpose}` : condition.kind;
}

/**
 * Whether all that `inner` permits is permitted by `outer` on no more conditions. Of two with one meaning the later is idle. One
 * that is narrower on the same conditions, under a clause of its own, says which clause applies, and is not.
 */
function makesIdle(outer: Meaning, inner: Meaning): boolean {
  const covers =
    isWithin(inner.data, outer.data) &&
    isWithin(inner.by, outer.by) &&
    isWithin(inner.channel, outer.channel) &&
    isWithin(inner.recipient, outer.recipient) &&
    isWithin(outer.when, inner.when);
  if (!covers) return false;
  if (isSame(outer, inner)) return outer.index < inner.index;
  return outer.when.size < inner.when.size || outer.clause === inner.clause;
}

function isSame(a: Meaning, b: Meaning): boolean {
  return (["data", "by", "channel", "recipient", "when"] as const).every(
    (part) => isWithin(a[part], b[part]) && isWithin(b[part], a[part]),
  );
}

function isWithin(inner: ReadonlySet<string> | null, outer: ReadonlySet<string> | null): boolean {
  if (outer === null) return true;
  return inner !== null && [...inner].every((name) => outer.has(name));
}

function reportIdle({ model, report }: Subject, idle: Meaning, other: Meaning): Diagnostic {
  const { action, purpose } = model.permits[idle.index] ?? { action: "permit", purpose: "" };
  const place = { path: ["permits", idle.index, "action"], severity: "warning" } as const;
  const names = `permit ${action} for \`${purpose}\``;
  const beside = `\`permits[${other.index}]\``;
  if (!isSame(idle, other)) {
    const bites = other.when.size < idle.when.size ? "its conditions never bite" : "it adds nothing";
    const message = `${names} is contained in ${beside}, so that ${bites}`;
    const help = "narrow the other, or take this one out";
    return report({ code: "permit-contained", ...place, message, help });
  }
  const message = `${names} says the same as ${beside}`;
  const needless = idle.clause === other.clause ? ["permits", idle.index] : undefined;
  return report({ code: "permit-repeated", ...place, message, needless });
}

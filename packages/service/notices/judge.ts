import { askPermit } from "@avow/gate";
import { createSink, type Facts, type Permit, type Personal, type Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Parcel } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { LANGUAGE, NAME } from "../people/contact-fields.ts";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import type { Attempt, StoredNotice } from "./claim.ts";
import { contactOperation, findReach } from "./contact-operation.ts";
import type { Batch, NoticeKind } from "./notice.ts";
import { loadBar } from "./rehearsal.ts";
import { toNotice } from "./settle-deliveries.ts";
import { writeParcel } from "./write-parcel.ts";

/** What may leave to one person, or why nothing does. */
export type Judged =
  | { readonly kind: "parcel"; readonly parcel: Parcel }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "no-address" }
  | { readonly kind: "nothing-to-say" };

interface Permitted {
  readonly attempt: Attempt;
  readonly permit: Permit;
  readonly facts: Facts;
}

/**
 * Asks the gate about each of a batch of people, now, and writes to those it permits. The caller holds their locks, so that the
 * answer stands until `tx` ends (law 3). In as many queries as for one.
 */
export async function judgeBatch(
  context: Context,
  tx: Tx,
  of: { readonly notice: StoredNotice; readonly kind: NoticeKind; readonly attempts: readonly Attempt[] },
): Promise<ReadonlyMap<string, Judged>> {
  const { notice, kind, attempts } = of;
  const people = attempts.map(({ person }) => person);
  const known = await loadContactFacts(context, tx, { people, purpose: notice.purpose });
  const batch = await kind.prepare(context, tx, toNotice(notice), people);
  const bar = await loadBar(context, tx, { notice, people });
  const judged = new Map<string, Judged>();
  const permitted: Permitted[] = [];
  for (const attempt of attempts) {
    const base = known.get(attempt.person);
    if (base === undefined) throw new TypeError("the facts of everybody asked for are there");
    const facts = batch.facts(attempt.person, base);
    const operation = contactOperation(context.bundle, { purpose: notice.purpose, channel: attempt.channel });
    const asked = askPermit(context.gate, facts, operation, attempt.person);
    const barred = bar(attempt.person);
    if ("refusal" in asked) judged.set(attempt.id, { kind: "refused", refusal: asked.refusal });
    else if (barred !== null) judged.set(attempt.id, { kind: "refused", refusal: barred });
    else permitted.push({ attempt, permit: asked.permit, facts });
  }
  for (const [id, written] of await writeAll(context, tx, { notice, batch, permitted }))
    judged.set(id, written);
  return judged;
}

async function writeAll(
  context: Context,
  tx: Tx,
  of: { readonly notice: StoredNotice; readonly batch: Batch; readonly permitted: readonly Permitted[] },
): Promise<readonly (readonly [id: string, judged: Judged])[]> {
  const { notice, permitted } = of;
  if (permitted.length === 0) return [];
  const held = await context.vault.readOfMany(
    tx,
    permitted.map(({ permit }) => permit),
  );
  const consents = await findConsents(context, tx, notice.purpose, permitted);
  return permitted.map((one) => [
    one.attempt.id,
    writeOne(context, { ...of, one, held: held.get(one.attempt.person), consents }),
  ]);
}

function writeOne(
  { bundle, publicUrl, now }: Context,
  of: {
    readonly notice: StoredNotice;
    readonly batch: Batch;
    readonly one: Permitted;
    readonly held: ReadonlyMap<string, readonly Personal[]> | undefined;
    readonly consents: ReadonlyMap<string, Parcel["consent"]>;
  },
): Judged {
  const { notice, batch, held, one } = of;
  const { attempt, permit } = one;
  const reach = findReach(bundle, attempt.channel);
  if (reach === undefined) return { kind: "no-address" };
  const sink = createSink<string, string>({ purpose: notice.purpose, fields: [reach, NAME, LANGUAGE] });
  const open = (field: string): string | undefined =>
    held
      ?.get(field)
      ?.map((value) => sink.open(value))
      .at(-1);
  const to = batch.to?.(attempt.person) ?? { name: open(NAME) ?? "", address: open(reach) ?? "" };
  if (to.address === "") return { kind: "no-address" };
  const language = bundle.languages.find((each) => each === open(LANGUAGE)) ?? bundle.languages[0] ?? "en";
  const [channel] = [attempt.channel as Parameters<Batch["say"]>[0]["channel"]];
  const saying = batch.say({ person: attempt.person, name: to.name, language, channel });
  if (saying === null) return { kind: "nothing-to-say" };
  const parcel = writeParcel({
    bundle,
    publicUrl,
    notice,
    attempt,
    at: now(),
    to,
    language,
    saying,
    clause: permit.clause,
    consent: of.consents.get(attempt.person) ?? null,
  });
  return { kind: "parcel", parcel };
}

/** The receipt of each person's consent to the purpose, where it rests on one. */
async function findConsents(
  { bundle }: Context,
  tx: Tx,
  purpose: string,
  permitted: readonly Permitted[],
): Promise<ReadonlyMap<string, Parcel["consent"]>> {
  const declared = bundle.purposes[purpose];
  if (declared?.basis !== "consent") return new Map();
  const people = permitted.map(({ attempt }) => attempt.person);
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("choice")
    .select(["person", "receipt"])
    .where("person", "=", anyOf(people))
    .where("purpose", "=", purpose)
    .execute();
  const receipts = new Map(rows.map(({ person, receipt }) => [person, receipt]));
  return new Map(
    permitted.flatMap(({ attempt: { person }, facts }) => {
      const consent = facts.person?.consents[purpose];
      const receipt = receipts.get(person);
      if (consent?.kind !== "granted" || receipt === undefined || receipt === null) return [];
      return [[person, { receipt, at: new Date(consent.at) }] as const];
    }),
  );
}

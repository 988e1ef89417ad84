import { createHash, randomUUID } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { canonicalJson, publicLeaf } from "@avow/evidence";
import type { Bundle, Facts } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";

export type Licence = AnswerOf<"grantLicence">;
export type LicenceRow = Selectable<ServiceTables["licence"]>;

/** Every licence, the newest first. */
export async function listLicences(context: Context): Promise<Licence[]> {
  return transact(context.db, async (tx) => {
    const rows = await tx
      .withTables<ServiceTables>()
      .selectFrom("licence")
      .selectAll()
      .orderBy("created_at", "desc")
      .execute();
    const used = await countUsed(tx);
    return rows.map((row) => makeLicence(row, used.get(row.id) ?? 0, context.now()));
  });
}

/**
 * Grants a licence: from then on campaigns may be sent under it, until it ends. The log is told, without who holds it.
 * @throws {ProblemError} `body-malformed`, with what the policy does not declare
 */
export async function grantLicence(
  context: Context,
  body: ParsedBody<"grantLicence">,
  by: string,
): Promise<Licence> {
  const at = context.now();
  requireSound(context.bundle, body, at);
  const { holder, purpose, kinds, most } = body;
  const row: LicenceRow = {
    id: randomUUID(),
    holder,
    purpose,
    kinds: [...new Set(kinds)],
    most,
    from_at: new Date(body.from),
    until_at: new Date(body.until),
    created_by: by,
    created_at: at,
    ended_by: null,
    ended_at: null,
  };
  await transact(context.db, async (tx) => {
    const values = { ...row, kinds: JSON.stringify(row.kinds) };
    await tx.withTables<ServiceTables>().insertInto("licence").values(values).execute();
    await logChange(context, tx, row, "licence-granted");
  });
  return makeLicence(row, 0, at);
}

/**
 * Ends a licence: from the commit on, nothing leaves under it.
 * @throws {ProblemError} `not-found`; `state-unfit` when it was ended before
 */
export async function endLicence(context: Context, id: string, by: string): Promise<Licence> {
  const at = context.now();
  return transact(context.db, async (tx) => {
    await getLicence(tx, id);
    const row = await tx
      .withTables<ServiceTables>()
      .updateTable("licence")
      .set({ ended_by: by, ended_at: at })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined)
      throw new ProblemError("state-unfit", { detail: "another operator ended this licence before you" });
    await logChange(context, tx, row, "licence-ended");
    return makeLicence(row, (await countUsed(tx)).get(id) ?? 0, at);
  });
}

/** @throws {ProblemError} `not-found` */
export async function getLicence(tx: Tx, id: string): Promise<LicenceRow> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("licence")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such licence" });
  return row;
}

/**
 * The licence as it stands, kept so until `tx` ends: with `share`, whoever ends it waits for those who send under it, and is then
 * seen by everybody; with `update`, nobody else takes up its messages. Taken after every person's lock.
 */
export async function lockLicence(
  tx: Tx,
  id: string | null,
  how: "share" | "update",
): Promise<LicenceRow | null> {
  if (id === null) return null;
  const row = tx.withTables<ServiceTables>().selectFrom("licence").selectAll().where("id", "=", id);
  return (await (how === "share" ? row.forShare() : row.forUpdate()).executeTakeFirst()) ?? null;
}

/** What the gate is told of the licence something is sent under; `null` where it is sent under none. */
export function licenceFact(row: LicenceRow | null, at: Date): NonNullable<Facts["licence"]> {
  if (row === null) return "none";
  return isInForce(row, at) ? "held" : "lapsed";
}

/** Whether it has begun, has not lapsed and was not ended. */
export function isInForce({ from_at, until_at, ended_at }: LicenceRow, at: Date): boolean {
  return ended_at === null && from_at <= at && at < until_at;
}

/** How many messages are taken up of each licence. */
export async function countUsed(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("campaign")
    .select(["licence", ({ fn }) => fn.sum<string>("gathered").as("used")])
    .where("licence", "is not", null)
    .groupBy("licence")
    .execute();
  return new Map(rows.flatMap(({ licence, used }) => (licence === null ? [] : [[licence, Number(used)]])));
}

/** Whether the policy lets messages for this purpose leave only under a licence. */
export function needsLicence({ rules }: Bundle, purpose: string): boolean {
  return rules.some(
    (rule) =>
      rule.action === "contact" &&
      rule.purpose === purpose &&
      rule.when.some(({ condition }) => condition.kind === "licensed"),
  );
}

function requireSound(bundle: Bundle, body: ParsedBody<"grantLicence">, at: Date): void {
  const kinds = bundle.products?.kinds ?? {};
  const errors = [
    ...(needsLicence(bundle, body.purpose)
      ? []
      : [{ at: "/purpose", message: "is no purpose that the policy carries out under a licence" }]),
    ...body.kinds.flatMap((kind, place) =>
      Object.hasOwn(kinds, kind)
        ? []
        : [{ at: `/kinds/${place}`, message: "is no kind of product the policy declares" }],
    ),
    ...(Date.parse(body.until) > Date.parse(body.from)
      ? []
      : [{ at: "/until", message: "is not after the beginning" }]),
    ...(Date.parse(body.until) > at.getTime() ? [] : [{ at: "/until", message: "is past" }]),
  ];
  if (errors.length > 0)
    throw new ProblemError("body-malformed", { detail: "the licence cannot be granted as it is", errors });
}

/** The terms enter as a hash: whoever is shown them can hold them against the log, and the log names no company. */
async function logChange(
  { ledger, now }: Context,
  tx: Tx,
  row: LicenceRow,
  kind: "licence-granted" | "licence-ended",
): Promise<void> {
  const { id, holder, purpose, kinds, most, from_at, until_at } = row;
  const terms = canonicalJson({
    holder,
    purpose,
    kinds: [...kinds],
    most,
    from: from_at.toISOString(),
    until: until_at.toISOString(),
  });
  const hash = createHash("sha256").update(terms).digest("hex");
  await ledger.append(
    tx,
    publicLeaf({ v: 1, kind, licence: id, terms: hash, at: `${now().toISOString().slice(0, 19)}Z` }),
  );
}

export function makeLicence(row: LicenceRow, used: number, at: Date): Licence {
  return {
    id: row.id,
    holder: row.holder,
    purpose: row.purpose,
    kinds: [...row.kinds],
    most: row.most,
    from: row.from_at.toISOString(),
    until: row.until_at.toISOString(),
    state: stateOf(row, used, at),
    used,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    endedBy: row.ended_by,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

function stateOf(row: LicenceRow, used: number, at: Date): Licence["state"] {
  if (row.ended_at !== null) return "ended";
  if (at >= row.until_at) return "lapsed";
  if (at < row.from_at) return "to-come";
  return used >= row.most ? "used-up" : "in-force";
}

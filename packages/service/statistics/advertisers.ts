import { randomBytes, randomUUID } from "node:crypto";
import type { AnswerOf, BodyOf } from "@avow/contract";
import { type Database, transact } from "@avow/postgres";
import { bearerOf, hashToken } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import type { Authenticate } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";

export type Advertiser = AnswerOf<"advertiser">;
export type Placement = AnswerOf<"placements">[number];

/** Tells people who find one what it is; it opens nothing but statistics. */
const KEY_PREFIX = "avow_advertiser_";

/** Callers with the key of an advertiser who is not closed; everyone else gets `advertiser-key-wrong`. */
export function authenticateAdvertiser(context: Pick<Context, "db">): Authenticate<Advertiser> {
  return async (http) => {
    const key = bearerOf(http);
    const [found] = key.startsWith(KEY_PREFIX) ? await readAdvertisers(context.db, { key }) : [];
    if (found !== undefined && found.closedAt === null) return found;
    throw new ProblemError("advertiser-key-wrong", {
      detail: "this route is for advertisers",
      help: "send the advertiser's key as a bearer token",
    });
  };
}

/** Every advertiser there is or was, by name. */
export function listAdvertisers({ db }: Pick<Context, "db">): Promise<readonly Advertiser[]> {
  return readAdvertisers(db, {});
}

/** Adds an advertiser, and makes the key that is shown this once: only its SHA-256 is kept, for keys are 256 random bits. */
export async function addAdvertiser(
  { db, now }: Pick<Context, "db" | "now">,
  { name }: BodyOf<"addAdvertiser">,
): Promise<AnswerOf<"addAdvertiser">> {
  const key = `${KEY_PREFIX}${randomBytes(32).toString("base64url")}`;
  const id = randomUUID();
  await db
    .withTables<ServiceTables>()
    .insertInto("advertiser")
    .values({ id, name, key_hash: hashToken(key), created_at: now(), closed_at: null })
    .execute();
  return { advertiser: await getAdvertiser(db, id), key };
}

/**
 * Ends an advertiser: the key opens nothing any more, and its placements are shown no more. Closing twice is the same.
 * @throws {ProblemError} `not-found`
 */
export async function closeAdvertiser(
  { db, now }: Pick<Context, "db" | "now">,
  id: string,
): Promise<Advertiser> {
  await db
    .withTables<ServiceTables>()
    .updateTable("advertiser")
    .set({ closed_at: now() })
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .execute();
  return getAdvertiser(db, id);
}

/** @throws {ProblemError} `not-found`; `state-unfit` when the advertiser is closed */
export async function addPlacement(
  { db, now }: Pick<Context, "db" | "now">,
  advertiser: string,
  { name, target, section }: BodyOf<"addPlacement">,
): Promise<Placement> {
  const id = randomUUID();
  await transact(db, async (tx) => {
    const { closedAt } = await getAdvertiser(tx, advertiser);
    if (closedAt !== null)
      throw new ProblemError("state-unfit", { detail: "this advertiser is closed and gets no placements" });
    await tx
      .withTables<ServiceTables>()
      .insertInto("placement")
      .values({ id, advertiser, name, target, section, created_at: now() })
      .execute();
  });
  return { id, name, target, section };
}

/** The placements of advertisers who are not closed, oldest first: what the site may show now. */
export function listPlacements({ db }: Pick<Context, "db">): Promise<Placement[]> {
  return db
    .withTables<ServiceTables>()
    .selectFrom("placement")
    .innerJoin("advertiser", "advertiser.id", "placement.advertiser")
    .select(["placement.id", "placement.name", "placement.target", "placement.section"])
    .where("advertiser.closed_at", "is", null)
    .orderBy("placement.created_at")
    .orderBy("placement.id")
    .execute();
}

async function getAdvertiser(db: Database, id: string): Promise<Advertiser> {
  const [found] = await readAdvertisers(db, { id });
  if (found !== undefined) return found;
  throw new ProblemError("not-found", { detail: "there is no such advertiser" });
}

async function readAdvertisers(
  db: Database,
  { id, key }: { readonly id?: string; readonly key?: string },
): Promise<Advertiser[]> {
  const tables = db.withTables<ServiceTables>();
  const rows = await tables
    .selectFrom("advertiser")
    .select(["id", "name", "created_at", "closed_at"])
    .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
    .$if(key !== undefined, (query) => query.where("key_hash", "=", hashToken(key ?? "")))
    .orderBy("name")
    .orderBy("id")
    .execute();
  if (rows.length === 0) return [];
  const placements = await tables
    .selectFrom("placement")
    .select(["id", "advertiser", "name", "target", "section"])
    .where(
      "advertiser",
      "in",
      rows.map((row) => row.id),
    )
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    placements: placements
      .filter(({ advertiser }) => advertiser === row.id)
      .map(({ advertiser: _, ...placement }) => placement),
  }));
}

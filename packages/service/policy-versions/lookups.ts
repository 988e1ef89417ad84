import type { Bundle, Field } from "@avow/policy";
import { type Database, Fault } from "@avow/postgres";
import type { LookupKind } from "@avow/vault";
import type { ServiceTables } from "../tables.ts";
import { parseKeptBundle } from "./build-source.ts";

/** The type of each field by which the policy has people looked up, by `category.field`. */
export function listLookups({ data }: Bundle): Readonly<Record<string, Field<string>["type"]>> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([category, { fields }]) =>
      Object.entries(fields)
        .filter(([, { lookup }]) => lookup === true)
        .map(([name, { type }]) => [`${category}.${name}`, type]),
    ),
  );
}

/**
 * The fields the vault indexes. Every version that is published has the same, so any one of them tells.
 * @throws {Fault} `policy-unsound` when one is neither an e-mail address nor a telephone number
 */
export async function getLookups(db: Database): Promise<Readonly<Record<string, LookupKind>>> {
  const { bundle } = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select("bundle")
    .where("approved_at", "is not", null)
    .limit(1)
    .executeTakeFirstOrThrow();
  return lookupsOf(parseKeptBundle(bundle));
}

/** @throws {Fault} as {@link getLookups} */
export function lookupsOf(bundle: Bundle): Readonly<Record<string, LookupKind>> {
  return Object.fromEntries(
    Object.entries(listLookups(bundle)).map(([path, type]) => {
      if (type === "email" || type === "telephone") return [path, type];
      throw new Fault({
        code: "policy-unsound",
        message: `nobody can be looked up by \`${path}\``,
        help: "leave `lookup` to fields of type `email` and `telephone`",
      });
    }),
  );
}

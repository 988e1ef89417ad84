import { type RawBuilder, sql } from "kysely";

/** Of a row of `account`: whether its person registered. Who only wrote to us is a person as well, and has no log-in. */
export function isRegistered(): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from receipt where receipt.person = account.person and receipt.kind = 'person-registered')`;
}

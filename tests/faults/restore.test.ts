import { transact } from "@avow/postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { erasePerson } from "../../packages/service/accounts/erase.ts";
import { findByCredentials } from "../../packages/service/accounts/log-in.ts";
import type { OpenedContext } from "../../packages/service/create-context.ts";
import { createHouse, faultOf, type House, moveIn, PASSWORD } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await createHouse();
});
afterEach(() => house.drop());

/** Somebody registers, a backup is made, and then somebody else registers or the first is erased. */
async function liveThrough(then: (opened: OpenedContext, person: string) => Promise<unknown>) {
  const before = await house.open();
  const { email, person } = await moveIn(before);
  await before.close();
  const backup = await house.backUp();
  const after = await house.open();
  await then(after, person);
  await after.close();
  return { backup, email, person };
}

function erase({ context }: OpenedContext, person: string): Promise<unknown> {
  return erasePerson(
    context,
    { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
    PASSWORD,
  );
}

/** Whether anything in the vault or the service's tables still speaks of a person. */
async function isAnythingLeft({ context }: OpenedContext, email: string, person: string): Promise<boolean> {
  const held = await transact(context.db, (tx) => context.vault.holdings(tx, person));
  const found = await findByCredentials(context, email, PASSWORD).catch(() => null);
  return held.length > 0 || found !== null;
}

describe("a restored backup", () => {
  it("[law 5] [law 8] of the database alone, older than the log, is refused as a fork and nothing is signed over it", async () => {
    const { backup, email, person } = await liveThrough((opened) => moveIn(opened));
    await house.restoreDatabase(backup);
    expect(await faultOf(house.open())).toMatchObject({ code: "ledger-fork", retryable: false });
    expect(await faultOf(house.open())).toMatchObject({ code: "ledger-fork" });
    await house.restoreLog(backup);
    const opened = await house.open();
    expect(await findByCredentials(opened.context, email, PASSWORD)).toBe(person);
    await moveIn(opened);
    await opened.close();
  });

  it("[law 7] that brings an erased person back: they are erased again before anything is served", async () => {
    const { backup, email, person } = await liveThrough(erase);
    await house.restoreDatabase(backup);
    await house.restoreLog(backup);
    const opened = await house.open();
    expect(await isAnythingLeft(opened, email, person)).toBe(false);
    await opened.close();
  });

  it("[law 7] is rid of the erased even where the log then makes the start fail", async () => {
    const { backup, person } = await liveThrough(erase);
    await house.restoreDatabase(backup);
    const key = "select from vault_person where person = $1 and wrapped_key is not null";
    expect(await house.query(key, [person])).toHaveLength(1);
    expect(await faultOf(house.open())).toMatchObject({ code: "ledger-fork" });
    expect(await house.query(key, [person])).toEqual([]);
    expect(await house.query("select from account where person = $1", [person])).toEqual([]);
  });

  it("[law 1] under another deployment's folder is refused, and keys are not made for it", async () => {
    const { backup } = await liveThrough((opened) => moveIn(opened));
    const other = await createHouse();
    await other.restoreDatabase(backup);
    expect(await faultOf(other.open())).toMatchObject({ code: "key-file-missing" });
    await other.drop();
  });
});

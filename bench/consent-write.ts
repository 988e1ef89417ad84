import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { prepareGate } from "@avow/gate";
import { makeConsentPlan, wordingOf } from "@avow/policy";
import type { Database } from "@avow/postgres";
import { sql } from "kysely";
import { keepRegistration } from "../packages/service/accounts/register.ts";
import { choose } from "../packages/service/choices/choices.ts";
import type { Context } from "../packages/service/context.ts";
import { chooseOnDevice } from "../packages/service/devices/device-choices.ts";
import { buildShopPolicy } from "../tests/support/shop-policy.ts";
import { openHouse } from "./open-house.ts";

const ROWS = 1_000_000;
const PEOPLE = 20;
const WRITES = 400;

/** Median time of a write in milliseconds, from the call to its index in the log. */
interface Medians {
  readonly device: number;
  readonly person: number;
}

export interface ConsentWriteBench {
  readonly empty: Medians;
  readonly full: Medians;
  /** Time at {@link ROWS} rows over time at none. */
  readonly ratio: Medians;
}

/**
 * Writes choices of visitors and of people with an account, one after another and by turns into two stores: one that is empty,
 * and one where a million of each are, with their evidence and their entries in the log; fsync on. So whatever else the machine
 * does weighs on both alike.
 */
export async function benchConsentWrite(): Promise<ConsentWriteBench> {
  const [empty, full] = await Promise.all([openPeopled(), openPeopled()]);
  try {
    await fill(full.context);
    await measure(empty, full);
    return await measure(empty, full);
  } finally {
    await Promise.all([empty.close(), full.close()]);
  }
}

/** A store of its own, with people who have an account there. */
interface House {
  readonly context: Context;
  readonly people: readonly string[];
  close(): Promise<void>;
}

async function openPeopled(): Promise<House> {
  const { context, close } = await openHouse({ poolSize: 8 });
  return { context, people: await registerPeople(context), close };
}

async function registerPeople(context: Context): Promise<readonly string[]> {
  for (let person = 0; person < PEOPLE; person++)
    await keepRegistration(
      context,
      "registration",
      new Map([
        ["contact.name", "Lin Yue"],
        ["contact.email", `${randomUUID()}@example.com`],
        ["account.password", `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
        ["account.language", "en"],
      ]),
    );
  const { rows } = await sql<{ person: string }>`select person from account`.execute(context.db);
  return rows.map(({ person }) => person);
}

async function measure(empty: House, full: House): Promise<ConsentWriteBench> {
  const shop = await buildShopPolicy();
  const plan = makeConsentPlan(shop.bundle, shop.version);
  const choices = Object.fromEntries(plan.questions.map(({ purpose }, at) => [purpose, at === 0]));
  const { wording, version: policy } = plan;
  const onDevice = ({ context }: House) =>
    chooseOnDevice(
      { ...context, ...shop, gate: prepareGate(shop.bundle, shop.version) },
      {
        previous: null,
        choices,
        wording,
        policy,
        language: "en",
        signal: null,
        cookie: "shop_choice",
        key: randomUUID(),
      },
    );
  const byPerson = ({ context, people }: House, write: number) =>
    choose(context, people[write % PEOPLE] ?? "", "marketing", {
      choice: write % 2 === 0 ? "agree" : "refuse",
      wording: wordingOf(context.bundle.purposes.marketing?.ask ?? {}),
    });
  const took: Record<"empty" | "full", Record<keyof Medians, number[]>> = {
    empty: { device: [], person: [] },
    full: { device: [], person: [] },
  };
  for (let write = 0; write < WRITES; write++) {
    for (const [name, house] of [
      ["empty", empty],
      ["full", full],
    ] as const) {
      took[name].device.push(await timed(() => onDevice(house)));
      took[name].person.push(await timed(() => byPerson(house, write)));
    }
  }
  const medians = (name: keyof typeof took): Medians => ({
    device: median(took[name].device),
    person: median(took[name].person),
  });
  const [none, million] = [medians("empty"), medians("full")];
  return {
    empty: none,
    full: million,
    ratio: { device: million.device / none.device, person: million.person / none.person },
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A million visitors' choices and a million people's, as they would lie there, with all that goes with each. */
async function fill({ db, ledger, version }: Context): Promise<void> {
  const evidence = Buffer.alloc(480, 7);
  const at = new Date();
  const day = 86_400_000;
  await sql`create table filled as select gen_random_uuid() as id, n from generate_series(1, ${ROWS}::int) as n`.execute(
    db,
  );
  await sql`
    insert into device_choice
      (id, key, previous, at, ends_at, choices, wording, policy, language, signal, cookie, entry, evidence)
    select gen_random_uuid(), gen_random_uuid(), null, ${at},
      ${new Date(at.getTime() + day)}::timestamptz + n * interval '15 seconds',
      '{"analytics":true,"video":false,"advertising":false}', ${version}, ${version}, 'en', null, 'shop_choice',
      gen_random_uuid(), ${evidence}
    from filled`.execute(db);
  await sql`insert into account (person, created_at) select id, ${at} from filled`.execute(db);
  await sql`
    insert into choice (person, purpose, state, at, wording, policy)
    select id, 'marketing', 'granted', ${at}, ${version}, ${version} from filled`.execute(db);
  await sql`
    insert into evidence_head (person, sequence, head)
    select id, 2, ${evidence.subarray(0, 32)} from filled`.execute(db);
  await sql`
    insert into receipt (person, id, sequence, kind, clause, at)
    select id, gen_random_uuid(), 2, 'consent-given', '2.4.8', ${at} from filled`.execute(db);
  await sql`
    insert into vault_person (person, wrapped_key, kek_id, created_at)
    select id, ${evidence.subarray(0, 61)}, 'filled', ${at} from filled`.execute(db);
  await sql`
    insert into vault_evidence (person, id, sealed)
    select id, gen_random_uuid(), ${evidence} from filled`.execute(db);
  await sql`
    insert into ledger_entry (id, leaf, index)
    select id, ${Buffer.alloc(33, 1)}, null from filled`.execute(db);
  ledger.kick();
  await untilSequenced(db);
  await sql`drop table filled`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

/** The log takes its entries in as it always does; that is not what is measured. */
async function untilSequenced(db: Database): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: boolean }>`
      select exists (select from ledger_entry where index is null) as waiting`.execute(db);
    if (rows[0]?.waiting !== true) return;
    await setTimeout(500);
  }
}

if (import.meta.main) {
  const { empty, full, ratio } = await benchConsentWrite();
  const show = (of: Medians) => `visitor ${of.device.toFixed(1)} ms, person ${of.person.toFixed(1)} ms`;
  process.stdout.write(
    `empty: ${show(empty)}\nat ${ROWS} rows: ${show(full)}\nratio: visitor ${ratio.device.toFixed(2)}, person ${ratio.person.toFixed(2)}\n`,
  );
}

import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestVault, permitTo, type TestVault } from "./fixtures.ts";

const MARKER = "Marker-Ångström-7731";
const EMAIL = "marker-7731@example.com";

let test: TestVault;
beforeAll(async () => {
  test = await openTestVault();
});
afterAll(() => test.drop());

/** The bytes a value would leave, in every encoding somebody might have written it in. */
function tracesOf(value: string): readonly Buffer[] {
  const utf8 = Buffer.from(value, "utf8");
  const utf16 = Buffer.from(value, "utf16le");
  const raw = [utf8, utf16, Buffer.from(utf16).swap16()];
  const hex = raw.flatMap((bytes) => [bytes.toString("hex"), bytes.toString("hex").toUpperCase()]);
  // Base64 looks different at each of three offsets; the digits that depend on neighbours are left out.
  const base64 = raw.flatMap((bytes) =>
    [0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString("base64")
        .slice(4, -4),
    ),
  );
  return [...raw, ...[...hex, ...base64].map((text) => Buffer.from(text))];
}

function holdsTrace(bytes: Buffer, value: string): boolean {
  return tracesOf(value).some((trace) => bytes.includes(trace));
}

/** Every value of every row of every table of the database, as bytes. */
async function dump(): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(test.db);
  const dumped = new Map<string, readonly Buffer[]>();
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(test.db);
    const values = rows.flatMap((row) => Object.values(row));
    dumped.set(
      name,
      values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(inspect(value, { depth: null })))),
    );
  }
  return dumped;
}

it("[V33] the search finds a value in every encoding, at every offset", () => {
  for (const encoding of ["utf8", "utf16le"] as const)
    for (let offset = 0; offset < 5; offset++) {
      const bytes = Buffer.concat([
        Buffer.alloc(offset, "x"),
        Buffer.from(MARKER, encoding),
        Buffer.from("yz"),
      ]);
      for (const text of [bytes, Buffer.from(bytes.toString("hex")), Buffer.from(bytes.toString("base64"))])
        expect(holdsTrace(text, MARKER)).toBe(true);
    }
  expect(holdsTrace(Buffer.from("nothing of the kind"), MARKER)).toBe(false);
});

it("[V33] [law 6] after sealing, no table holds a value in any encoding", async () => {
  await test.vault.checkKey(test.db);
  const { person } = await test.collect("contact", { email: EMAIL, name: MARKER });
  await test.commit((tx) => test.vault.keepEvidence(tx, person, "entry-1", Buffer.from(MARKER)));
  const dumped = await dump();
  for (const table of ["vault_person", "vault_record", "vault_lookup", "vault_evidence", "vault_meta"])
    expect(dumped.get(table)?.length).toBeGreaterThan(0);
  for (const [table, values] of dumped)
    for (const value of [MARKER, EMAIL, EMAIL.split("@")[0] ?? ""])
      expect([table, values.some((bytes) => holdsTrace(bytes, value))]).toEqual([table, false]);
});

it("[V33] [law 6] a value that was read prints as its name", async () => {
  const { person } = await test.collect("notes", { text: MARKER });
  const found = await test.commit((tx) => test.vault.read(tx, permitTo("use", person, ["notes.text"])));
  const printed =
    inspect(found, { depth: null, showHidden: true }) + JSON.stringify([...found]) + String([...found]);
  expect(printed).toContain("[personal notes.text for delivery]");
  expect(printed).not.toContain(MARKER);
});

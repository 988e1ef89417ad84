import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@avow/postgres";

/** Something to look through, by a name that says where it came from. */
export type Haystack = readonly [place: string, bytes: Buffer];

/**
 * Every way in which a value could stand somewhere in clear: as text in the usual encodings, in hexadecimal, in base64
 * at each of its three alignments, escaped for JSON or URLs, and as a hash without a key, which anybody could try out.
 */
function disguises(value: string): readonly Buffer[] {
  const text = Buffer.from(value);
  const hash = createHash("sha256").update(value).digest();
  const aligned = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), text]).toString("base64");
    // The first and last characters also hold bits of what stands beside it.
    return whole.slice(shift === 0 ? 0 : 4, -4);
  });
  const spellings = [
    text.toString("hex"),
    text.toString("hex").toUpperCase(),
    ...aligned,
    ...aligned.map((each) => each.replaceAll("+", "-").replaceAll("/", "_")),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll(/[^\0-\x7f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`),
    hash.toString("hex"),
    hash.toString("base64").slice(0, -1),
    hash.toString("base64url"),
  ];
  return [text, hash, Buffer.from(value, "utf16le"), ...spellings.map((each) => Buffer.from(each))];
}

/** The places in which one of the values stands, in whatever disguise. */
export function findPlaces(haystacks: readonly Haystack[], values: readonly string[]): readonly string[] {
  return values.flatMap((value) => {
    const needles = disguises(value);
    return haystacks.flatMap(([place, bytes]) =>
      needles.some((needle) => bytes.includes(needle)) ? [`\`${value}\` in ${place}`] : [],
    );
  });
}

/** Every row of every table of every schema of its own, as the database prints it; bytes are printed in hexadecimal. */
export async function dumpTables({ pool }: Store): Promise<readonly Haystack[]> {
  const { rows: tables } = await pool.query<{ name: string }>(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by name`);
  const dumps: Haystack[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    dumps.push([`table ${name}`, Buffer.from(rows.map(({ row }) => row).join("\n"))]);
  }
  return dumps;
}

/** Every file beneath a folder. */
export async function readFolder(folder: string): Promise<readonly Haystack[]> {
  const files: Haystack[] = [];
  for await (const entry of glob("**/*", { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push([path.slice(folder.length + 1), await readFile(path)]);
  }
  return files;
}

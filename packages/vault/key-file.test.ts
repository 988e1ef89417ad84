import { randomUUID } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKeyFile, openKeyFile } from "./key-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-key-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function makeFile(): Promise<{ path: string; text: string }> {
  const path = join(folder, `${randomUUID()}.key`);
  await createKeyFile(path);
  return { path, text: await readFile(path, "utf8") };
}

it("[V7] a key file is readable by its owner alone, and opens to working keys", async () => {
  const { path } = await makeFile();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const [first, second] = [await openKeyFile(path), await openKeyFile(path)];
  expect(first.kek.id).toMatch(/^[0-9a-f]{16}$/);
  expect(second.kek.id).toBe(first.kek.id);
  const dataKey = Buffer.alloc(32, 7);
  const wrapped = await first.kek.wrap(dataKey, "person");
  expect(Buffer.from(await second.kek.unwrap(wrapped, "person"))).toEqual(dataKey);
  expect(second.indexKey.digest("f", "v")).toEqual(first.indexKey.digest("f", "v"));
});

it("[V7] no two key files are alike, and its two keys differ", async () => {
  const [a, b] = [await makeFile(), await makeFile()];
  const keys = [a, b].flatMap(({ text }) => [...text.matchAll(/: (\S{44})$/gm)].map((match) => match[1]));
  expect(new Set(keys).size).toBe(4);
});

it("[V7] a key file is never overwritten", async () => {
  const { path, text } = await makeFile();
  await expect(createKeyFile(path)).rejects.toMatchObject({ name: "Fault", code: "key-file-exists" });
  expect(await readFile(path, "utf8")).toBe(text);
});

it("[V7] of two who create one file at once, one does", async () => {
  const path = join(folder, randomUUID());
  const outcomes = await Promise.allSettled([createKeyFile(path), createKeyFile(path)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(openKeyFile(path)).resolves.toBeDefined();
});

it("[V8] a missing key file, and a missing folder, are refused by name", async () => {
  const path = join(folder, "absent", "vault.key");
  await expect(openKeyFile(path)).rejects.toMatchObject({ code: "key-file-missing" });
  await expect(createKeyFile(path)).rejects.toMatchObject({ code: "key-file-unusable" });
});

it.each([0o640, 0o604, 0o620, 0o601])(
  "[V8] mode %o is refused, and the help says chmod 600",
  async (mode) => {
    const { path } = await makeFile();
    await chmod(path, mode);
    await expect(openKeyFile(path)).rejects.toMatchObject({
      code: "key-file-too-open",
      help: expect.stringContaining(`chmod 600 ${path}`),
    });
  },
);

describe("[V8] [law 6] a malformed key file is refused with the reason, and no key is printed", () => {
  const damages: readonly [why: string, damage: (text: string) => string][] = [
    ["its first line", () => ""],
    ["its first line", (text) => text.replace("keys 1", "keys 2")],
    ["its line `key-encryption-key` is missing", (text) => text.replace("key-encryption-key", "kek")],
    ["its line `index-key` is missing", (text) => text.split("\n").toSpliced(2, 1).join("\n")],
    ["its `index-key` is not 32 bytes", (text) => text.replace(/(index-key: )..../, "$1")],
    ["its `key-encryption-key` is not 32 bytes", (text) => text.replace("key: ", "key:  ")],
    ["its checksum does not match", (text) => text.replace(/checksum: .*/, "checksum: 0000000000000000")],
    [
      "its checksum does not match",
      (text) => text.replace(/(index-key: )(.)/, (_, a, b) => a + (b === "A" ? "B" : "A")),
    ],
    ["its checksum does not match", (text) => text.split("\n").slice(0, 3).join("\n")],
    ["it does not end", (text) => `${text}more`],
    ["it does not end", (text) => text.trimEnd()],
    ["it is longer", (text) => text.repeat(30)],
  ];
  it.each(damages)("%s", async (why, damage) => {
    const { path, text } = await makeFile();
    await writeFile(path, damage(text));
    const error: unknown = await openKeyFile(path).catch((error) => error);
    expect(error).toMatchObject({ code: "key-file-malformed", message: expect.stringContaining(why) });
    for (const [, key = ""] of text.matchAll(/: (\S{44})$/gm))
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(key.slice(4, 40));
  });

  it("it is a folder", async () => {
    const path = join(folder, randomUUID());
    await mkdir(path, { mode: 0o700 });
    await expect(openKeyFile(path)).rejects.toMatchObject({
      code: "key-file-malformed",
      message: expect.stringContaining("not a regular file"),
    });
  });
});

it("[V9] [law 6] keys in memory print as nothing", async () => {
  const { path, text } = await makeFile();
  const keys = await openKeyFile(path);
  keys.indexKey.digest("contact.email", "ann@example.com");
  const printed = inspect(keys, { depth: null, showHidden: true }) + JSON.stringify(keys) + String(keys.kek);
  const secrets = [...text.matchAll(/: (\S{44})$/gm)].map(([, key = ""]) => Buffer.from(key, "base64"));
  expect(secrets).toHaveLength(2);
  for (const secret of secrets)
    for (const encoding of ["base64", "hex", "latin1"] as const)
      expect(printed).not.toContain(secret.toString(encoding));
});

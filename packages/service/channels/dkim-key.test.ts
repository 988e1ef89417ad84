import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeDkimRecord } from "./dkim.ts";
import { openDkimKey } from "./dkim-key.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "avow-dkim-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it("is made once, for its owner alone, and opened the same from then on", async () => {
  const path = join(await makeFolder(), "keys", "dkim.key");
  const names = { domain: "index.example", selector: "avow" };
  const made = makeDkimRecord({ ...names, key: await openDkimKey(path) });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(makeDkimRecord({ ...names, key: await openDkimKey(path) })).toEqual(made);
  expect(made).toMatchObject({ name: "avow._domainkey.index.example", type: "TXT" });
});

it("is refused where others can read it, and where the file holds none", async () => {
  const path = join(await makeFolder(), "dkim.key");
  await writeFile(path, "no key", { mode: 0o600 });
  await expect(openDkimKey(path)).rejects.toMatchObject({ code: "key-file-malformed" });
  await chmod(path, 0o644);
  await expect(openDkimKey(path)).rejects.toMatchObject({ code: "key-file-too-open" });
});

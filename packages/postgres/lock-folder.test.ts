import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runScript } from "../../tests/support/script.ts";
import { lockFolder } from "./lock-folder.ts";

const room = join(import.meta.dirname, "lock-folder.ts");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-lock-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function holdElsewhere() {
  return runScript(`
    import { lockFolder } from ${JSON.stringify(room)};
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    await lockFolder(${JSON.stringify(folder)});
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect(); // the lock is held although nothing refers to it
    }
    console.log("held");
    setInterval(() => {}, 1000);
  `);
}

it("a folder that another process holds is refused, naming that process", async () => {
  const holder = holdElsewhere();
  try {
    expect(await holder.nextLine()).toBe("held");
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: "already-running",
      retryable: false,
      message: expect.stringContaining(`process ${holder.pid}`),
    });
  } finally {
    await holder.kill();
  }
});

it("[law 8] a folder is free at once after its holder is killed with -9, five times over", async () => {
  for (let round = 0; round < 5; round++) {
    const holder = holdElsewhere();
    expect(await holder.nextLine()).toBe("held");
    await holder.kill();
    const lock = await lockFolder(folder);
    await lock.release();
  }
});

it("a folder is locked against the same process too, and free after release, which may be called again", async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: "already-running" });
  await lock.release();
  await lock.release();
  await (await lockFolder(folder)).release();
});

it("two paths to one folder are one lock", async () => {
  const link = join(folder, "link");
  await symlink(folder, link);
  const lock = await lockFolder(folder);
  await expect(lockFolder(link)).rejects.toMatchObject({ code: "already-running" });
  await lock.release();
});

it("a place where no folder can be is a fault with a remedy", async () => {
  await expect(lockFolder(join(import.meta.filename, "data"))).rejects.toMatchObject({
    code: "folder-unusable",
    help: expect.stringContaining("disk"),
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const AVOW = new URL("../../packages/cli/bin/avow.js", import.meta.url).pathname;

/** Of all these tests: the first start fills it, and the later ones are over what it left. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "avow-start-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

interface Start {
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  printed(): string;
  /** Fulfils when it says that it runs, or ended. */
  readonly settled: Promise<void>;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
}

/** `avow start` as a person runs it, with this environment and nothing of the test's own. */
function start(environment: Readonly<Record<string, string>>): Start {
  const env = { PATH: process.env.PATH, AVOW_DATA: dataDir, ...environment };
  const child = spawn(process.execPath, [AVOW, "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const ended = once(child, "close").then(([code]) => code as number | null);
  const settled = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => {
        text += chunk;
        if (text.includes("Avow is running")) resolve();
      });
    void ended.then(() => resolve());
  });
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  return { child, ended, settled, printed: () => text };
}

/** Holds a free port; `release` gives it up. */
async function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async release() {
      server.close();
      await once(server, "close");
    },
  };
}

async function freePorts(): Promise<Record<"AVOW_PORT" | "AVOW_PORTAL_PORT" | "AVOW_PAYMENTS_PORT", string>> {
  const held = [await holdPort(), await holdPort()];
  await Promise.all(held.map(({ release }) => release()));
  const [one = 0, other = 0] = held.map(({ port }) => port);
  return { AVOW_PORT: String(one), AVOW_PORTAL_PORT: String(other), AVOW_PAYMENTS_PORT: "0" };
}

function postmasterFile(): Promise<string> {
  return readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8");
}

describe("avow start", { timeout: 120_000 }, () => {
  it("[law 1] with a wrong environment starts nothing, names the key and exits with 64", async () => {
    const started = start({ AVOW_SMTP_URL: "https://user:s3cret-marker@mail.example" });
    expect(await started.ended).toBe(64);
    expect(started.printed()).toMatch(
      /^error: `AVOW_SMTP_URL` cannot be used\n {2}= help: it wants a mail server/,
    );
    expect(started.printed()).not.toContain("s3cret-marker");
    await expect(postmasterFile()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("beside another on the same folder is refused and does not disturb it; told to end, the first ends in order", async () => {
    const ports = await freePorts();
    const first = start(ports);
    await first.settled;
    expect(first.printed()).toContain("Avow is running");
    const second = start(await freePorts());
    expect(await second.ended).toBe(69);
    expect(second.printed()).toContain("error[already-running]");
    expect(second.printed()).toContain(`process ${first.child.pid}`);
    const policy = await fetch(`http://127.0.0.1:${ports.AVOW_PORT}/.well-known/avow/policy.json`);
    expect(policy.status).toBe(200);
    await policy.arrayBuffer();
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    await expect(postmasterFile()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("on a port that is taken says whose key to change, exits with 69 and leaves nothing running", async () => {
    const taken = await holdPort();
    onTestFinished(() => taken.release());
    const ports = { ...(await freePorts()), AVOW_PORT: String(taken.port) };
    const started = start(ports);
    expect(await started.ended).toBe(69);
    expect(started.printed()).toContain(`error[port-in-use]: port ${taken.port} is taken by another program`);
    expect(started.printed()).toContain("AVOW_PORT");
    expect(started.printed()).not.toMatch(/^\s+at /m);
    await expect(postmasterFile()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("[law 1] without its key file, over data, is refused and says what to do", async () => {
    await rm(join(dataDir, "keys", "vault.key"));
    const started = start(await freePorts());
    expect(await started.ended).toBe(69);
    expect(started.printed()).toMatch(
      /error\[key-file-missing\]: there is no key file at .*\n {2}= help: restore it/,
    );
  });
});

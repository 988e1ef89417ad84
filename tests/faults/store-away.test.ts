import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Embedded, type Store, startEmbedded } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerOf, type OpenService, openService } from "../conformance/open-service.ts";
import { filledRegistration } from "../support/context.ts";
import { PASSWORD } from "./house.ts";

let folder: string;
let server: Embedded;
let store: Store;
let service: OpenService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-away-"));
  server = await startEmbedded({ dataDir: join(folder, "postgres"), fsync: false });
  store = connect({ url: server.url });
  service = await openService({ store });
});
afterAll(async () => {
  await service.close();
  await store.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The same server again, at the same address. */
async function comeBack(): Promise<void> {
  server = await startEmbedded({ dataDir: join(folder, "postgres"), fsync: false, port: server.port });
}

function register(email: string) {
  return service.ask("site", "register", {
    body: { form: "registration", values: filledRegistration(email) },
  });
}

function logIn(email: string) {
  return service.ask("site", "logIn", { body: { email, password: PASSWORD, cookies: "refused" } });
}

/** Asks until the service has found its store again. */
async function untilBack(email: string): Promise<string> {
  return vi.waitFor(async () => answerOf(await logIn(email)).token, { timeout: 30_000, interval: 200 });
}

describe("a database that goes away", { timeout: 90_000 }, () => {
  it("[law 1] leaves every route that needs it with a problem that says so, and all work when it is back", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const receipt = answerOf(await register(email)).receipt;
    const { token } = answerOf(await logIn(email));
    const as = { person: token };
    const wording = answerOf(await service.ask(as, "me")).choices[0]?.wording ?? "";
    const choose = () =>
      service.ask(as, "choose", { path: { purpose: "marketing" }, body: { choice: "agree", wording } });
    await server.stop();
    const answers = {
      register: await register(`${crypto.randomUUID()}@example.com`),
      logIn: await logIn(email),
      me: await service.ask(as, "me"),
      choose: await choose(),
      receipts: await service.ask(as, "receipts"),
      receipt: await service.ask(as, "receipt", { path: { id: receipt.id } }),
      erase: await service.ask(as, "erase", { body: { password: PASSWORD } }),
      unsubscribe: await service.ask("anyone", "unsubscribe", { path: { token: "x".repeat(43) } }),
      findPerson: await service.ask("operator", "findPerson", { body: { email } }),
      overview: await service.ask("operator", "overview"),
      messages: await service.ask("operator", "messages"),
    };
    await comeBack();
    const said = Object.entries(answers).map(([route, answer]) =>
      "problem" in answer
        ? `${route}: ${answer.problem.status} ${answer.problem.code}`
        : `${route}: answered`,
    );
    expect(said).toEqual(Object.keys(answers).map((route) => `${route}: 503 store-unreachable`));
    await untilBack(email);
    expect(answerOf(await choose()).choice.state).toBe("granted");
    expect(answerOf(await service.ask(as, "receipts"))).toHaveLength(2);
    expect(answerOf(await service.ask("operator", "overview")).people).toBe(1);
  });

  it("[law 8] in the middle of requests leaves each whole or absent, and the acknowledged there", async () => {
    const emails = Array.from({ length: 24 }, () => `${crypto.randomUUID()}@example.com`);
    const [first = "", last = "", ...others] = emails;
    answerOf(await register(first));
    const underWay = others.map((email) => register(email));
    await Promise.race(underWay);
    await server.stop();
    const down = await register(last);
    await comeBack();
    await untilBack(first);
    // One that was committed and waits for its place in the log is answered when the store is back.
    const outcomes = await Promise.all(underWay);
    for (const outcome of [down, ...outcomes])
      if ("problem" in outcome)
        expect(outcome).toMatchObject({ problem: { status: 503, code: "store-unreachable" } });
    expect("problem" in down).toBe(true);
    for (const [at, email] of others.entries()) {
      const there = await logIn(email);
      const acknowledged = "answer" in (outcomes[at] ?? {});
      if ("problem" in there) {
        expect({ acknowledged, code: there.problem.code }).toEqual({
          acknowledged: false,
          code: "credentials-wrong",
        });
        answerOf(await register(email));
        continue;
      }
      const me = answerOf(await service.ask({ person: there.answer.token }, "me"));
      expect(me.holdings.flatMap(({ values }) => values)).toHaveLength(5);
    }
    expect(answerOf(await service.ask("operator", "overview")).people).toBe(emails.length);
  });
});

import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  nodesFromTiles,
  openNote,
  parseCheckpoint,
  rootAt,
  type TrustPolicy,
  tilePath,
  toHex,
} from "@avow/evidence";
import { verifyLogFolder } from "@avow/ledger";
import { dataPaths } from "@avow/service";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type MailServer, startMailServer } from "../../packages/service/channels/test-mail-server.ts";
import { filledRegistration } from "../support/context.ts";
import { createDeployment, type Deployment } from "./deployment.ts";
import { everybody, makeWorld, noteMail, register, runLoad, sendMessage, untilAcknowledged } from "./load.ts";
import { makePerson, permits } from "./people.ts";
import { makeRandom } from "./random.ts";
import { auditReceipts, readTrust, settlePeople, settlePerson } from "./survey.ts";

const KILLS = Number(process.env.AVOW_KILLS ?? 6);
const SEED = Number(process.env.AVOW_SEED ?? randomInt(2 ** 31));
const PATIENCE_MS = 60_000 + KILLS * 15_000;

const world = makeWorld();
let mail: MailServer;
let deployment: Deployment;
let trust: TrustPolicy;

beforeAll(async () => {
  process.stdout.write(`kills: ${KILLS}, AVOW_SEED=${SEED}\n`);
  const random = makeRandom(SEED);
  mail = await startMailServer({ onMessage: (message) => noteMail(world, message) });
  deployment = await createDeployment({ mail: mail.url });
  trust = await readTrust(deployment);
  const first = makePerson("first@marker.example");
  world.clients[0]?.push(first);
  await settlePerson(world, deployment, first);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const load = runLoad(world, deployment, random);
    await untilAcknowledged(world, load, random.between(10, 40));
    await setTimeout(random.between(0, 30));
    await deployment.kill({ postmasterToo: random.between(0, 1) === 1 });
    await load;
    await deployment.start();
    await settlePeople(world, deployment);
  }
  const [people, receipts] = [everybody(world), everybody(world).flatMap((one) => [...one.receipts])];
  process.stdout.write(
    `seen: ${people.length} people, ${receipts.length} receipts, ${world.taken.size} mails, ${world.checkpoints.size} checkpoints\n`,
  );
}, PATIENCE_MS);

afterAll(async () => {
  await deployment.drop();
  await mail.close();
});

describe(`killed ${KILLS} times (AVOW_SEED=${SEED})`, { timeout: PATIENCE_MS }, () => {
  it("[law 8] nothing was answered that may not be, and every session and choice is as it was acknowledged", async () => {
    for (const person of everybody(world)) await settlePerson(world, deployment, person);
    expect(world.violations).toEqual([]);
  });

  it("[law 8] every registration that was acknowledged is there once, and there is no other", async () => {
    const people = everybody(world);
    expect(people.length).toBeGreaterThan(KILLS);
    for (const { email } of people) {
      const again = { form: "registration", values: filledRegistration(email) };
      const outcome = await deployment.ask("site", "register", { body: again });
      expect(outcome).toMatchObject({ kind: "turned-away", code: "email-taken" });
    }
    const overview = await deployment.ask("operator", "overview");
    expect(overview).toMatchObject({ kind: "acknowledged", answer: { people: people.length } });
  });

  it("[law 2] whoever said no last is refused to the operator, under the clause", async () => {
    const unwilling = everybody(world).filter(({ standing }) => !permits(standing));
    expect(unwilling.length).toBeGreaterThan(0);
    for (const person of unwilling) {
      const outcome = await sendMessage(deployment, person);
      const clause = person.standing.objected ? "2.4.9" : "2.4.8";
      expect(outcome).toMatchObject({ kind: "turned-away", code: "refused", clause });
    }
  });

  it("[law 3] every message that was acknowledged ended, at most one copy left, and none after a no", async () => {
    const acknowledged = everybody(world).flatMap(({ messages }) => [...messages]);
    expect(acknowledged.length).toBeGreaterThan(0);
    const ended = await vi.waitFor(
      async () => {
        const states = await messageStates();
        expect([...states.values()]).not.toContain("queued");
        expect([...states.values()]).not.toContain("sending");
        return states;
      },
      { timeout: 60_000 + KILLS * 2000, interval: 500 },
    );
    for (const id of acknowledged) expect(ended.has(id)).toBe(true);
    for (const [id, state] of ended) {
      const copies = world.taken.get(id) ?? 0;
      if (state === "sent") expect(copies).toBe(1);
      else if (state === "unknown") expect(copies).toBeLessThanOrEqual(1);
      else expect(`${state}: ${copies}`).toBe(`${state}: 0`);
    }
    expect([...world.taken.keys()].filter((id) => !ended.has(id))).toEqual([]);
    expect(world.overtaken).toEqual([]);
  });

  it("[law 5] [law 8] every receipt verifies in the place it was given, and no person's sequence has a gap", async () => {
    const late = makePerson("late@marker.example");
    world.clients[0]?.push(late);
    await register({ world, deployment }, late);
    await settlePerson(world, deployment, late);
    const [[lastId = ""] = []] = late.receipts;
    const path = { id: lastId };
    await vi.waitFor(async () => {
      const file = await deployment.ask({ person: late.token ?? "" }, "receipt", { path });
      expect(file.kind).toBe("acknowledged");
    });
    for (const person of everybody(world)) expect(await auditReceipts(deployment, person, trust)).toEqual([]);
  });

  it("[law 5] [law 8] the log verifies from its first entry, and extends every checkpoint it ever showed", async () => {
    const { log } = dataPaths(deployment.dataDir);
    const verdict = await verifyLogFolder(log, trust);
    if (!verdict.ok) throw new Error(verdict.why);
    const nodes = nodesFromTiles(verdict.size, async ({ level, index, width }) =>
      readFile(join(log, tilePath(level, index, width))),
    );
    expect(world.checkpoints.size).toBeGreaterThan(KILLS / 2);
    for (const note of world.checkpoints) {
      const opened = openNote(
        note,
        trust.logs.map(({ key }) => key),
      );
      const checkpoint = parseCheckpoint(opened.ok ? opened.text : "");
      if (!checkpoint.ok) throw new Error(checkpoint.why);
      const { size, root } = checkpoint.value;
      expect(toHex(await rootAt(Number(size), nodes))).toBe(toHex(root));
    }
  });
});

/** How each message to anybody stands, by its id. */
async function messageStates(): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  for (const { email } of everybody(world)) {
    const found = await deployment.ask("operator", "findPerson", { body: { email } });
    if (found.kind !== "acknowledged") throw new Error(found.code);
    const view = await deployment.ask("operator", "person", { path: found.answer });
    if (view.kind !== "acknowledged") throw new Error(view.code);
    for (const { id, state } of view.answer.messages) if (state !== "refused") states.set(id, state);
  }
  return states;
}

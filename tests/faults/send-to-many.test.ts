import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnswerOf, call } from "@avow/contract";
import { connect, type Store, transact } from "@avow/postgres";
import { dataPaths } from "@avow/service";
import { sql } from "kysely";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { reading } from "../../apps/console/api.ts";
import { showScreen } from "../../apps/console/show-screen.testing.ts";
import { formatCount, wordsOf } from "../../apps/console/words.ts";
import { messageKind } from "../../packages/service/contact/message-kind.ts";
import { createNotices } from "../../packages/service/notices/notices.ts";
import { seedPeople } from "../support/seed-people.ts";
import { openContextOver } from "./house.ts";
import { makeRandom } from "./random.ts";
import { type Duty, type Part, type Place, type Served, startPart } from "./sending.testing.ts";

const PEOPLE = Number(process.env.AVOW_SEND_PEOPLE ?? 400);
const KILLS = PEOPLE > 1000 ? 20 : 2;
const SEED = Number(process.env.AVOW_SEED ?? randomInt(2 ** 31));
const PATIENCE_MS = 90_000 + KILLS * 20_000 + PEOPLE * 40;
const WINDOW_HOURS = 24;

const NOTICES = createNotices({ kinds: new Map([["message", messageKind]]), now: () => new Date() });
const WORDS = {
  subject: { en: "Our service next week", zh: "下周服务安排" },
  body: { en: "It will be interrupted for an hour.", zh: "服务将中断一小时。" },
};

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A mail server that takes everything, and knows how often for each address; `beforeAnswer` is waited for before it says so. */
async function openReceiver() {
  const taken = new Map<string, number>();
  const hooks = { beforeAnswer: async (): Promise<void> => {} };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData(stream, { envelope }, done) {
      stream.resume();
      stream.on("end", () => {
        for (const { address } of envelope.rcptTo) taken.set(address, (taken.get(address) ?? 0) + 1);
        void hooks.beforeAnswer().then(() => done());
      });
    },
  });
  server.on("error", () => {}); // a client that was killed
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${port}`, taken, hooks };
}

/** A house of processes, with a notice to many people in its database. */
async function openHouse(mail: string) {
  const dataDir = await mkdtemp(join(tmpdir(), "avow-send-"));
  // The database's processes end a moment after their parent.
  ends.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }));
  const place: Place = { dataDir, mail };
  const parts = new Map<string, { part: Part; readonly duty: Duty }>();
  ends.push(() => Promise.all([...parts.values()].map(({ part }) => part.kill())));
  const put = async (name: string, duty: Duty): Promise<Part> => {
    const part = await startPart(place, duty);
    // After it was killed it is at the same address again.
    const again = duty.kind === "worker" ? duty : { ...duty, port: JSON.parse(part.said).port };
    parts.set(name, { part, duty: again });
    return part;
  };
  const database = JSON.parse((await put("database", { kind: "database", port: null })).said);
  const store = connect({ url: database.url, onIdleError: () => {} });
  ends.push(() => store.close());
  return {
    url: String(database.url),
    store,
    put,
    people: await writeNotice(store, dataDir),
    /** Kills these at once, and starts them again, the database first. */
    async kill(names: readonly string[]) {
      const killed = names.map((name) => [name, getPart(parts, name)] as const);
      await Promise.all(
        killed.map(async ([name, { part }]) => {
          if (name === "database") process.kill(JSON.parse(part.said).pid, "SIGKILL");
          await part.kill();
        }),
      );
      for (const [name, { duty }] of killed) if (name === "database") await put(name, duty);
      await Promise.all(killed.map(([name, { duty }]) => (name === "database" ? null : put(name, duty))));
    },
  };
}

function getPart<T>(parts: ReadonlyMap<string, T>, name: string): T {
  const part = parts.get(name);
  if (part === undefined) throw new Error(`there is no ${name}`);
  return part;
}

/** Writes a notice to everybody, which nothing sends yet. */
async function writeNotice(store: Store, dataDir: string) {
  const opened = await openContextOver(store, dataDir);
  const people = await seedPeople(store, {
    vaultKey: dataPaths(dataDir).vaultKey,
    count: PEOPLE,
    emailOf: (number) => `reader-${number}@marker.example`,
  });
  const notice = await transact(store.db, async (tx) => {
    const id = await NOTICES.create(opened.context, tx, {
      kind: "message",
      about: null,
      purpose: "service-messages",
      channels: ["email"],
      rehearsal: false,
      by: "operator-1",
      beginsAt: new Date(),
      words: WORDS,
    });
    expect(await NOTICES.addPeople(tx, id, people)).toBe(PEOPLE);
    return id;
  });
  await opened.close();
  return { notice, emails: people.map((_, number) => `reader-${number}@marker.example`), ids: people };
}

type OpenedHouse = Awaited<ReturnType<typeof openHouse>>;

/** Kills some or all in the midst of sending, each time before the receiver answers for the first message of another share. */
async function killAlongTheWay(
  house: OpenedHouse,
  o: Pick<Awaited<ReturnType<typeof openReceiver>>, "taken" | "hooks"> & {
    readonly names: readonly string[];
  },
): Promise<void> {
  const random = makeRandom(SEED);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const share = Math.floor((PEOPLE * kill) / (KILLS + 1.5));
    const some = o.names.filter(() => random.between(0, 1) === 1);
    const killed = new Promise<void>((resolve, reject) => {
      o.hooks.beforeAnswer = async () => {
        if (o.taken.size < share) return;
        const back = house.kill(kill === KILLS || some.length === 0 ? o.names : some);
        o.hooks.beforeAnswer = () => back; // or whoever lives sends everything meanwhile
        await back.then(resolve, reject);
      };
    });
    if (kill === 1) await transact(house.store.db, (tx) => NOTICES.start(tx, house.people.notice));
    await killed;
    o.hooks.beforeAnswer = async () => {};
  }
}

async function stateOf({ store, people: { notice } }: OpenedHouse): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ person: string; state: string }>`
    select person, state from delivery where notice = ${notice}`.execute(store.db);
  return new Map(rows.map(({ person, state }) => [person, state]));
}

/** The first operator of a service, who reads the notice off the console: the route that its screen asks, and the screen. */
async function openConsole({ port, operatorToken }: Served, notice: string) {
  const baseUrl = `http://127.0.0.1:${port}`;
  const headers = { origin: "http://localhost:4001", "content-type": "application/json" };
  const post = async (path: string, body: unknown): Promise<Response> => {
    const answer = await fetch(`${baseUrl}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer;
  };
  const credentials = { email: "wei@index.example", password: "a long enough password" };
  await post("/console/api/first-operator", { ...credentials, name: "Wei", token: operatorToken });
  const cookie = (await post("/console/auth/sign-in/email", credentials)).headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return {
    /** What the screen is given; nothing while the service or its database is away. */
    async read(): Promise<AnswerOf<"notice"> | null> {
      const options = { baseUrl, fetch: (asked: Request) => fetch(asked), headers: { ...headers, cookie } };
      const called = await call(options, "notice", {
        path: { id: notice },
        query: { state: "failed" },
      }).catch(() => null);
      return called?.ok ? called.answer : null;
    },
    /** The screen as it is painted of this answer. */
    paint: (answer: AnswerOf<"notice">): string =>
      showScreen(
        "en",
        { name: "notice", id: notice },
        { known: [[reading("notice", { id: notice }, { state: "failed" }).queryKey, answer]] },
      ),
  };
}

/** Waits until the screen says that nothing is under way; what it was given then. */
async function untilStillOn(screen: Awaited<ReturnType<typeof openConsole>>): Promise<AnswerOf<"notice">> {
  return vi.waitFor(
    async () => {
      const answer = await screen.read();
      const { queued = 0, sending = 0 } = answer?.progress.states ?? {};
      if (answer === null || queued + sending > 0) throw new Error("it is still under way");
      return answer;
    },
    { timeout: PATIENCE_MS, interval: 200 },
  );
}

function countOf(house: OpenedHouse) {
  return transact(house.store.db, (tx) => NOTICES.progress(tx, house.people.notice));
}

/** Waits until nothing is under way. */
async function untilStill(house: OpenedHouse): Promise<void> {
  await vi.waitFor(
    async () => {
      const { states } = await countOf(house);
      expect(states.queued + states.sending).toBe(0);
    },
    { timeout: PATIENCE_MS, interval: 200 },
  );
}

describe(`a notice to ${PEOPLE} people, killed ${KILLS} times (AVOW_SEED=${SEED})`, {
  timeout: PATIENCE_MS,
}, () => {
  it("[law 8] service, worker and database killed on the way: each gets it once, nobody twice, nobody is forgotten, and the count on the console's screen is the receiver's", async () => {
    const receiver = await openReceiver();
    const { taken } = receiver;
    const house = await openHouse(receiver.url);
    const { url } = house;
    const service = await house.put("service", { kind: "service", url, port: null });
    const screen = await openConsole(JSON.parse(service.said), house.people.notice);
    await house.put("worker", { kind: "worker", url, windowHours: null, aheadMs: 0 });
    await killAlongTheWay(house, { ...receiver, names: ["database", "service", "worker"] });
    const shown = await untilStillOn(screen);
    const states = await stateOf(house);
    const odd = house.people.ids.flatMap((person, number) => {
      const state = states.get(person) ?? "forgotten";
      const copies = taken.get(`reader-${number}@marker.example`) ?? 0;
      const right = state === "sent" ? copies === 1 : state === "unknown" && copies <= 1;
      return right ? [] : [`${number}: ${state}, ${copies}`];
    });
    expect(odd).toEqual([]);
    const { sent = 0, unknown = 0 } = shown.progress.states;
    const arrivedUnknown = house.people.ids.filter(
      (person, number) => states.get(person) === "unknown" && taken.has(`reader-${number}@marker.example`),
    );
    process.stdout.write(
      `sent ${sent}, unknown ${unknown} of which ${arrivedUnknown.length} arrived, taken ${taken.size}\n`,
    );
    expect(shown.progress.people).toBe(PEOPLE);
    expect(sent + unknown).toBe(PEOPLE);
    // Whom the server has, but for those of whom nobody can say so, is whom the screen calls told.
    const count = (people: number) => formatCount(people, "en");
    const { toldOf } = wordsOf("en").notices;
    expect(screen.paint(shown)).toContain(
      `<span>${toldOf(count(taken.size - arrivedUnknown.length), count(PEOPLE))}</span>`,
    );
  });

  it("[law 8] one that is owed, sent by workers alone, goes again to those of whom nobody knows, once in each window, until everybody is told", async () => {
    const receiver = await openReceiver();
    const { taken } = receiver;
    const house = await openHouse(receiver.url);
    const worker = { kind: "worker", url: house.url, windowHours: WINDOW_HOURS, aheadMs: 0 } as const;
    await house.put("one", worker);
    await house.put("other", worker);
    await killAlongTheWay(house, { ...receiver, names: ["database", "one", "other"] });
    await untilStill(house);
    const first = new Map(taken);
    const states = await stateOf(house);
    expect([...first.values()].filter((copies) => copies !== 1)).toEqual([]);
    const open = house.people.ids.flatMap((person, number) =>
      states.get(person) === "unknown" ? [number] : [],
    );
    await house.put("later", { ...worker, aheadMs: (WINDOW_HOURS + 1) * 3_600_000 });
    await vi.waitFor(async () => expect((await countOf(house)).states.sent).toBe(PEOPLE), {
      timeout: PATIENCE_MS,
      interval: 200,
    });
    const again = house.people.emails.flatMap((email, number) =>
      (taken.get(email) ?? 0) > (first.get(email) ?? 0) ? [number] : [],
    );
    process.stdout.write(
      `in doubt after the first window ${open.length}, of which ${open.length - (PEOPLE - first.size)} had it\n`,
    );
    expect(again).toEqual(open);
    expect(taken.size).toBe(PEOPLE);
    expect(Math.max(...taken.values())).toBeLessThanOrEqual(2);
  });

  // Its processes take long to start: only where somebody asked for long tests.
  it.runIf(process.env.AVOW_SEND_PEOPLE !== undefined)(
    "[law 8] cancelled, and the worker killed while it withdraws: each person has the evidence of it once, and nothing is sent",
    async () => {
      const receiver = await openReceiver();
      const house = await openHouse(receiver.url);
      const { store, people, url } = house;
      const [last = ""] = people.ids.toSorted().slice(-1);
      const states = async () => (await countOf(house)).states;
      await transact(store.db, async (tx) => {
        await sql`update notice set state = 'cancelled' where id = ${people.notice}`.execute(tx);
      });
      await transact(store.db, async (tx) => {
        await sql`select from account where person = ${last} for update`.execute(tx);
        // Whoever withdraws comes as far as this person, and waits.
        await house.put("worker", { kind: "worker", url, windowHours: null, aheadMs: 0 });
        await vi.waitFor(async () => expect((await states()).withdrawn).toBeGreaterThan(0), {
          timeout: PATIENCE_MS,
        });
        await house.kill(["worker"]);
      });
      await vi.waitFor(async () => expect((await states()).withdrawn).toBe(PEOPLE), { timeout: PATIENCE_MS });
      const { rows } = await sql<{ times: number; people: number }>`
      select count(*)::int as times, count(distinct person)::int as people from receipt
      where kind = 'message-withdrawn'`.execute(store.db);
      expect(rows).toEqual([{ times: PEOPLE, people: PEOPLE }]);
      expect(receiver.taken.size).toBe(0);
    },
  );
});

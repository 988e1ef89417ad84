import { randomUUID } from "node:crypto";
import { decodeEvent } from "@avow/evidence";
import { type ChannelName, wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { keepRegistration } from "../accounts/register.ts";
import type { Channels, Handover, Parcel } from "../channels/parcel.ts";
import { type MailServerOptions, startMailServer } from "../channels/test-mail-server.ts";
import { choose, setObjection } from "../choices/choices.ts";
import { findPerson } from "../contact/look-up.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { unpackOpening } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { listNotices, readNotice } from "./list-notices.ts";
import type { Ended, NoticeKind, Outcome } from "./notice.ts";
import {
  channelThat,
  createNoticeBench,
  type NoticeBench,
  offsetToNoon,
  openEmail,
} from "./notices.testing.ts";

const HOUR_MS = 3_600_000;

/** A kind whose messages are owed: what may not have arrived is sent again after six hours. */
const ended: Ended[] = [];
const owedKind: NoticeKind = {
  name: "incident",
  repeat: { windowHours: 6 },
  prepare: async () => ({
    facts: (_person, base) => base,
    say: ({ language }) => ({ subject: language === "zh" ? "通知" : "Notice", paragraphs: ["It happened."] }),
  }),
  settled: async (_context, _tx, _notice, some) => void ended.push(...some),
};

let offsetMs = offsetToNoon();

/** Puts the clock back when the test ends. */
function keepClock(): void {
  const before = offsetMs;
  onTestFinished(() => {
    offsetMs = before;
  });
}

let test: TestContext;
let bench: NoticeBench;
beforeAll(async () => {
  test = await openTestContext({ now: () => new Date(Date.now() + offsetMs) });
  const report = (error: unknown): void => void test.reports.push(error);
  bench = createNoticeBench({ governing: test.governing, now: test.context.now, kinds: [owedKind], report });
});
afterAll(() => test.drop());
beforeEach(() => void ended.splice(0));

function tables() {
  return test.context.db.withTables<ServiceTables>();
}

/** Everybody's address, by their id. */
const addresses = new Map<string, string>();

/** Adds somebody with an account, who agrees to marketing if `willing`. */
async function addPerson(willing = false): Promise<string> {
  const { context } = test;
  const email = `${randomUUID()}@marker.example`;
  await keepRegistration(context, "registration", new Map(Object.entries(filledRegistration(email))));
  const person = await findPerson(context, email);
  addresses.set(person, email);
  const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
  if (willing) await choose(context, person, "marketing", { choice: "agree", wording });
  return person;
}

async function addPeople(count: number, willing = false): Promise<readonly string[]> {
  const people: string[] = [];
  while (people.length < count) people.push(await addPerson(willing));
  return people;
}

interface Asked {
  readonly kind?: "incident" | "message";
  readonly purpose?: string;
  readonly channels?: readonly ChannelName[];
}

/** Starts a notice to these people. */
function notify(people: readonly string[], o: Asked = {}): Promise<string> {
  const { context } = test;
  return transact(context.db, async (tx) => {
    const kind = o.kind ?? "incident";
    const id = await bench.notices.create(context, tx, {
      kind,
      about: null,
      purpose: o.purpose ?? (kind === "incident" ? "incident" : "marketing"),
      channels: o.channels ?? ["email"],
      rehearsal: false,
      by: "operator-1",
      beginsAt: context.now(),
      ...(kind === "message"
        ? { words: { subject: { en: "News", zh: "消息" }, body: { en: "There is news.", zh: "有新消息。" } } }
        : {}),
    });
    expect(await bench.notices.addPeople(tx, id, people)).toBe(people.length);
    await bench.notices.start(tx, id);
    return id;
  });
}

function send(channels: Channels): Promise<void> {
  return bench.worker(channels).sendDue();
}

function progressOf(notice: string) {
  return transact(test.context.db, (tx) => bench.notices.progress(tx, notice));
}

function deliveryOf(notice: string) {
  return tables().selectFrom("delivery").selectAll().where("notice", "=", notice).executeTakeFirstOrThrow();
}

function attemptsOf(notice: string) {
  return tables()
    .selectFrom("delivery_attempt")
    .innerJoin("delivery", "delivery.id", "delivery_attempt.delivery")
    .select(["delivery_attempt.channel", "delivery_attempt.outcome", "delivery_attempt.times"])
    .where("delivery.notice", "=", notice)
    .orderBy("delivery_attempt.at")
    .execute();
}

async function openServer(options: MailServerOptions = {}) {
  const server = await startMailServer(options);
  const email = openEmail(server.url);
  onTestFinished(async () => {
    await email.close();
    await server.close();
  });
  return { server, email };
}

async function eventsOf(person: string): Promise<readonly string[]> {
  const rows = await tables()
    .selectFrom("receipt")
    .select("kind")
    .where("person", "=", person)
    .orderBy("sequence")
    .execute();
  return rows.map(({ kind }) => kind);
}

const accepts = (): Handover => ({ kind: "accepted" });
const keepIn =
  (parcels: Parcel[], answer: Handover = accepts()) =>
  (parcel: Parcel): Handover => {
    parcels.push(parcel);
    return answer;
  };
const refuses = (): Handover => ({ kind: "not-accepted", permanent: true, why: "there is no such mailbox" });
const never = (): Handover => {
  throw new Error("it was handed over again");
};

describe("a notice", () => {
  it("[law 8] reaches each person once though two workers send it at once, and leaves evidence with each", async () => {
    const { server, email } = await openServer();
    const people = await addPeople(40);
    const notice = await notify(people);
    await Promise.all([send({ email }), send({ email })]);
    await send({ email });
    const ids = server.accepted.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
    expect(await progressOf(notice)).toMatchObject({
      people: 40,
      states: { sent: 40, queued: 0, sending: 0 },
      channels: { email: { sent: 40 } },
    });
    expect(await eventsOf(people[7] ?? "")).toEqual(["person-registered", "message-sent"]);
    expect(ended).toHaveLength(40);
    const { state } = await tables()
      .selectFrom("notice")
      .select("state")
      .where("id", "=", notice)
      .executeTakeFirstOrThrow();
    expect(state).toBe("finished");
  });

  it("adds a person once however often they are given, and goes on when more are added after it had finished", async () => {
    const [first = "", second = ""] = await addPeople(2);
    const notice = await notify([first]);
    await send({ email: channelThat(accepts) });
    const added = await transact(test.context.db, (tx) =>
      bench.notices.addPeople(tx, notice, [first, second, second]),
    );
    expect(added).toBe(1);
    await send({ email: channelThat(accepts) });
    expect((await progressOf(notice)).states.sent).toBe(2);
  });

  it("[1.2] that the law has us send says who answers, where to complain, which law and which courts, and cannot be ended", async () => {
    const { server, email } = await openServer();
    await notify([await addPerson()]);
    await send({ email });
    const [mail] = server.accepted;
    const { controller, law } = test.context.bundle;
    for (const part of [
      "It happened.",
      controller?.complaints?.en,
      law.title.en,
      law.courts.en,
      "clause 1.2",
    ])
      expect(mail?.text).toContain(part);
    expect(mail?.text).not.toContain("unsubscribe");
    expect(mail?.headers.has("list-unsubscribe")).toBe(false);
    expect(mail?.subject).toBe("Notice");
  });

  it("knows whose delivery bears a reply token, and nobody's for another", async () => {
    const person = await addPerson();
    const parcels: Parcel[] = [];
    const notice = await notify([person]);
    await send({ email: channelThat(keepIn(parcels)) });
    const find = (token: string) => transact(test.context.db, (tx) => bench.notices.findReply(tx, token));
    const [parcel] = parcels;
    expect(await find(parcel?.replyToken ?? "")).toEqual({
      person,
      delivery: parcel?.id,
      notice,
      purpose: "incident",
      channel: "email",
      attempt: 1,
    });
    expect(await find("0".repeat(32))).toBeNull();
  });

  it("[law 7] goes on past somebody who is erased in the middle of it", async () => {
    const [gone = "", stays = ""] = await addPeople(2);
    const notice = await notify([gone, stays]);
    await tables().deleteFrom("account").where("person", "=", gone).execute();
    await send({ email: channelThat(accepts) });
    expect(await progressOf(notice)).toMatchObject({ people: 1, states: { sent: 1 } });
  });
});

describe("the ladder of channels", () => {
  const LADDER: readonly ChannelName[] = ["push", "email", "letter"];

  it("[2.3.7] goes on where a person has no address, where a channel refuses for good, and where the service has none", async () => {
    const [person = ""] = await addPeople(1);
    const notice = await notify([person], { channels: ["push", "email", "telephone", "letter"] });
    const telephone = channelThat(refuses, "telephone");
    // Each look takes at least one step: the channels are looked at side by side.
    for (let look = 0; look < 4; look += 1) await send({ push: channelThat(never, "push"), telephone });
    expect(await attemptsOf(notice)).toEqual([
      { channel: "push", outcome: "no-address", times: 1 },
      { channel: "email", outcome: "no-channel", times: 1 },
      { channel: "telephone", outcome: "not-accepted", times: 1 },
      { channel: "letter", outcome: "no-channel", times: 1 },
    ]);
    expect(await deliveryOf(notice)).toMatchObject({ state: "failed", place: 3, channel: "letter" });
  });

  it("[2.3.7] at its end says that the person is not told", async () => {
    const person = await addPerson();
    const notice = await notify([person], { channels: LADDER });
    for (const _ of LADDER) await send({ email: channelThat(refuses) });
    expect(await deliveryOf(notice)).toMatchObject({ state: "failed", channel: "letter" });
    expect(ended).toContainEqual({ person, state: "failed", channel: "letter" });
    expect((await eventsOf(person)).at(-1)).toBe("message-failed");
  });

  it("[2.3.7] what came back never counts as told: the next channel follows", async () => {
    const person = await addPerson();
    const notice = await notify([person], { channels: ["email", "telephone"] });
    await send({ email: channelThat(accepts) });
    const { id: delivery } = await deliveryOf(notice);
    const returned = { kind: "returned", why: "the mailbox does not exist" } as const;
    const settle = (channel: ChannelName) =>
      transact(test.context.db, (tx) =>
        bench.notices.settle(test.context, tx, { person, delivery, channel }, returned),
      );
    expect(await settle("email")).toBe(true);
    expect((await progressOf(notice)).states).toMatchObject({ sent: 0, queued: 1 });
    expect(await settle("email")).toBe(true); // the same report again is of a channel that is past
    await send({ telephone: channelThat(accepts, "telephone") });
    expect(await deliveryOf(notice)).toMatchObject({ state: "sent", channel: "telephone" });
    expect(ended.map(({ state }) => state)).toEqual(["sent", "returned", "sent"]);
  });

  it("waits with staff until they say what became of it", async () => {
    const person = await addPerson();
    const notice = await notify([person], { channels: ["telephone"] });
    const kept: Parcel[] = [];
    await send({
      telephone: {
        kind: "keeps",
        name: "telephone",
        with: "staff",
        keep: async (_tx, parcel) => void kept.push(parcel),
      },
    });
    expect(kept).toHaveLength(1);
    expect((await progressOf(notice)).states).toMatchObject({ "with-staff": 1, sent: 0 });
    await transact(test.context.db, (tx) =>
      bench.notices.settle(test.context, tx, { person, delivery: kept[0]?.id ?? "" }, { kind: "reached" }),
    );
    expect((await progressOf(notice)).states).toMatchObject({ "with-staff": 0, sent: 1 });
  });

  it("settles nothing of a delivery that is not there", async () => {
    const person = await addPerson();
    const of = { person, delivery: randomUUID() };
    const settled = await transact(test.context.db, (tx) =>
      bench.notices.settle(test.context, tx, of, { kind: "reached" }),
    );
    expect(settled).toBe(false);
  });
});

describe("a hand-over", () => {
  it("is tried again at growing distances by a server that is away, and arrives when it is back", async () => {
    const away = await startMailServer();
    await away.close();
    const notice = await notify([await addPerson()]);
    keepClock();
    const email = openEmail(away.url);
    for (const seconds of [2, 4, 8]) {
      await send({ email });
      const { due_at, begun_at, state } = await deliveryOf(notice);
      expect(state).toBe("queued");
      const distance = (due_at.getTime() - (begun_at?.getTime() ?? 0)) / 1000; // the try itself takes a while too
      expect([distance >= seconds, distance < 2 * seconds]).toEqual([true, true]);
      offsetMs += 2 * seconds * 1000;
    }
    expect(await attemptsOf(notice)).toEqual([{ channel: "email", outcome: "not-yet", times: 3 }]);
    const back = await startMailServer({ port: away.port });
    onTestFinished(() => back.close());
    await send({ email });
    expect(back.accepted).toHaveLength(1);
    await email.close();
  });

  it("that may have arrived is made again after its window, under the same id, where it is owed", async () => {
    const parcels: Parcel[] = [];
    const lost = channelThat(keepIn(parcels, { kind: "unknown", why: "lost" }));
    const notice = await notify([await addPerson()]);
    await send({ email: lost });
    await send({ email: channelThat(never) });
    expect(await deliveryOf(notice)).toMatchObject({ state: "unknown", settled_at: null });
    keepClock();
    offsetMs += 6 * HOUR_MS;
    await send({ email: channelThat(keepIn(parcels)) });
    expect(await deliveryOf(notice)).toMatchObject({ state: "sent", attempts: 2 });
    const [first, second] = parcels;
    expect(second?.id).toBe(first?.id);
  });

  it("[law 8] that a worker began and did not end goes on where it was not handed over, is sent where it was accepted, and may have arrived where nobody knows", async () => {
    const people = await addPeople(4);
    const notices = await Promise.all(
      people.map((person) => notify([person], { kind: "message", purpose: "service-messages" })),
    );
    const [untouched = "", accepted = "", open = "", older = ""] = notices;
    const { db, now } = test.context;
    await sql`
      update delivery set state = 'sending', attempts = 2, begun_at = ${new Date(now().getTime() - 60_000)}
      where notice = any(${notices}::uuid[])`.execute(db);
    const idOf = async (notice: string): Promise<string> => (await deliveryOf(notice)).id;
    const [taken, unanswered, earlier] = await Promise.all([accepted, open, older].map(idOf));
    const batch = randomUUID();
    for (const [of, wave, begun, attempt, before] of [
      [batch, 0, taken, 2, []],
      [batch, 1, unanswered, 2, [taken]],
      [randomUUID(), 0, earlier, 1, []],
    ] as const)
      await sql`
        insert into delivery_handover (batch, wave, begun, attempts, accepted)
        values (${of}, ${wave}, array[${begun}]::uuid[], array[${attempt}]::int[], ${before}::uuid[])`.execute(
        db,
      );
    const handed: string[] = [];
    const note = ({ person }: Parcel): Handover => {
      handed.push(person);
      return accepts();
    };
    await send({ email: channelThat(note) });
    expect(handed.sort()).toEqual([people[0], people[3]].sort());
    for (const notice of [untouched, accepted, older])
      expect(await deliveryOf(notice)).toMatchObject({ state: "sent" });
    expect(await deliveryOf(open)).toMatchObject({ state: "unknown" });
    expect((await eventsOf(people[2] ?? "")).at(-1)).toBe("message-outcome-unknown");
    const { rows } = await sql`select begun from delivery_handover`.execute(db);
    expect(rows).toEqual([]);
  });

  it("[law 8] is made once though the store goes away before it can be written down", async () => {
    const people = await addPeople(4);
    const notice = await notify(people);
    let handed = 0;
    const cut = channelThat(async () => {
      handed += 1;
      if (handed === people.length)
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`.execute(test.context.db);
      return accepts();
    });
    await send({ email: cut });
    expect(handed).toBe(4);
    expect((await progressOf(notice)).states.sent).toBe(4);
  });
});

describe("what operators see", () => {
  it("[law 6] is how far each notice is, and whom it has not reached: by id, with each channel that was tried", async () => {
    const people = await addPeople(3);
    const notice = await notify(people, { channels: ["push", "email"] });
    await send({ email: channelThat(refuses) });
    await send({ email: channelThat(refuses) });
    const read = await readNotice(test.context, bench.notices, { id: notice, state: "failed" });
    expect(read).toMatchObject({ kind: "incident", clause: "2.3.6", progress: { people: 3 }, more: false });
    expect(read.untold.map(({ person }) => person)).toEqual([...people].sort());
    expect(read.untold[0]?.attempts).toMatchObject([
      { channel: "push", outcome: "no-channel" },
      { channel: "email", outcome: "not-accepted", failure: "there is no such mailbox" },
    ]);
    expect(JSON.stringify(read)).not.toContain("marker.example");
    const after = people.toSorted()[1] ?? "";
    const rest = await readNotice(test.context, bench.notices, { id: notice, state: "failed", after });
    expect(rest.untold).toHaveLength(1);
    const [latest] = await listNotices(test.context, bench.notices);
    expect(latest).toMatchObject({ id: notice });
    const gone = readNotice(test.context, bench.notices, { id: randomUUID(), state: "failed" });
    expect(await problemOf(gone)).toMatchObject({ code: "not-found" });
  });
});

describe("an operator's word", () => {
  const by = { id: "operator-1", name: "Li Na" };
  const say = (verb: "pause" | "resume", notice: string) =>
    transact(test.context.db, (tx) => bench.notices[verb](test.context, tx, { notice, by }));
  const cancel = (notice: string, reason = "The wrong text.") =>
    transact(test.context.db, (tx) => bench.notices.cancel(test.context, tx, { notice, by, reason }));

  it("[2.3.7] [law 5] cancels what is left of a notice for good, with evidence for each person, once though two withdraw it at once", async () => {
    const people = await addPeople(3);
    const notice = await notify(people);
    await cancel(notice);
    await transact(test.context.db, (tx) => bench.notices.start(tx, notice));
    await Promise.all([send({ email: channelThat(never) }), send({ email: channelThat(never) })]);
    expect((await progressOf(notice)).states).toMatchObject({ withdrawn: 3, queued: 0 });
    expect(ended.map(({ state }) => state)).toEqual(["withdrawn", "withdrawn", "withdrawn"]);
    for (const person of people)
      expect(await eventsOf(person)).toEqual(["person-registered", "message-withdrawn"]);
    const more = await addPerson();
    expect(await transact(test.context.db, (tx) => bench.notices.addPeople(tx, notice, [more]))).toBe(0);
  });

  it("[law 5] [law 6] is kept: who did what when, and why, in a chain that shows a change, and in no clear column", async () => {
    const notice = await notify([await addPerson()]);
    await say("pause", notice);
    await say("resume", notice);
    await cancel(notice, "Zhang San asked for it.");
    const read = await readNotice(test.context, bench.notices, { id: notice, state: "withdrawn" });
    expect(read.acts.map(({ kind, by: name, reason }) => ({ kind, name, reason }))).toEqual([
      { kind: "paused", name: "Li Na", reason: null },
      { kind: "resumed", name: "Li Na", reason: null },
      { kind: "cancelled", name: "Li Na", reason: "Zhang San asked for it." },
    ]);
    const acts = await tables().selectFrom("notice_act").selectAll().where("notice", "=", notice).execute();
    expect(JSON.stringify(acts)).not.toContain("Zhang San");
    const events = await transact(test.context.db, (tx) =>
      Promise.all(
        acts.map(async ({ id, key }) => {
          const kept = await test.context.vault.openEvidence(tx, key, id);
          const event = decodeEvent(unpackOpening(kept ?? new Uint8Array()).event);
          if (!event.ok) throw new Error("an act is kept as an event");
          return event.value;
        }),
      ),
    );
    expect(events.map(({ kind, seq, subject }) => [kind, seq, subject])).toEqual([
      ["notice-paused", 1, notice],
      ["notice-resumed", 2, notice],
      ["notice-cancelled", 3, notice],
    ]);
    expect(events.map(({ previous }) => previous).slice(1)).toEqual(
      acts.slice(0, 2).map(({ head }) => head.toString("base64")),
    );
    expect(events[2]?.facts).toMatchObject({ by: by.id, reason: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("is refused where it makes no sense, and leaves nothing behind", async () => {
    const notice = await notify([await addPerson()]);
    const codeOf = async (work: Promise<void>) => (await problemOf(work)).code;
    expect(await codeOf(say("resume", notice))).toBe("state-unfit");
    await say("pause", notice);
    expect(await codeOf(say("pause", notice))).toBe("state-unfit");
    await say("resume", notice);
    await send({ email: channelThat(accepts) });
    expect(await codeOf(cancel(notice))).toBe("state-unfit");
    const other = await notify([await addPerson()]);
    await cancel(other);
    for (const late of [() => say("pause", other), () => say("resume", other), () => cancel(other)])
      expect(await codeOf(late())).toBe("state-unfit");
    expect(await codeOf(cancel(randomUUID()))).toBe("not-found");
    const acts = await tables().selectFrom("notice_act").select("kind").where("notice", "=", other).execute();
    expect(acts).toEqual([{ kind: "cancelled" }]);
  });

  it("[2.3.7] leaves standing what may have arrived, and the call that was under way", async () => {
    const [lost = "", called = "", back = ""] = await addPeople(3);
    const inDoubt = await notify([lost]);
    await send({ email: channelThat(() => ({ kind: "unknown", why: "lost" })) });
    const calls = await notify([called], { channels: ["telephone"] });
    await send({
      telephone: { kind: "keeps", name: "telephone", with: "staff", keep: async () => {} },
    });
    const returned = await notify([back], { channels: ["email", "letter"] });
    await send({ email: channelThat(accepts) });
    const { id: delivery } = await deliveryOf(calls);
    const { id: sent } = await deliveryOf(returned);
    // One that has finished may be held, so that nothing more of it leaves; and then cancelled.
    await say("pause", returned);
    for (const notice of [inDoubt, calls, returned]) await cancel(notice);
    await send({ email: channelThat(never) });
    expect(await deliveryOf(inDoubt)).toMatchObject({ state: "unknown", settled_at: expect.any(Date) });
    expect((await eventsOf(lost)).at(-1)).toBe("message-outcome-unknown");
    expect(await deliveryOf(calls)).toMatchObject({ state: "withdrawn" });
    const settle = (person: string, id: string, outcome: Outcome) =>
      transact(test.context.db, (tx) =>
        bench.notices.settle(test.context, tx, { person, delivery: id }, outcome),
      );
    await settle(called, delivery, { kind: "returned", why: "it came back" });
    expect(await deliveryOf(calls)).toMatchObject({ state: "withdrawn" });
    await settle(called, delivery, { kind: "reached" });
    expect(await deliveryOf(calls)).toMatchObject({ state: "sent" });
    await settle(back, sent, { kind: "returned", why: "there is no such mailbox" });
    expect(await deliveryOf(returned)).toMatchObject({ state: "failed" });
  });

  it("pauses a notice: whatever the order, nothing of it leaves after the pause was acknowledged, and all of it after it goes on", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 12 }), fc.nat({ max: 8 }), async (turns, slow) => {
        let paused = false;
        let after = 0;
        const channel = channelThat(async () => {
          if (paused) after += 1;
          await turnsOfTheLoop(slow);
          return accepts();
        });
        const people = await addPeople(12);
        const notice = await notify(people);
        const pause = async (): Promise<void> => {
          await turnsOfTheLoop(turns * 5);
          await say("pause", notice);
          paused = true;
        };
        await Promise.all([send({ email: channel }), send({ email: channel }), pause()]);
        expect(after).toBe(0);
        paused = false;
        await say("resume", notice);
        await send({ email: channel });
        expect((await progressOf(notice)).states.sent).toBe(12);
      }),
      { numRuns: 8 },
    );
  });
});

describe("a no in the middle of a notice", () => {
  it("[2.4.9] [2.4.8] [law 3] whenever somebody objects or withdraws, not one message to them leaves after it was acknowledged", {
    timeout: 60_000,
  }, async () => {
    const said = new Set<string>();
    const late: string[] = [];
    let slow = 0;
    const { server, email } = await openServer({
      async onMessage(mail) {
        const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
        const address = to?.value[0]?.address ?? "";
        if (said.has(address)) late.push(address);
        await turnsOfTheLoop(slow);
      },
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 40 }),
        fc.nat({ max: 10 }),
        fc.constantFrom("object", "withdraw"),
        async (turns, slowness, way) => {
          slow = slowness;
          const people = await addPeople(8, true);
          const notice = await notify(people, { kind: "message" });
          const sayNo = async (): Promise<void> => {
            await turnsOfTheLoop(turns * 4);
            for (const person of people.slice(0, 3)) {
              await (way === "object"
                ? setObjection(test.context, person, "marketing", true)
                : withdraw(person));
              said.add(addresses.get(person) ?? "");
            }
          };
          await Promise.all([send({ email }), send({ email }), sayNo()]);
          expect(late).toEqual([]);
          const { states } = await progressOf(notice);
          expect(states.sent + states.stopped).toBe(8);
          expect(states.sent).toBeGreaterThanOrEqual(5);
        },
      ),
      { numRuns: 10 },
    );
    expect(server.accepted.length).toBeGreaterThan(0);
  });
});

function withdraw(person: string) {
  const wording = wordingOf(test.context.bundle.purposes.marketing?.ask ?? {});
  return choose(test.context, person, "marketing", { choice: "refuse", wording });
}

async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { parseReceipt, parseTrustPolicy, verifyReceipt } from "@avow/evidence";
import { connect, type Embedded, type Store, startEmbedded } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDaytime } from "../../packages/service/notices/notices.testing.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";
import { dumpTables, findPlaces, type Haystack, readFolder } from "./search.ts";

/** One person's values, none of which occurs anywhere else. */
const NAME = "Ouyang Xiulan 欧阳秀兰";
const EMAIL = "ouyang.marker.5512@example.com";
const OTHER_EMAIL = "erased.marker.5513@example.com";
const TELEPHONE = "+86 571 5550 9917";
const PASSWORD = "marker horse battery 5514";
const PERSONAL = [
  NAME,
  "欧阳秀兰",
  EMAIL,
  "ouyang.marker.5512",
  OTHER_EMAIL,
  TELEPHONE,
  "5550 9917",
  PASSWORD,
];
/** What an operator writes is about nobody; it stands in clear, which shows that the search finds what is there. */
const SUBJECT = "control-in-clear-8831";

let folder: string;
let server: Embedded;
let store: Store;
let service: OpenService;
const log: string[] = [];
const receipts: string[] = [];
const problems: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-leaks-"));
  const dataDir = join(folder, "postgres");
  server = await startEmbedded({ dataDir, fsync: false, onLog: (line) => log.push(line) });
  store = connect({ url: server.url });
  service = await openService({ store, now: createDaytime() });
  await stumble();
  await live();
  await beErased();
});
afterAll(async () => {
  await service.close();
  await store.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

function formOf(email: string): Record<string, string> {
  return {
    "contact.name": NAME,
    "contact.email": email,
    "contact.telephone": TELEPHONE,
    "account.password": PASSWORD,
    "account.language": "zh",
  };
}

/** Makes every mistake a person could, with their values in every wrong place. */
async function stumble(): Promise<void> {
  const wrong: readonly Record<string, string>[] = [
    { ...formOf(EMAIL), "contact.birthday": NAME },
    { ...formOf(EMAIL), [EMAIL]: EMAIL },
    { ...formOf(EMAIL), "contact.email": NAME },
    { ...formOf(EMAIL), "contact.telephone": EMAIL },
    { ...formOf(EMAIL), "account.language": NAME },
    { ...formOf(EMAIL), "account.password": "" },
  ];
  for (const values of wrong)
    await note(service.ask("site", "register", { body: { form: "registration", values } }));
  await note(service.ask("site", "register", { body: { form: NAME, values: {} } }));
  const logIn = { email: EMAIL, password: PASSWORD, cookies: "refused" } as const;
  await note(service.ask("site", "logIn", { body: logIn }));
  await note(service.ask("operator", "findPerson", { body: { email: EMAIL } }));
  await note(service.ask("anyone", "unsubscribe", { path: { token: EMAIL } }));
  await note(service.ask({ person: EMAIL }, "me"));
  const operation = { action: "use", by: EMAIL, purpose: NAME, data: [TELEPHONE] };
  const decided = answerOf(await service.ask("anyone", "decide", { body: { facts: FACTS, operation } }));
  problems.push(JSON.stringify(decided));
}

const FACTS = { person: { loggedIn: true, consents: {}, objections: {} }, cookies: "accepted" };

async function note(asked: Promise<{ answer: unknown } | { problem: unknown }>): Promise<void> {
  const called = await asked;
  if (!("problem" in called)) throw new Error("a mistake was answered as if it were none");
  problems.push(JSON.stringify(called.problem));
}

/** Goes through every door once: registers by the portal, logs in, chooses, is written to, objects, takes receipts. */
async function live(): Promise<void> {
  const form = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost:4000" },
  };
  const post = (path: string, fields: Record<string, string>) =>
    service.visit(path, { ...form, body: new URLSearchParams(fields).toString() });
  expect((await post("/en/register", formOf(EMAIL))).status).toBe(201);
  const loggedIn = await post("/en/log-in", { email: EMAIL, password: PASSWORD, cookies: "accepted" });
  const cookie = loggedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  for (const page of ["/zh/account", "/privacy/zh", "/privacy/zh/choices", "/privacy/zh/receipts"])
    expect((await service.visit(page, { headers: { cookie } })).status).toBe(200);
  const as = { person: cookie.split("=")[1] ?? "" };
  await note(service.ask("site", "register", { body: { form: "registration", values: formOf(EMAIL) } }));
  const { person } = answerOf(await service.ask("operator", "findPerson", { body: { email: EMAIL } }));
  const message = {
    purpose: "marketing",
    channel: "email",
    subject: { en: SUBJECT, zh: SUBJECT },
    body: { en: "There is news.", zh: "有新消息。" },
  };
  await note(service.ask("operator", "message", { path: { person }, body: message }));
  await note(service.ask("operator", "message", { path: { person }, body: { ...message, purpose: EMAIL } }));
  const wording = answerOf(await service.ask(as, "me")).choices[0]?.wording ?? "";
  const path = { purpose: "marketing" };
  answerOf(await service.ask(as, "choose", { path, body: { choice: "agree", wording } }));
  answerOf(await service.ask("operator", "message", { path: { person }, body: message }));
  const id = await vi.waitFor(
    async () => {
      const [kept] = answerOf(await service.ask("operator", "mailbox"));
      if (kept === undefined) throw new Error("it has not been kept yet");
      return kept.id;
    },
    { timeout: 20_000, interval: 100 },
  );
  const mail = answerOf(await service.ask("operator", "mail", { path: { id } }));
  expect(mail.text).toContain("有新消息。");
  expect(mail.to).toContain(EMAIL);
  answerOf(await service.ask("operator", "person", { path: { person } }));
  const token = /unsubscribe\/([\w-]+)/.exec(mail.text)?.[1] ?? "";
  answerOf(await service.ask("anyone", "unsubscribe", { path: { token } }));
  answerOf(await service.ask(as, "object", { path, body: { objection: false } }));
  const list = answerOf(await service.ask(as, "receipts"));
  await Promise.all(list.map(({ id }) => service.context.ledger.logged(id)));
  for (const { id } of list) {
    const file = await service.ask(as, "receipt", { path: { id } });
    if ("answer" in file) receipts.push(file.text);
  }
  expect(receipts.length).toBeGreaterThanOrEqual(9);
}

/** Somebody else registers and is erased again. */
async function beErased(): Promise<void> {
  const values = formOf(OTHER_EMAIL);
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { email: OTHER_EMAIL, password: PASSWORD, cookies: "refused" } as const;
  const as = { person: answerOf(await service.ask("site", "logIn", { body })).token };
  await note(service.ask(as, "erase", { body: { password: `not ${PASSWORD}` } }));
  const { file } = answerOf(await service.ask(as, "erase", { body: { password: PASSWORD } }));
  receipts.push(file ?? "");
}

describe("after a day's work through every door", () => {
  it("[law 5] every receipt verifies, and none holds a personal value, be it in its event or its opening", () => {
    const trust = parseTrustPolicy(service.context.ledger.trustPolicy());
    if (!trust.ok) throw new Error(trust.why);
    const haystacks = receipts.flatMap((file, at): Haystack[] => {
      expect(verifyReceipt(file, trust.value).verdict).toBe("verifies");
      const parsed = parseReceipt(file);
      if (!parsed.ok || parsed.value.content.kind !== "person") throw new Error("not a person's receipt");
      const { event, opening } = parsed.value.content;
      return [
        [`receipt ${at}`, Buffer.from(file)],
        [`event ${at}`, Buffer.from(event)],
        [`opening ${at}`, Buffer.from(opening)],
      ];
    });
    expect(findPlaces(haystacks, ["person-registered"])).not.toEqual([]);
    expect(findPlaces(haystacks, PERSONAL)).toEqual([]);
  });

  it("[law 5] the log holds neither a personal value nor a person's id, and no kind of event", async () => {
    const { rows } = await store.pool.query<{ person: string }>("select person from vault_person");
    const people = rows.flatMap(({ person }) => [person, person.replaceAll("-", "")]);
    expect(people.length).toBeGreaterThan(1);
    const files = await readFolder(join(service.dataDir, "log"));
    expect(findPlaces(files, ["policy-first-run"])).not.toEqual([]);
    expect(findPlaces(files, [...PERSONAL, ...people, "person-registered", "consent-given"])).toEqual([]);
  });

  it("[law 6] no table holds a personal value in clear, the queue's and the operators' among them", async () => {
    const tables = await dumpTables(store);
    const places = findPlaces(tables, [SUBJECT, "wei@index.example", "gather-service"]);
    expect(places).toEqual(
      expect.arrayContaining([
        `\`${SUBJECT}\` in table public.notice`,
        '`wei@index.example` in table operators."user"',
        expect.stringContaining("`gather-service` in table jobs."),
      ]),
    );
    expect(findPlaces(tables, PERSONAL)).toEqual([]);
  });

  it("[law 6] no file of the data folder does, nor any file of the database, its write-ahead log included", async () => {
    await store.pool.query("checkpoint");
    const files = [...(await readFolder(service.dataDir)), ...(await readFolder(join(folder, "postgres")))];
    const places = findPlaces(files, [SUBJECT]);
    expect(places.some((place) => place.includes("pg_wal"))).toBe(true);
    expect(places.some((place) => place.includes("base/"))).toBe(true);
    expect(findPlaces(files, PERSONAL)).toEqual([]);
  }, 60_000);

  it("[law 6] no problem repeats one, no report and no line of the server's log", async () => {
    await store.pool.query("select 'no such number'::int").catch(() => {});
    await store.pool
      .query("insert into account (person, created_at) values ($1, now())", [EMAIL])
      .catch(() => {});
    const told: Haystack[] = [
      ["a problem", Buffer.from(problems.join("\n"))],
      ["a report", Buffer.from(service.reports.map((report) => inspect(report, { depth: 9 })).join("\n"))],
      ["the server's log", Buffer.from(log.join("\n"))],
    ];
    expect(findPlaces(told, ["field-undeclared"])).not.toEqual([]);
    expect(log.length).toBeGreaterThan(0);
    expect(findPlaces(told, PERSONAL)).toEqual([]);
    expect(service.reports).toEqual([]);
  });
});

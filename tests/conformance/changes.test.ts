import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PolicySource, wordingOf } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decideCommand } from "../../packages/cli/decide.ts";
import { runCommand } from "../../packages/cli/run-command.testing.ts";
import { VERIFY_EXITS, verifyCommand } from "../../packages/cli/verify.ts";
import { varyIndexPolicy, WRITING } from "../support/index-policy.ts";
import { answerOf, makeMember, makeSecondOperator, type OpenService, openService } from "./open-service.ts";

/** The new version lets staff write to who agreed to recommendations; and its form for letters takes a telephone number. */
const TELEPHONE = { field: "contact.telephone", required: false, purposes: ["correspondence"] };

let service: OpenService;
/** Noon in Hangzhou, outside the quiet hours. */
let clock = Date.parse("2026-11-23T04:00:00Z");
let second: string;
let lin: Person;
let wu: Person;
let term: string;
beforeAll(async () => {
  service = await openService({ now: () => new Date(clock) });
  second = await makeSecondOperator(service);
  [lin, wu] = [await someone("en", "lin.yue@example.com"), await someone("zh", "wu.fan@example.com")];
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

interface Person {
  readonly id: string;
  readonly token: string;
  readonly language: "en" | "zh";
  readonly email: string;
}

async function someone(language: "en" | "zh", email: string): Promise<Person> {
  const { person: id, token } = await makeMember(service, { agreesTo: "recommendations", email, language });
  return { id, token, language, email };
}

async function wider(telephone: string): Promise<PolicySource> {
  const { model, words } = await varyIndexPolicy({ telephone, permits: [WRITING] });
  const forms = (model as { forms: { contact: { fields: object[] } } }).forms;
  forms.contact.fields.push(TELEPHONE);
  return { model, words };
}

/** Proposes and has approved; gives the id and when it governs. */
async function approve(source: PolicySource): Promise<{ id: string; from: number }> {
  const words = Object.fromEntries(
    Object.entries(source.words).map(([language, text]) => [language, text.source]),
  );
  const { id } = answerOf(
    await service.ask("operator", "propose", {
      body: { source: { model: source.model, words, properties: null } },
    }),
  );
  const headers = { ...service.headersOf("operator"), cookie: second };
  const response = await service.fetch(`/console/api/proposals/${id}/approval`, { method: "POST", headers });
  const { effectiveAt } = (await response.json()) as { effectiveAt: string };
  return { id, from: Date.parse(effectiveAt) };
}

const write = ({ id }: Person) =>
  service.ask("operator", "message", {
    path: { person: id },
    body: {
      purpose: "recommendations",
      channel: "email",
      subject: { en: "What may interest you", zh: "您可能感兴趣的内容" },
      body: { en: "Here it is.", zh: "请查收。" },
    },
  });
const submit = ({ token }: Person, values: Record<string, string>) =>
  service.ask({ person: token }, "submit", { path: { form: "contact" }, body: { values } });
const LETTER = { "letter.text": "Where is my order?" };
const WITH_TELEPHONE = { ...LETTER, "contact.telephone": "+86 571 5550 0107" };
const AGREED = { recommendations: { kind: "granted", at: 1 } } as const;
const UNANSWERED = { problem: { code: "refused", clause: "2.6.2", remedy: { kind: "answer-change" } } };

async function decide(person: Person) {
  const { heldTo, cookies } = answerOf(await service.ask({ person: person.token }, "me"));
  const { by, channel, action, purpose, data } = { ...WRITING, by: "operator", channel: "email" };
  return answerOf(
    await service.ask("anyone", "decide", {
      body: {
        facts: { person: { loggedIn: true, consents: AGREED, objections: {}, heldTo }, cookies },
        operation: { action, by, purpose, data, channel },
      },
    }),
  );
}

const changesOf = async ({ token }: Person) => answerOf(await service.ask({ person: token }, "myChanges"));
async function answer(person: Person, kind: "agreed" | "refused") {
  const change = (await changesOf(person)).changes.find(({ id }) => id === term);
  return answerOf(
    await service.ask({ person: person.token }, "answerChange", {
      path: { id: term },
      body: { answer: kind, wording: change?.wording ?? "" },
    }),
  );
}

const mails = async () => answerOf(await service.ask("operator", "mailbox"));
const rowOf = async (id: string) =>
  answerOf(await service.ask("operator", "changes")).find((row) => row.id === id);

describe("a version that permits more", () => {
  it("[2.6.2] is told to everybody it concerns before it governs, in their language, with what changes for them", async () => {
    const { id, from } = await approve(await wider("+86 571 5550 0111"));
    term = id;
    expect(from - clock).toBeGreaterThan(10_000);
    await vi.waitFor(async () => expect(await mails()).toHaveLength(2), { timeout: 15_000 });
    const texts = await Promise.all(
      (await mails()).map(async ({ id }) =>
        answerOf(await service.ask("operator", "mail", { path: { id } })),
      ),
    );
    const toLin = texts.find(({ to }) => to.includes(lin.email));
    const toWu = texts.find(({ to }) => to.includes(wu.email));
    expect(toLin?.subject).toBe("What changes for you: Index privacy policy");
    expect(toLin?.text).toContain("Our staff may now contact you by e-mail");
    expect(toLin?.text).toContain("/privacy/en/changes");
    expect(toWu?.subject).toMatch(/与您有关的变更$/);
    expect(toWu?.text).toContain("/privacy/zh/changes");
    await vi.waitFor(
      async () =>
        expect(await rowOf(id)).toMatchObject({
          state: "coming",
          concerned: 2,
          asked: 2,
          silent: 2,
          telling: { told: 2, waiting: 0 },
        }),
      { timeout: 15_000 },
    );
    const { limited, open, changes } = await changesOf(lin);
    expect({ limited, open }).toEqual({ limited: false, open: true });
    expect(changes[0]).toMatchObject({ id, state: "coming", answer: null });
    clock = from;
  });

  it("[2.6.2] [law 4] holds nobody to it who has not answered, at any door, and leaves what was permitted", async () => {
    expect(await decide(lin)).toMatchObject({ effect: "refuse", code: "change-unanswered", clause: "2.6.2" });
    expect(await write(lin)).toMatchObject(UNANSWERED);
    expect(await submit(lin, WITH_TELEPHONE)).toMatchObject(UNANSWERED);
    answerOf(await submit(lin, LETTER));
    const page = await service.visit("/en/write", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost:4000" },
      body: new URLSearchParams({ session: lin.token, ...WITH_TELEPHONE }),
    });
    expect(page.status).toBe(403);
    // The session travels in the form: there is no cookie.
    expect(await page.text()).toMatch(
      /<form method="post" action="\/privacy\/en\/changes" class="go-form"><input type="hidden" name="session" value="[^"]+"><button class="go">See what changes, and decide/,
    );
    expect(await changesOf(lin)).toMatchObject({ limited: true, open: true });
  });

  it("[2.6.2] is as before for who refuses, and as it says for who agrees, each with a receipt", async () => {
    const refused = await answer(lin, "refused");
    const agreed = await answer(wu, "agreed");
    expect(await write(lin)).toMatchObject(UNANSWERED);
    expect(await submit(lin, WITH_TELEPHONE)).toMatchObject(UNANSWERED);
    expect(await decide(wu)).toMatchObject({ effect: "permit" });
    answerOf(await write(wu));
    answerOf(await submit(wu, WITH_TELEPHONE));
    for (const [{ token }, kind, { receipt }] of [
      [lin, "change-refused", refused],
      [wu, "change-agreed", agreed],
    ] as const) {
      const receipts = answerOf(await service.ask({ person: token }, "receipts"));
      expect(receipts.map((one) => one.kind)).toContain("change-told");
      expect(receipts.find(({ id }) => id === receipt.id)).toMatchObject({ kind, clause: "2.6.2" });
    }
    expect(await rowOf(term)).toMatchObject({ state: "in-force", agreed: 1, refused: 1, silent: 0 });
  });

  it("[2.6.2] is lived under or not through the next version too, and holds nobody who came after it", async () => {
    const mei = await someone("en", "mei@example.com");
    const { from } = await approve(await wider("+86 571 5550 0112"));
    clock = from;
    expect(await write(lin)).toMatchObject(UNANSWERED);
    answerOf(await submit(lin, LETTER));
    for (const person of [wu, mei]) expect(await decide(person)).toMatchObject({ effect: "permit" });
  });

  it("[2.6.2] is answered in the privacy centre with two buttons alike, without a script", async () => {
    const open = (path: string, fields: Record<string, string> = {}) =>
      service.fetch(path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost:4000" },
        body: new URLSearchParams({ session: lin.token, ...fields }),
      });
    const zh = await (await open("/privacy/zh/changes")).text();
    expect(zh).toContain("原有限制对您继续有效。");
    const page = await (await open("/privacy/en/changes")).text();
    const buttons = [...page.matchAll(/<button class="button" type="submit" aria-label="(\w+)/g)];
    expect(buttons.map(([, label]) => label)).toEqual(["Agree", "Refuse", "Agree"]);
    expect(page).toContain("You refused on");
    const { changes } = await changesOf(lin);
    const [latest] = changes;
    const done = await open(`/privacy/en/changes/${latest?.id}`, {
      answer: "agreed",
      wording: latest?.wording ?? "",
    });
    expect(await done.text()).toContain("Your answer is recorded.");
    answerOf(await write(lin));
    const stale = await open(`/privacy/en/changes/${latest?.id}`, { answer: "agreed", wording: "other" });
    expect(stale.status).toBe(409);
  });

  it("[2.6.2] is told of as long as it is to govern: its notice may be held and not cancelled, and ends with the version", async () => {
    const { id } = await approve(await wider("+86 571 5550 0113"));
    const path = { id: (await rowOf(id))?.telling?.notice ?? "" };
    const set = (state: "paused" | "running") =>
      service.ask("operator", "setTelling", { path: { id }, body: { state } });
    answerOf(await set("paused"));
    expect(answerOf(await set("paused")).telling?.state).toBe("paused");
    const body = { reason: "Nobody reads it." };
    expect(await service.ask("operator", "cancelNotice", { path, body })).toMatchObject({
      problem: { code: "state-unfit", clause: "2.6.2" },
    });
    answerOf(await service.ask("operator", "withdrawProposal", { path: { id } }));
    const { state, acts } = answerOf(
      await service.ask("operator", "notice", { path, query: { state: "withdrawn" } }),
    );
    expect(state).toBe("cancelled");
    expect(acts.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["paused", null],
      ["cancelled", null],
    ]);
  });
});

/** The Index policy with less permitted at each door. */
async function narrower(): Promise<PolicySource> {
  const { model, words } = await varyIndexPolicy({ telephone: "+86 571 5550 0114" });
  const { permits } = model as {
    permits: { action: string; purpose: string; by: string[]; [list: string]: unknown }[];
  };
  const without = (action: string, purpose: string, by: string, list: "data" | "channel", name: string) => {
    const permit = permits.find(
      (one) => one.action === action && one.purpose === purpose && one.by.includes(by),
    );
    if (permit === undefined) throw new Error(`the policy permits to ${action} for ${purpose}`);
    permit[list] = (permit[list] as string[]).filter((one) => one !== name);
  };
  without("use", "account", "person", "data", "contact.telephone");
  without("use", "account", "operator", "data", "contact.name");
  without("use", "services", "operator", "data", "application.reason");
  without("use", "correspondence", "operator", "data", "letter.subject");
  without("use", "projects", "portal", "data", "poll.option");
  without("disclose", "orders", "portal", "data", "order.price");
  without("publish", "publication", "portal", "data", "work.title");
  without("contact", "marketing", "operator", "channel", "sms");
  return { model, words };
}

/** Somebody who has used every service under the policy as it was. */
async function busy(email: string) {
  const person = await someone("en", email);
  const as = { person: person.token };
  const wordingFor = (purpose: string) => wordingOf(service.context.bundle.purposes[purpose]?.ask ?? {});
  const agreed = (purpose: string) => ({ choice: "agree", wording: wordingFor(purpose) }) as const;
  answerOf(await service.ask(as, "choose", { path: { purpose: "marketing" }, body: agreed("marketing") }));
  const fill = async (
    form: string,
    values: Record<string, string>,
    choices = {},
    about: string | null = null,
  ) =>
    answerOf(await service.ask(as, "submit", { path: { form }, body: { values, about, choices } })).submission
      .id;
  await fill("application", { "application.service": "archive", "application.reason": "A study of looms" });
  await fill("contact", LETTER);
  await fill("poll", { "poll.option": "looms" }, { projects: agreed("projects") }, `poll/${person.id}`);
  const work = { "work.title": "Looms", "work.text": "A loom is a frame." };
  await fill("work", work, { publication: agreed("publication") }, `works/${person.id}`);
  const order = await fill("order", {
    "order.item": "Yearbook",
    "order.price": "CNY 90",
    "order.kind": "printed",
  });
  return { ...person, order };
}
type Busy = Awaited<ReturnType<typeof busy>>;

/** Whether a door answers; where it does not, nothing may stand in the way but the limits that hold for somebody. */
function isOpen(
  called: { answer: unknown } | { problem: { code: string; clause?: string | undefined } },
): boolean {
  if ("problem" in called) expect(called).toMatchObject(UNANSWERED);
  return "answer" in called;
}

/** Each door at which the widened policy permits more with somebody's data, and whether it is open to it. */
async function tryDoors(person: Busy): Promise<Record<string, boolean>> {
  const { id, token, order } = person;
  const { holdings } = answerOf(await service.ask({ person: token }, "me"));
  const cases = answerOf(
    await service.ask("operator", "cases", { query: { form: "application", purpose: "services" } }),
  );
  // What was open before the change stays so.
  expect(cases.find((one) => one.person === id)?.values).toMatchObject({ "application.service": "archive" });
  const query = { form: "work", about: `works/${id}` };
  const [work] = answerOf(await service.ask("site", "publications", { query }));
  expect(work?.values).toMatchObject({ "work.text": "A loom is a frame." });
  const votes = answerOf(
    await service.ask("site", "counts", { query: { form: "poll", about: `poll/${id}` } }),
  );
  return {
    "their own page": holdings.some(({ values }) =>
      values.some(({ path, value }) => path === "contact.telephone" && value !== null),
    ),
    "the operator's look": isOpen(await service.ask("operator", "person", { path: { person: id } })),
    "a staff task": "application.reason" in (cases.find((one) => one.person === id)?.values ?? {}),
    "a thread": isOpen(
      await service.ask("operator", "thread", { path: { person: id }, query: { purpose: "correspondence" } }),
    ),
    "a count": votes.submissions === 1,
    "a publication": "work.title" in (work?.values ?? {}),
    "a disclosure": isOpen(
      await service.ask("site", "discloseSubmission", {
        path: { id: order },
        body: { recipient: "payments", purpose: "orders", fields: ["order.item", "order.price"] },
      }),
    ),
    "a message": isOpen(await write(person)),
  };
}

/** Whom a campaign by text message would reach, and whom not because they have not agreed to a change. */
async function previewBySms(): Promise<{ readonly wouldGet: number; readonly unanswered: number }> {
  const { id } = answerOf(
    await service.ask("operator", "createCampaign", {
      body: {
        ...{ purpose: "marketing", licence: null, about: "printed", channels: ["sms"] },
        subject: { en: "Books", zh: "新书" },
        body: { en: "Three books.", zh: "三本新书。" },
        audience: { language: null, bought: null },
      },
    }),
  );
  answerOf(await service.ask("operator", "previewCampaign", { path: { id } }));
  return vi.waitFor(
    async () => {
      const { preview } = answerOf(await service.ask("operator", "campaign", { path: { id } }));
      if (preview?.finishedAt == null) throw new Error("it is still counting");
      const unanswered = preview.excluded.find(({ code }) => code === "change-unanswered");
      return { wouldGet: preview.wouldGet, unanswered: unanswered?.people ?? 0 };
    },
    { timeout: 15_000 },
  );
}

/** Asks the command line about the same person, with the two versions in folders. */
async function decideByCommandLine(
  { token }: Person,
  before: PolicySource,
  after: PolicySource,
): Promise<number> {
  const { heldTo, cookies } = answerOf(await service.ask({ person: token }, "me"));
  const operation = { action: "use", by: "operator", purpose: "account", data: ["contact.name"] };
  const facts = { person: { loggedIn: true, consents: {}, objections: {}, heldTo }, cookies };
  const options = {
    policy: await writeFolder("after", after),
    earlier: await writeFolder("before", before),
    facts: JSON.stringify(facts),
  };
  return (await runCommand(decideCommand, [JSON.stringify(operation)], options)).exit;
}

async function writeFolder(name: string, { model, words }: PolicySource): Promise<string> {
  const folder = join(service.dataDir, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "policy.ts"), `export default ${JSON.stringify({ model })};\n`);
  for (const [language, text] of Object.entries(words))
    await writeFile(join(folder, `${language}.md`), text.source);
  return folder;
}

describe("a version that permits more at every door", () => {
  it("[2.6.2] [law 4] leaves each as it was for who is silent or refuses, and opens each to who agrees", async () => {
    const before = await narrower();
    clock = (await approve(before)).from;
    const [silent, willing] = [await busy("zhou.lan@example.com"), await busy("sun.mei@example.com")];
    const after = await varyIndexPolicy({ telephone: "+86 571 5550 0115", permits: [WRITING] });
    const { id, from } = await approve(after);
    term = id;
    clock = from;
    const closed = Object.fromEntries(Object.keys(await tryDoors(silent)).map((door) => [door, false]));
    expect(await tryDoors(silent)).toEqual(closed);
    expect(await previewBySms()).toEqual({ wouldGet: 0, unanswered: 2 });
    await answer(silent, "refused");
    await answer(willing, "agreed");
    expect(await tryDoors(silent)).toEqual(closed);
    expect(Object.entries(await tryDoors(willing)).filter(([, open]) => !open)).toEqual([]);
    expect(await previewBySms()).toEqual({ wouldGet: 1, unanswered: 1 });
    expect([
      await decideByCommandLine(silent, before, after),
      await decideByCommandLine(willing, before, after),
    ]).toEqual([1, 0]);
  });

  it("[2.6.2] leaves receipts that verify offline with the command line, and none that was altered does", async () => {
    const trust = join(service.dataDir, "trust-of-test.txt");
    await writeFile(trust, await (await service.fetch("/log/trust.txt")).text());
    const file = join(service.dataDir, "answer.tlog-proof");
    for (const { token } of [lin, wu]) {
      const answers = await vi.waitFor(async () => {
        const receipts = answerOf(await service.ask({ person: token }, "receipts"));
        const found = receipts.filter(({ kind }) => kind.startsWith("change-"));
        expect(found.length).toBeGreaterThan(1);
        expect(new Set(found.map(({ state }) => state))).toEqual(new Set(["logged"]));
        return found;
      });
      for (const { id, kind } of answers) {
        const path = `/v1/me/receipts/${id}`;
        const headers = service.headersOf({ person: token });
        const text = await (await service.fetch(path, { headers })).text();
        await writeFile(file, text);
        const { exit, out, err } = await runCommand(verifyCommand, [file], { trust });
        expect([exit, err, out.includes(kind)]).toEqual([VERIFY_EXITS.verifies, "", true]);
      }
      const text = await readFile(file, "utf8");
      await writeFile(
        file,
        text.replace(/.(?=\n*$)/, (last) => (last === "A" ? "B" : "A")),
      );
      expect((await runCommand(verifyCommand, [file], { trust })).exit).not.toBe(VERIFY_EXITS.verifies);
    }
  });
});

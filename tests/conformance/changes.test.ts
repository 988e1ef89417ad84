import { type PolicySource, wordingOf } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { varyIndexPolicy } from "../support/index-policy.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

/** What the new version permits that the Index policy does not: staff may write to who agreed to recommendations. */
const WRITING = {
  clause: "2.4.2",
  action: "contact",
  purpose: "recommendations",
  data: ["contact.name", "contact.email", "account.language"],
  by: ["operator"],
  channel: ["email"],
  when: [{ kind: "consent", purpose: "recommendations" }],
};
/** And the form for letters takes a telephone number. */
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
  second = await makeSecondOperator();
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

async function makeSecondOperator(): Promise<string> {
  const { token } = answerOf(await service.ask("operator", "inviteOperator"));
  const min = { name: "Min", email: "min@index.example", password: "another long password" };
  answerOf(await service.ask("operator", "joinOperators", { body: { ...min, token } }));
  const { cookie: _, ...headers } = service.headersOf("operator");
  const response = await service.fetch("/console/auth/sign-in/email", {
    method: "POST",
    headers,
    body: JSON.stringify({ email: min.email, password: min.password }),
  });
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return cookies.join("; ");
}

async function someone(language: "en" | "zh", email: string): Promise<Person> {
  const values: Record<string, string> = { ...filledRegistration(email), "account.language": language };
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { email, password: values["account.password"] ?? "", cookies: "refused" } as const;
  const { token } = answerOf(await service.ask("site", "logIn", { body }));
  const { person: id } = answerOf(await service.ask("operator", "findPerson", { body: { email } }));
  const wording = wordingOf(service.context.bundle.purposes.recommendations?.ask ?? {});
  answerOf(
    await service.ask({ person: token }, "choose", {
      path: { purpose: "recommendations" },
      body: { choice: "agree", wording },
    }),
  );
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
    expect(await page.text()).toContain('<a href="/privacy/en/changes">See what changes, and decide</a>');
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
});

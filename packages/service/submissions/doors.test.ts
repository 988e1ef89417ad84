import { randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { register } from "../accounts/register.ts";
import { choose } from "../choices/choices.ts";
import { checkForm, fieldOf } from "../collection/form-door.ts";
import { fieldsOf } from "../collection/form-kinds.ts";
import { openDispute } from "../disputes/disputes.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { listCases } from "./cases.ts";
import { countChoices, countResearch, withhold } from "./count.ts";
import { listPublications } from "./publications.ts";
import { attach } from "./site-acts.ts";
import { createFormsBench, type FormsBench, NAME } from "./submissions.testing.ts";
import { chooseForSubmission } from "./take-back.ts";

let test: TestContext;
let bench: FormsBench;
beforeAll(async () => {
  test = await openTestContext();
  bench = createFormsBench(test);
});
afterAll(() => test.drop());

const CARD = "6200 0000 0000 0005";

describe("a payment card number", () => {
  it("[2.1.4] [law 4] is turned away in every field of every form that is read, by the field's name and without the number", async () => {
    const session = await bench.newSession();
    const order = await bench.hand(session, "order", { "order.item": "Atlas", "order.price": "CNY 1" });
    for (const form of Object.keys(test.context.bundle.forms))
      for (const at of fieldsOf(test.context.bundle, form)) {
        const { type, maxLength, choices } = fieldOf(test.context.bundle, at);
        if (["email", "password", "language", "choice"].includes(type) || choices !== undefined) continue;
        if (form === "visit" || maxLength < CARD.length) continue;
        const values = Object.fromEntries(
          fieldsOf(test.context.bundle, form).map((path) => [path, path === at ? CARD : filler(path)]),
        );
        const problem = await problemOf(
          form === "registration"
            ? register(test.context, form, values)
            : form === "payment"
              ? attach(test.context, order.submission.id, { form, key: at, values })
              : ["mail", "call"].includes(form)
                ? Promise.resolve().then(() => checkForm(test.context.bundle, form, values))
                : bench.hand(session, form, values),
        );
        expect(problem).toMatchObject({ code: "card-number", clause: "2.1.4", errors: [{ at }] });
        expect(JSON.stringify(problem)).not.toContain("0005");
      }
  });

  function filler(path: string): string {
    const { type, choices } = fieldOf(test.context.bundle, path);
    const values: Readonly<Record<string, string>> = {
      email: `${randomUUID()}@example.com`,
      telephone: "+86 571 5550 0101",
      password: "correct horse battery",
      language: "en",
      choice: Object.keys(choices ?? {})[0] ?? "",
    };
    return values[type] ?? "x";
  }
});

describe("a name beside what somebody published", () => {
  it("[2.5.6] [law 2] stands there exactly while its owner agrees, for this one thing, whatever they chose in whatever order", async () => {
    const act = fc.record({
      comment: fc.nat(2),
      purpose: fc.constantFrom("naming", "naming", "publication"),
      choice: fc.constantFrom("agree", "refuse"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
        fc.array(act, { maxLength: 5 }),
        async (named, acts) => {
          const session = await bench.newSession();
          const about = `article/${randomUUID()}`;
          const ids: string[] = [];
          for (const [index, isNamed] of named.entries()) {
            const values = { "comment.text": `Comment ${index}` };
            const agree = ["publication", ...(isNamed ? ["naming"] : [])];
            ids.push((await bench.hand(session, "comment", values, { about, agree })).submission.id);
          }
          const expected = new Map(ids.map((id, index) => [id, named[index] === true]));
          for (const { comment, purpose, choice } of acts) {
            const id = ids[comment % ids.length] ?? "";
            if (!expected.has(id)) continue;
            await chooseForSubmission(test.context, session, id, { purpose, ...bench.made(purpose, choice) });
            if (purpose === "naming") expected.set(id, choice === "agree");
            else if (choice === "refuse") expected.delete(id);
          }
          const published = await listPublications(test.context, { form: "comment", about });
          const names = new Map(published.map(({ id, by }) => [id, by.kind === "name"]));
          expect(names).toEqual(expected);
          for (const { by } of published)
            expect(by.name).toMatch(by.kind === "name" ? new RegExp(`^${NAME}$`) : /^R-\d{8}$/);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("counts", () => {
  it("[2.4.4] count each person once, by their latest answer, and nobody who is not taking part", async () => {
    const about = `poll/${randomUUID()}`;
    const vote = async (session: Awaited<ReturnType<FormsBench["newSession"]>>, option: string) =>
      bench.hand(session, "poll", { "poll.option": option }, { about, agree: ["projects"] });
    const [first, second] = [await bench.newSession(), await bench.newSession()];
    await vote(first, "green");
    await vote(second, "green");
    await vote(second, "blue");
    expect(await countChoices(test.context, { form: "poll", about })).toEqual({
      submissions: 2,
      fields: { "poll.option": { green: 1, blue: 1 } },
    });
    expect(await countChoices(test.context, { form: "poll", about: "poll/of-nobody" })).toEqual({
      submissions: 0,
      fields: { "poll.option": {} },
    });
  });

  it("[2.4.4] [law 4] show no value of a form that nobody joins, nor anybody's own words", async () => {
    for (const form of ["order", "contact", "comment", "questionnaire", "registration", "nothing"])
      expect(await problemOf(countChoices(test.context, { form }))).toMatchObject({ code: "form-unknown" });
    const session = await bench.newSession();
    const values = { "work.title": "My own title", "work.text": "Words" };
    await bench.hand(session, "work", values, { agree: ["publication"] });
    expect(JSON.stringify(await countChoices(test.context, { form: "work" }))).not.toContain('title":{"My');
  });
});

describe("research", () => {
  it("[2.1.3] [law 4] tells figures of those who agree still, withholds those under five, and nobody's own words", async () => {
    const answer = async (frequency: string, options: { readonly agree: readonly string[] }) => {
      const session = await bench.newSession();
      const values = { "answer.frequency": frequency, "answer.remark": "in my own words" };
      await bench.hand(session, "questionnaire", values, options);
      return session;
    };
    for (let person = 0; person < 7; person += 1) await answer("daily", { agree: ["research"] });
    for (let person = 0; person < 5; person += 1) await answer("weekly", { agree: ["research"] });
    const leaves = await answer("weekly", { agree: ["research"] });
    const read = () => countResearch(test.context, "questionnaire");
    expect((await read()).fields["answer.frequency"]).toEqual({ daily: 7, weekly: null, seldom: null });
    await choose(test.context, leaves.person, "research", bench.made("research", "refuse"));
    const figures = await read();
    expect(figures.invited).toEqual({ answered: 12, refused: 1 });
    expect(figures.least).toBe(5);
    expect(Object.keys(figures.fields).sort()).toEqual(["answer.frequency", "answer.subject"]);
    expect(JSON.stringify(figures)).not.toContain("own words");
    for (const form of ["order", "poll", "nothing"])
      expect(await problemOf(countResearch(test.context, form))).toMatchObject({ code: "form-unknown" });
  });

  it("[2.1.3] never withholds one figure alone, and shows none that is small", () => {
    const counts = fc.uniqueArray(fc.tuple(fc.string(), fc.nat(20)), {
      selector: ([value]) => value,
      maxLength: 8,
    });
    fc.assert(
      fc.property(counts, (given) => {
        const shown = withhold(given);
        const hidden = given.filter(([value]) => shown[value] === null).length;
        expect(hidden === 1 && given.length > 1).toBe(false);
        for (const [value, count] of given)
          if (shown[value] !== null) expect(shown[value]).toBe(count < 5 ? null : count);
      }),
    );
  });
});

describe("cases", () => {
  const cases = (form: string, purpose: string) =>
    listCases(test.context, { form, purpose, operator: "operator-1" });

  it("[2.4.2] [2.1.4] show what the purpose opens to staff, with what was attached and who sent it", async () => {
    const session = await bench.newSession();
    const values = { "order.item": "Atlas", "order.price": "CNY 1", "order.address": "18 Wensan Road" };
    const { submission } = await bench.hand(session, "order", values);
    const payment = { "payment.reference": "r", "payment.amount": "CNY 1", "payment.result": "paid" };
    await attach(test.context, submission.id, { form: "payment", key: "1", values: payment });
    const found = (await cases("order", "orders")).find(({ id }) => id === submission.id);
    expect(found).toMatchObject({
      person: session.person,
      state: "placed",
      values: { ...values, ...payment, "contact.name": NAME, "contact.email": expect.stringContaining("@") },
    });
    expect(Object.keys(found?.values ?? {})).not.toContain("contact.telephone");
    expect((await cases("payment", "orders")).map(({ id }) => id)).toEqual([submission.id]);
  });

  it("[law 5] leave each person evidence of being read, once a day for a form and a purpose", async () => {
    const session = await bench.newSession();
    await bench.hand(session, "application", { "application.service": "archive" });
    for (let time = 0; time < 3; time += 1) await cases("application", "services");
    expect(await bench.events(session.person)).toEqual(["form-submitted", "case-read"]);
  });

  it("[2.4.3] are refused for a purpose that opens nothing of the form, with the clause", async () => {
    for (const [form, purpose] of [
      ["order", "services"],
      ["order", "marketing"],
      ["comment", "publication"],
      ["order", "nothing"],
    ] as const)
      expect(await problemOf(cases(form, purpose))).toMatchObject({ code: "refused" });
    expect(await problemOf(cases("nothing", "orders"))).toMatchObject({ code: "form-unknown" });
    for (const form of ["contact", "mail", "call"])
      expect(await problemOf(cases(form, "correspondence"))).toMatchObject({ code: "form-unknown" });
  });

  it("[2.4.4] leave out whoever takes part no more, and what a dispute alone still holds", async () => {
    const session = await bench.newSession();
    const join = { "event.attendance": "hall" };
    const { submission } = await bench.hand(session, "event", join, { agree: ["projects"] });
    const listed = async () => (await cases("event", "projects")).map(({ id }) => id);
    expect(await listed()).toContain(submission.id);
    await openDispute(test.context, { person: session.person, reference: "1", operator: "Wei" });
    const undo = { purpose: "projects", ...bench.made("projects", "refuse") };
    await chooseForSubmission(test.context, session, submission.id, undo);
    const kept = await transact(test.context.db, (tx) => test.context.vault.holdings(tx, session.person));
    expect(kept.map(({ category }) => category)).toContain("event");
    expect(await listed()).not.toContain(submission.id);
  });
});

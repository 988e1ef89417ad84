import { randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { erasePerson } from "../accounts/erase.ts";
import { choose, listChoices } from "../choices/choices.ts";
import { listQuestions } from "../choices/questions.ts";
import { closeDispute, openDispute } from "../disputes/disputes.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { listHoldings } from "../people/holdings.ts";
import { runRetention } from "../retention/retention-run.ts";
import { countChoices } from "./count.ts";
import { listOwnSubmissions } from "./describe.ts";
import { listPublications } from "./publications.ts";
import { attach, discloseSubmission, moveSubmission } from "./site-acts.ts";
import { ARTICLE, createFormsBench, type FormsBench, NAME, PASSWORD } from "./submissions.testing.ts";
import { submit } from "./submit.ts";
import { chooseForSubmission, withdrawSubmission } from "./take-back.ts";

let test: TestContext;
let bench: FormsBench;
beforeAll(async () => {
  test = await openTestContext();
  bench = createFormsBench(test);
});
afterAll(() => test.drop());

const ORDER = {
  "order.item": "Atlas of tea",
  "order.price": "CNY 120.00",
  "order.address": "18 Wensan Road",
};
const PAYMENT = {
  "payment.reference": "2026112222001",
  "payment.amount": "CNY 120.00",
  "payment.result": "paid",
};
const RUN = { goesOn: () => true, report: (fault: unknown) => expect.unreachable(String(fault)) };

const own = (session: Parameters<typeof listOwnSubmissions>[1], form?: string) =>
  listOwnSubmissions(test.context, session, { form });
const published = async (id: string) => (await listPublications(test.context, { form: "comment", id }))[0];

describe("a form that a person fills in", () => {
  it("[2.1.1] [law 5] is kept sealed, shown to its person, and leaves a receipt", async () => {
    const session = await bench.newSession();
    const { submission, receipt } = await bench.hand(session, "order", ORDER, { about: "item/tea-atlas" });
    expect(submission).toMatchObject({
      form: "order",
      about: "item/tea-atlas",
      state: "placed",
      values: ORDER,
      choices: [],
    });
    expect(receipt.index).toBeGreaterThanOrEqual(0);
    expect(await own(session)).toEqual([submission]);
    expect(await own(session, "comment")).toEqual([]);
    expect(await bench.events(session.person)).toEqual(["form-submitted"]);
    const { rows } = await sql`select * from submission, submission_record`.execute(test.context.db);
    expect(JSON.stringify(rows)).not.toContain("Atlas");
  });

  it("[2.1.1] turns away an undeclared field, an empty form, and one that is not for people", async () => {
    const session = await bench.newSession();
    const hand = (form: string, values: Record<string, string>) =>
      problemOf(bench.hand(session, form, values));
    expect(await hand("order", { ...ORDER, "order.note": "x" })).toMatchObject({
      code: "field-undeclared",
      errors: [{ at: "order.note" }],
    });
    expect(await hand("preferences", {})).toMatchObject({ code: "field-missing" });
    for (const form of ["payment", "visit", "registration", "nothing", "__proto__"])
      expect(await hand(form, {})).toMatchObject({ code: "form-unknown" });
    expect(await own(session)).toEqual([]);
    expect(await bench.events(session.person)).toEqual([]);
  });

  it("[2.4.4] [2.4.2] [2.5.6] [2.1.3] that stands on consent is refused without it, with clause and remedy", async () => {
    const session = await bench.newSession();
    const cases = [
      ["poll", { "poll.option": "green" }, "2.4.4", "projects"],
      ["reading", { "interest.article": "tea-horse-road" }, "2.4.2", "recommendations"],
      ["comment", { "comment.text": "Well said" }, "2.5.6", "publication"],
      ["questionnaire", { "answer.frequency": "daily" }, "2.1.3", "research"],
    ] as const;
    for (const [form, values, clause, purpose] of cases)
      expect(await problemOf(bench.hand(session, form, values))).toMatchObject({
        code: "refused",
        clause,
        remedy: { kind: "consent", purpose },
      });
    expect(await own(session)).toEqual([]);
  });

  it("[2.4.4] a consent to one thing is none to another", async () => {
    const session = await bench.newSession();
    await bench.hand(
      session,
      "poll",
      { "poll.option": "green" },
      { about: "poll/covers", agree: ["projects"] },
    );
    const next = bench.hand(session, "poll", { "poll.option": "blue" }, { about: "poll/paper" });
    expect(await problemOf(next)).toMatchObject({ code: "refused", clause: "2.4.4" });
    const choices = await transact(test.context.db, (tx) => listChoices(test.context, tx, session.person));
    expect(choices.map(({ purpose }) => purpose).sort()).toEqual([
      "marketing",
      "partner-marketing",
      "recommendations",
      "research",
    ]);
  });

  it("[2.5.6] records a refusal about one thing too, and each choice with its words", async () => {
    const session = await bench.newSession();
    const { submission } = await bench.hand(
      session,
      "comment",
      { "comment.text": "Well said" },
      {
        agree: ["publication"],
        refuse: ["naming"],
      },
    );
    expect(submission.choices.map(({ purpose, state }) => [purpose, state])).toEqual([
      ["naming", "refused"],
      ["publication", "granted"],
    ]);
    expect(await bench.events(session.person)).toEqual([
      "consent-given",
      "consent-refused",
      "form-submitted",
    ]);
  });

  it("takes no choice about other words, nor about a purpose that nobody asks about", async () => {
    const session = await bench.newSession();
    const values = { "comment.text": "Well said" };
    const filled = { form: "comment", about: null, values };
    const wrong = { choice: "agree", wording: "0".repeat(64) } as const;
    for (const [choices, code] of [
      [{ publication: wrong }, "wording-changed"],
      [{ publication: bench.made("publication"), marketing: wrong }, "wording-changed"],
      [{ publication: bench.made("publication"), account: wrong }, "purpose-unknown"],
      [{ publication: bench.made("publication"), projects: bench.made("projects") }, "purpose-unknown"],
    ] as const)
      expect(await problemOf(submit(test.context, session, { ...filled, choices }))).toMatchObject({ code });
    expect(await bench.events(session.person)).toEqual([]);
  });

  it("[2.1.3] a refusal given with a form stands, with its receipt, though the form is refused for it", async () => {
    const session = await bench.newSession();
    const answered = bench.hand(
      session,
      "questionnaire",
      { "answer.frequency": "daily" },
      { refuse: ["research"] },
    );
    expect(await problemOf(answered)).toMatchObject({
      code: "refused",
      clause: "2.1.3",
      receipt: { index: expect.any(Number) },
    });
    expect(await bench.events(session.person)).toEqual(["consent-refused"]);
    const asked = await listQuestions(test.context, session.person);
    expect(asked.map(({ purpose }) => purpose)).not.toContain("research");
  });
});

describe("taking back", () => {
  it("[2.5.6] a comment goes with the consent it stood on: no longer published, erased, and shown no more", async () => {
    const session = await bench.newSession();
    const id = await bench.comment(session, "Well said");
    expect(await published(id)).toMatchObject({ values: { "comment.text": "Well said" } });
    const undo = { purpose: "publication", ...bench.made("publication", "refuse") };
    const { submission } = await chooseForSubmission(test.context, session, id, undo);
    expect(submission).toMatchObject({ id, state: "withdrawn", values: {} });
    expect(submission.choices.find(({ purpose }) => purpose === "publication")?.state).toBe("withdrawn");
    expect(await published(id)).toBeUndefined();
    expect(await own(session)).toEqual([]);
    const held = await transact(test.context.db, (tx) => test.context.vault.holdings(tx, session.person));
    expect(held.map(({ category }) => category)).not.toContain("comment");
    expect(await bench.events(session.person)).toEqual([
      "consent-given",
      "form-submitted",
      "consent-withdrawn",
    ]);
    const again = chooseForSubmission(test.context, session, id, undo);
    expect(await problemOf(again)).toMatchObject({ code: "submission-unknown" });
  });

  it("[2.4.4] leaving a poll undoes the vote", async () => {
    const about = `poll/${randomUUID()}`;
    const count = async () =>
      (await countChoices(test.context, { form: "poll", about })).fields["poll.option"];
    const [stays, leaves] = [await bench.newSession(), await bench.newSession()];
    const vote = { "poll.option": "green" };
    await bench.hand(stays, "poll", vote, { about, agree: ["projects"] });
    const { submission } = await bench.hand(leaves, "poll", vote, { about, agree: ["projects"] });
    expect(await count()).toEqual({ green: 2 });
    const undo = { purpose: "projects", ...bench.made("projects", "refuse") };
    await chooseForSubmission(test.context, leaves, submission.id, undo);
    expect(await count()).toEqual({ green: 1 });
    expect(await own(leaves)).toEqual([]);
    const kept = await transact(test.context.db, (tx) => test.context.vault.holdings(tx, leaves.person));
    expect(kept.map(({ category }) => category)).not.toContain("poll");
    await withdrawSubmission(test.context, stays, (await own(stays))[0]?.id ?? "");
    expect(await count()).toEqual({});
    expect(await bench.events(stays.person)).toContain("submission-withdrawn");
  });

  it("[2.4.2] what was read for recommendations goes with the consent, and is not collected after", async () => {
    const session = await bench.newSession();
    const read = () => bench.hand(session, "reading", { "interest.article": "tea-horse-road" });
    await choose(test.context, session.person, "recommendations", bench.made("recommendations"));
    await read();
    await read();
    await bench.hand(session, "order", ORDER);
    expect(await own(session)).toHaveLength(3);
    await choose(test.context, session.person, "recommendations", bench.made("recommendations", "refuse"));
    expect((await own(session)).map(({ form }) => form)).toEqual(["order"]);
    expect(await problemOf(read())).toMatchObject({ code: "refused", clause: "2.4.2" });
    await choose(test.context, session.person, "recommendations", bench.made("recommendations"));
    expect(await own(session, "reading")).toEqual([]);
  });

  it("[2.1.4] an order stays for its declared time", async () => {
    const session = await bench.newSession();
    const { submission } = await bench.hand(session, "order", ORDER);
    expect(await problemOf(withdrawSubmission(test.context, session, submission.id))).toMatchObject({
      code: "refused",
      clause: "2.1.4",
      reason: { en: expect.stringContaining("kept"), zh: expect.stringContaining("保存") },
    });
    expect(await own(session)).toEqual([submission]);
  });

  it("is for the person alone", async () => {
    const [author, other] = [await bench.newSession(), await bench.newSession()];
    const id = await bench.comment(author, "Mine");
    const undo = { purpose: "publication", ...bench.made("publication", "refuse") };
    for (const act of [
      () => withdrawSubmission(test.context, other, id),
      () => chooseForSubmission(test.context, other, id, undo),
      () => withdrawSubmission(test.context, author, randomUUID()),
    ])
      expect(await problemOf(act())).toMatchObject({ code: "submission-unknown" });
    expect(await published(id)).toBeDefined();
  });

  it("[1.2] under a dispute it stays sealed, is shown to nobody but its person, and goes when the dispute is over", async () => {
    const session = await bench.newSession();
    const { person } = session;
    const [taken, left] = [await bench.comment(session, "One"), await bench.comment(session, "Two")];
    const { id: dispute } = await openDispute(test.context, { person, reference: "1", operator: "Wei" });
    expect(await problemOf(withdrawSubmission(test.context, session, taken))).toMatchObject({
      code: "refused",
      clause: "1.2",
      receipt: { index: expect.any(Number) },
    });
    const undo = { purpose: "publication", ...bench.made("publication", "refuse") };
    const { submission } = await chooseForSubmission(test.context, session, left, undo);
    expect(submission).toMatchObject({ state: "withdrawn", values: { "comment.text": "Two" } });
    expect([await published(taken), await published(left)]).toEqual([undefined, undefined]);
    const back = { purpose: "publication", ...bench.made("publication") };
    expect(await problemOf(chooseForSubmission(test.context, session, left, back))).toMatchObject({
      code: "state-unfit",
    });
    await runRetention(test.context, RUN);
    expect(await own(session)).toHaveLength(2);
    await closeDispute(test.context, { id: dispute, operator: "Min" });
    expect(await runRetention(test.context, RUN)).toBe(2);
    expect(await own(session)).toEqual([]);
  });

  it("[1.2] whoever wants to be erased under a dispute is published no more", async () => {
    const session = await bench.newSession();
    const id = await bench.comment(session, "Well said");
    await openDispute(test.context, { person: session.person, reference: "2", operator: "Wei" });
    expect(await problemOf(erasePerson(test.context, session, PASSWORD))).toMatchObject({ clause: "1.2" });
    expect(await published(id)).toBeUndefined();
  });

  it("[law 7] erasing an account erases all of it", async () => {
    const session = await bench.newSession();
    const { person } = session;
    await bench.comment(session, "Well said");
    await bench.hand(session, "order", ORDER);
    const holdings = await listHoldings(test.context, session);
    expect(holdings.map(({ category }) => category)).toEqual(
      expect.arrayContaining(["contact", "account", "comment", "order"]),
    );
    const comments = holdings.filter(({ category }) => category === "comment");
    expect(comments.flatMap(({ values }) => values.map(({ value }) => value))).toEqual(["Well said"]);
    expect(await erasePerson(test.context, session, PASSWORD)).toMatchObject({ records: 4 });
    const { rows } = await sql`
      select person from submission where person = ${person} union all
      select person from submission_record where person = ${person} union all
      select person from submission_choice where person = ${person} union all
      select person from pseudonym where person = ${person}`.execute(test.context.db);
    expect(rows).toEqual([]);
  });

  it("[law 8] the same withdrawal at once: one takes it back, the other finds nothing", async () => {
    const session = await bench.newSession();
    const id = await bench.comment(session, "Well said");
    const both = await Promise.allSettled([1, 2].map(() => withdrawSubmission(test.context, session, id)));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("what a person holds", () => {
  it("[2.4.3] each of several comments is shown with its own words", async () => {
    const session = await bench.newSession();
    for (const text of ["One", "Two", "Three"]) await bench.comment(session, text);
    const shown = (await listHoldings(test.context, session))
      .filter(({ category }) => category === "comment")
      .flatMap(({ values }) => values.map(({ value }) => value));
    expect(shown.sort()).toEqual(["One", "Three", "Two"]);
  });
});

describe("what the site does with a submission", () => {
  const nobody = randomUUID();
  const pay = (id: string, key = "answer-1", values: Record<string, string> = PAYMENT) =>
    attach(test.context, id, { form: "payment", key, values });

  async function ordered() {
    const session = await bench.newSession();
    const { submission } = await bench.hand(session, "order", ORDER);
    return { session, id: submission.id };
  }

  it("moves it on once, from where it stands", async () => {
    const { session, id } = await ordered();
    const move = (from: string, to: string) => moveSubmission(test.context, id, { from, to });
    expect(await move("placed", "paid")).toEqual({ state: "paid", moved: true });
    expect(await move("placed", "paid")).toEqual({ state: "paid", moved: false });
    expect(await problemOf(move("placed", "sent"))).toMatchObject({ code: "state-unfit" });
    expect(await problemOf(move("paid", "withdrawn"))).toMatchObject({ code: "state-unfit" });
    const unknown = moveSubmission(test.context, nobody, { from: "a", to: "b" });
    expect(await problemOf(unknown)).toMatchObject({ code: "submission-unknown" });
    expect(await bench.events(session.person)).toEqual(["form-submitted", "submission-moved"]);
    const racing = await Promise.all([1, 2, 3].map(() => move("paid", "sent")));
    expect(racing.filter(({ moved }) => moved)).toHaveLength(1);
  });

  it("[2.1.4] [law 8] attaches what the payment provider said once for each key, also two at once", async () => {
    const { session, id } = await ordered();
    const both = await Promise.all([pay(id), pay(id)]);
    expect(both.map(({ attached }) => attached).sort()).toEqual([false, true]);
    expect(await pay(id)).toEqual({ attached: false, receipt: null });
    expect((await own(session))[0]?.values).toEqual({ ...ORDER, ...PAYMENT });
    expect(await pay(id, "answer-2", { ...PAYMENT, "payment.result": "refunded" })).toMatchObject({
      attached: true,
    });
    expect((await own(session))[0]?.values["payment.result"]).toBe("refunded");
    expect(await bench.events(session.person)).toEqual([
      "form-submitted",
      "submission-attached",
      "submission-attached",
    ]);
  });

  it("[2.1.1] attaches nothing by a form of another kind, and nothing undeclared", async () => {
    const { id } = await ordered();
    for (const form of ["order", "comment", "registration", "nothing"])
      expect(await problemOf(attach(test.context, id, { form, key: "1", values: {} }))).toMatchObject({
        code: "form-unknown",
      });
    expect(await problemOf(pay(id, "1", { ...PAYMENT, "payment.holder": "x" }))).toMatchObject({
      code: "field-undeclared",
    });
    expect(await problemOf(pay(nobody))).toMatchObject({ code: "submission-unknown" });
  });

  it("[2.4.3] discloses the fields the recipient may have, and names them in the evidence, without a value", async () => {
    const { session, id } = await ordered();
    const disclose = (fields: readonly string[], recipient = "payments", purpose = "orders") =>
      discloseSubmission(test.context, id, { recipient, purpose, fields });
    const { values, receipt } = await disclose(["order.item", "order.price"]);
    expect(values).toEqual({ "order.item": "Atlas of tea", "order.price": "CNY 120.00" });
    const kept = await transact(test.context.db, (tx) =>
      test.context.vault.openEvidence(tx, session.person, receipt.id),
    );
    const evidence = Buffer.from(kept ?? []).toString("latin1");
    expect(evidence).toContain('"recipient":"payments"');
    expect(evidence).toContain("order.price");
    expect(evidence).not.toContain("Atlas");
    expect(await problemOf(disclose(["order.item", "order.address"]))).toMatchObject({
      code: "refused",
      clause: "2.4.3",
    });
    expect(await problemOf(disclose(["order.item"], "nobody"))).toMatchObject({ code: "refused" });
    expect(await problemOf(disclose(["contact.email"], "payments", "marketing"))).toMatchObject({
      code: "refused",
    });
    expect(await bench.events(session.person)).toEqual(["form-submitted", "submission-disclosed"]);
  });
});

describe("what is published", () => {
  it("[2.5.6] [law 4] stands beside a pseudonym, the same for one person; the name only for the one thing it was agreed for", async () => {
    const session = await bench.newSession();
    const [plain, named, refused] = [
      await bench.comment(session, "One"),
      await bench.comment(session, "Two", ["publication", "naming"]),
      await bench.comment(session, "Three"),
    ];
    const pseudonym = (await published(plain))?.by;
    expect(pseudonym).toMatchObject({ kind: "pseudonym", name: expect.stringMatching(/^R-[1-9]\d{7}$/) });
    expect((await published(refused))?.by).toEqual(pseudonym);
    expect((await published(named))?.by).toEqual({ kind: "name", name: NAME });
    const hide = { purpose: "naming", ...bench.made("naming", "refuse") };
    await chooseForSubmission(test.context, session, named, hide);
    expect((await published(named))?.by).toEqual(pseudonym);
    const show = { purpose: "naming", ...bench.made("naming") };
    await chooseForSubmission(test.context, session, plain, show);
    expect((await published(plain))?.by.name).toBe(NAME);
    expect((await published(refused))?.by).toEqual(pseudonym);
  });

  it("is listed by what it is about, the oldest first, and nothing that was not given to be published", async () => {
    const about = `article/${randomUUID()}`;
    for (const text of ["One", "Two"]) {
      const session = await bench.newSession();
      await bench.hand(session, "comment", { "comment.text": text }, { about, agree: ["publication"] });
    }
    const listed = await listPublications(test.context, { form: "comment", about });
    expect(listed.map(({ values }) => values["comment.text"])).toEqual(["One", "Two"]);
    const session = await bench.newSession();
    await bench.hand(session, "contact", { "letter.text": "A letter" }, { about: ARTICLE });
    for (const form of ["contact", "order", "nothing"])
      expect(await listPublications(test.context, { form })).toEqual([]);
  });
});

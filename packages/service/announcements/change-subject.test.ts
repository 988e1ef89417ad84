import { wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { varyIndexPolicy, WRITING } from "../../../tests/support/index-policy.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { createChangeKind } from "../changes/change-kind.ts";
import { createSteps } from "../changes/steps.ts";
import { createApprovalEffects, workTelling } from "../changes/telling.ts";
import type { Handover } from "../channels/parcel.ts";
import { choose } from "../choices/choices.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { NOON, PASSWORD, recordParcels } from "../marketing/marketing.testing.ts";
import { createNotices } from "../notices/notices.ts";
import { createSender } from "../notices/sender.ts";
import { approve, propose } from "../policy-versions/propose.ts";
import { operator, testSubjects, written } from "./announcements.testing.ts";
import { approveAnnouncement, draftAnnouncement, openDesk } from "./announcements.ts";
import { createChangeSubject } from "./change-subject.ts";
import { getPublished } from "./published.ts";

let test: TestContext;
let jobs: Jobs;
const now = (): Date => new Date(NOON);
const steps = createSteps();
const kinds = new Map([["policy-change", createChangeKind(steps)]]);
const notices = createNotices({ kinds, now });
const subjects = {
  ...testSubjects(new Map(), new Set()),
  "policy-change": createChangeSubject(notices),
};
const [wang, zhao] = [
  { operator: operator("wang"), subjects },
  { operator: operator("zhao"), subjects },
];
/** The version's term, and who is told of it. */
let term: string;
let reached: string;
let unreached: string;
const NO_SUCH_MAILBOX: Handover = { kind: "not-accepted", permanent: true, why: "there is no such mailbox" };

beforeAll(async () => {
  test = await openTestContext({ now });
  jobs = createJobs({ store: test.database.store, now, report: (error) => test.reports.push(error) });
  await jobs.start();
  [reached, unreached] = [await newPerson(), await newPerson()];
  const source = await varyIndexPolicy({ permits: [WRITING] });
  const proposed = await propose(test.context, {
    operator: { id: "operator-wei", name: "Wei", email: "wei@index.example" },
    source,
    effectiveAt: null,
  });
  term = proposed.id;
  await approve(test.context, {
    id: term,
    operator: { id: "operator-min", name: "Min", email: "min@index.example" },
    effects: createApprovalEffects({ jobs, notices, steps }),
  });
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await jobs.stop();
  await test.drop();
});

async function newPerson(): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { context } = test;
  await register(context, "registration", filledRegistration(email));
  const person = await findByCredentials(context, email, PASSWORD);
  const wording = wordingOf(context.bundle.purposes.recommendations?.ask ?? {});
  await choose(context, person, "recommendations", { choice: "agree", wording });
  return person;
}

const standing = () =>
  transact(test.context.db, (tx) => subjects["policy-change"].standing(test.context, tx, term));

/** What is announced of the version, with all that has to be said of one. */
function announced(id = term) {
  const said = (en: string, zh: string) => ({ en, zh });
  return {
    ...written(id, new Date(NOON + 60 * 86_400_000), "policy-change"),
    title: said("Our privacy policy changes", "隐私政策变更"),
    elements: {
      change: said("Staff may write about recommendations.", "工作人员可就推荐内容与您联系。"),
      effective: said("From 23 November 2026.", "自2026年11月23日起。"),
      meaning: said("Nothing is written to who does not agree.", "未经您同意，不会向您发送。"),
      choice: said("Agree or refuse in the privacy centre.", "请在隐私中心选择同意或者不同意。"),
      contact: said("privacy@index.example", "privacy@index.example"),
    },
  };
}

describe("a change of policy", () => {
  it("[2.3.8] [2.6.2] is not announced in the place of telling people, nor before anybody has looked whom it concerns", async () => {
    expect(await standing()).toEqual({ people: 0, told: 0, untried: 1, rehearsal: false });
    expect(await problemOf(draftAnnouncement(test.context, wang, announced()))).toMatchObject({
      code: "refused",
      clause: "2.3.8",
    });
    await workTelling({ current: async () => test.context }, { jobs, notices, steps });
    await vi.waitFor(
      async () => expect(await standing()).toEqual({ people: 2, told: 0, untried: 2, rehearsal: false }),
      { timeout: 15_000 },
    );
    const refused = await problemOf(draftAnnouncement(test.context, wang, announced()));
    expect(refused).toMatchObject({ code: "refused", clause: "2.3.8" });
    expect(refused.reason?.en).toContain("2 of the people it concerns can be reached");
  });

  it("[2.3.8] [2.6.2] is announced with its reason, by two, once all were tried and one cannot be reached", async () => {
    const { channels, parcels } = recordParcels("email", ({ person }) =>
      person === unreached ? NO_SUCH_MAILBOX : { kind: "accepted" },
    );
    const report = (error: unknown): void => void test.reports.push(error);
    const governing = { current: async () => test.context };
    const sender = createSender({ governing, kinds, channels, report });
    await vi.waitFor(
      async () => {
        await sender.sendDue();
        expect(await standing()).toEqual({ people: 2, told: 1, untried: 0, rehearsal: false });
      },
      { timeout: 15_000 },
    );
    await sender.stop();
    expect(parcels.map(({ person }) => person)).toEqual([reached]);
    const lacking = announced();
    const { meaning: _, ...elements } = lacking.elements;
    expect(
      await problemOf(draftAnnouncement(test.context, wang, { ...lacking, reason: {}, elements })),
    ).toMatchObject({
      code: "announcement-unfit",
      errors: expect.arrayContaining([
        expect.objectContaining({ at: "/reason/en" }),
        expect.objectContaining({ at: "/elements/meaning/zh" }),
      ]),
    });
    const { id } = await draftAnnouncement(test.context, wang, announced());
    expect((await problemOf(approveAnnouncement(test.context, wang, id))).code).toBe("approval-own");
    await approveAnnouncement(test.context, zhao, id);
    const { announcements } = await openDesk(test.context, wang);
    expect(announcements.find((one) => one.id === id)).toMatchObject({
      state: "current",
      subject: { kind: "policy-change", id: term },
    });
    expect(await getPublished(test.context, subjects, id)).toMatchObject({ reason: announced().reason });
  });

  it("is announced of none that was not approved", async () => {
    const stranger = announced(crypto.randomUUID());
    expect(await problemOf(draftAnnouncement(test.context, wang, stranger))).toMatchObject({
      code: "not-found",
    });
  });
});

import { randomUUID } from "node:crypto";
import { parseLeaf } from "@avow/evidence";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import type { Context } from "../context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { operator, type Stands, testSubjects, written } from "./announcements.testing.ts";
import {
  approveAnnouncement,
  draftAnnouncement,
  openDesk,
  reviseAnnouncement,
  withdrawAnnouncement,
} from "./announcements.ts";
import { earliestEnd, LEAST_DAYS } from "./least-time.ts";
import { getPublished, listPublished } from "./published.ts";

const DAY_MS = 86_400_000;
const NOBODY_LEFT = { people: 3, told: 2, untried: 0, rehearsal: false };

let test: TestContext;
let context: Context;
let at = new Date("2026-11-23T08:00:00Z");
const stands: Stands = new Map();
const covered = new Set<string>();
const subjects = testSubjects(stands, covered);
const [wang, zhao] = [
  { operator: operator("wang"), subjects },
  { operator: operator("zhao"), subjects },
];

beforeAll(async () => {
  test = await openTestContext({ now: () => at });
  context = test.context;
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

describe("an announcement", () => {
  it("[2.3.8] is refused, under the clause and in the log, while one person could be told instead", async () => {
    const id = stand({ ...NOBODY_LEFT, untried: 1 });
    const refused = await problemOf(draftAnnouncement(context, wang, written(id, later())));
    expect(refused).toMatchObject({ code: "refused", clause: "2.3.8" });
    expect(refused.reason?.zh).toContain("1人");
    expect((await openDesk(context, wang)).announcements.filter(({ subject }) => subject.id === id)).toEqual(
      [],
    );
    expect(await logged(id)).toEqual([
      expect.objectContaining({
        kind: "announcement-refused",
        clause: "2.3.8",
        facts: { people: 3, told: 2, untried: 1, policy: context.version },
      }),
    ]);
  });

  it("[2.3.8] that was drafted in time is refused at its approval when somebody can be told by then", async () => {
    const id = stand(NOBODY_LEFT);
    const { id: announcement } = await draftAnnouncement(context, wang, written(id, later()));
    stand({ ...NOBODY_LEFT, untried: 2 }, id);
    expect(await problemOf(approveAnnouncement(context, zhao, announcement))).toMatchObject({
      code: "refused",
      clause: "2.3.8",
    });
    expect((await openDesk(context, wang)).announcements.find((one) => one.id === announcement)?.state).toBe(
      "draft",
    );
    expect((await logged(id)).map(({ kind }) => kind)).toEqual(["announcement-refused"]);
  });

  it("[2.3.8] needs its reason in every language, and all that must be said, each place named", async () => {
    const body = written(stand(NOBODY_LEFT), later());
    const lacking = await problemOf(
      draftAnnouncement(context, wang, {
        ...body,
        reason: { en: "hard, sorry", zh: "难。" },
        title: { en: body.title.en ?? "" },
        elements: { happened: { en: "…", zh: "有人读取了一份备份。" }, weather: { en: "x", zh: "x" } },
      }),
    );
    expect(lacking.code).toBe("announcement-unfit");
    expect(lacking.errors?.map(({ at }) => at)).toEqual([
      "/reason/en",
      "/reason/zh",
      "/title/zh",
      "/elements/happened/en",
      "/elements/advice/en",
      "/elements/advice/zh",
      "/elements",
    ]);
    expect(await problemOf(draftAnnouncement(context, wang, { ...body, reason: {} }))).toMatchObject({
      code: "announcement-unfit",
      errors: [{ at: "/reason/en" }, { at: "/reason/zh" }],
    });
  });

  it("[2.3.8] is shown for the declared days at least, counted from when it really begins", async () => {
    const id = stand(NOBODY_LEFT);
    const short = written(id, new Date(at.getTime() + LEAST_DAYS * DAY_MS - 1));
    expect(await problemOf(draftAnnouncement(context, wang, short))).toMatchObject({
      code: "announcement-unfit",
      errors: [{ at: "/until" }],
    });
    const just = written(id, new Date(at.getTime() + LEAST_DAYS * DAY_MS));
    const draft = await draftAnnouncement(context, wang, just);
    await afterHours(1, async () => {
      expect(await problemOf(approveAnnouncement(context, zhao, draft.id))).toMatchObject({
        code: "announcement-unfit",
        errors: [{ at: "/until" }],
      });
    });
  });

  it("is shown for longer where a law of the policy asks for longer", () => {
    const from = new Date("2026-11-23T08:00:00Z");
    const days = (also: readonly string[]) => {
      const law = { ...context.bundle.law, also };
      return Math.floor((earliestEnd({ law }, from).getTime() - from.getTime()) / DAY_MS);
    };
    expect(days([])).toBe(LEAST_DAYS);
    expect(days(["BR"])).toBeGreaterThanOrEqual(90);
  });

  it("[2.3.8] is approved by another than who wrote it, and once", async () => {
    const { id } = await draftAnnouncement(context, wang, written(stand(NOBODY_LEFT), later()));
    expect((await problemOf(approveAnnouncement(context, wang, id))).code).toBe("approval-own");
    const approvals = await Promise.allSettled([
      approveAnnouncement(context, zhao, id),
      approveAnnouncement(context, zhao, id),
    ]);
    expect(approvals.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await problemOf(approveAnnouncement(context, zhao, id))).code).toBe("state-unfit");
  });

  it("that is written anew has a new author, who cannot approve it", async () => {
    const body = written(stand(NOBODY_LEFT), later());
    const { id } = await draftAnnouncement(context, wang, body);
    const revised = await reviseAnnouncement(context, zhao, {
      id,
      body: { ...body, title: { en: "A backup was read", zh: "备份遭读取" } },
    });
    expect(revised).toMatchObject({ id, draftedBy: "zhao", title: { en: "A backup was read" } });
    expect((await problemOf(approveAnnouncement(context, zhao, id))).code).toBe("approval-own");
    await approveAnnouncement(context, wang, id);
    expect((await problemOf(reviseAnnouncement(context, wang, { id, body }))).code).toBe("state-unfit");
  });

  it("[2.3.8] stands in the log when it is published: what it is of, what was said and until when", async () => {
    const id = stand(NOBODY_LEFT);
    const draft = await draftAnnouncement(context, wang, written(id, later()));
    const published = await approveAnnouncement(context, zhao, draft.id);
    expect(published).toMatchObject({
      state: "current",
      standing: { people: 3, told: 2, untried: 0 },
      index: expect.any(Number),
    });
    const [step, ...others] = await logged(id);
    expect(others).toEqual([]);
    expect(step).toMatchObject({
      kind: "announcement-published",
      clause: "2.3.8",
      announcement: draft.id,
      subject: { kind: "incident", id },
      facts: { wording: expect.stringMatching(/^[0-9a-f]{64}$/), policy: context.version },
    });
  });

  it("is seen by nobody outside before it is approved and its time has come, and by all when it has", async () => {
    const id = stand(NOBODY_LEFT);
    const from = new Date(at.getTime() + DAY_MS);
    const body = { ...written(id, later(), "policy-change"), from: from.toISOString() };
    const { id: announcement } = await draftAnnouncement(context, wang, body);
    await approveAnnouncement(context, zhao, announcement);
    expect(await isShown(announcement)).toBe(false);
    await afterHours(24, async () => {
      expect(await isShown(announcement)).toBe(true);
      expect(await getPublished(context, subjects, announcement)).toMatchObject({
        state: "current",
        elements: [{ title: { zh: "发生了什么" } }, { text: { zh: "请修改密码。\n\n谨防来电诈骗。" } }],
      });
    });
  });

  it("of an incident begins at once; a later day is refused", async () => {
    const body = {
      ...written(stand(NOBODY_LEFT), later()),
      from: new Date(at.getTime() + DAY_MS).toISOString(),
    };
    expect((await problemOf(draftAnnouncement(context, wang, body))).errors?.map(({ at }) => at)).toEqual([
      "/from",
    ]);
  });

  it("of a rehearsal is shown to nobody outside", async () => {
    const id = stand({ ...NOBODY_LEFT, rehearsal: true });
    const draft = await draftAnnouncement(context, wang, written(id, later()));
    expect(await approveAnnouncement(context, zhao, draft.id)).toMatchObject({
      state: "current",
      rehearsal: true,
    });
    expect(await isShown(draft.id)).toBe(false);
    expect((await problemOf(getPublished(context, subjects, draft.id))).code).toBe("not-found");
  });

  it("[2.3.8] is taken back only with a reason in every language, stays readable with it, and covers nobody any more", async () => {
    const id = stand(NOBODY_LEFT);
    const { id: announcement } = await draftAnnouncement(context, wang, written(id, later()));
    await approveAnnouncement(context, zhao, announcement);
    expect(covered.has(id)).toBe(true);
    const reason = { en: "The backup was found to be empty.", zh: "经查明，该备份并无内容。" };
    const withdraw = (given: Record<string, string>) =>
      withdrawAnnouncement(context, wang, { id: announcement, reason: given });
    expect(await problemOf(withdraw({ en: reason.en }))).toMatchObject({
      code: "announcement-unfit",
      errors: [{ at: "/reason/zh" }],
    });
    expect(await withdraw(reason)).toMatchObject({ state: "withdrawn", withdrawal: { by: "wang", reason } });
    expect(await getPublished(context, subjects, announcement)).toMatchObject({
      state: "withdrawn",
      title: { en: "An old backup was read" },
      withdrawal: { reason },
    });
    expect(covered.has(id)).toBe(false);
    expect((await logged(id)).map(({ kind }) => kind)).toEqual([
      "announcement-published",
      "announcement-withdrawn",
    ]);
    expect((await problemOf(withdraw(reason))).code).toBe("state-unfit");
  });

  it("of nothing is not found; under a policy that promises none, it is refused [law 1]", async () => {
    const nothing = written(randomUUID(), later());
    expect((await problemOf(draftAnnouncement(context, wang, nothing))).code).toBe("not-found");
    const clauses = context.bundle.clauses.map((clause) => ({
      ...clause,
      mechanisms: clause.mechanisms.filter((name) => name !== "reasoned-announcements"),
    }));
    const silent = { ...context, bundle: { ...context.bundle, clauses } };
    const body = written(stand(NOBODY_LEFT), later());
    expect((await problemOf(draftAnnouncement(silent, wang, body))).code).toBe("refused");
  });
});

/** Has a subject's people stand so; returns its id. */
function stand(standing: typeof NOBODY_LEFT, id: string = randomUUID()): string {
  stands.set(id, standing);
  return id;
}

function later(): Date {
  return new Date(at.getTime() + 60 * DAY_MS);
}

async function afterHours(hours: number, look: () => Promise<void>): Promise<void> {
  const before = at;
  at = new Date(before.getTime() + hours * 3_600_000);
  await look();
  at = before;
}

async function isShown(id: string): Promise<boolean> {
  return (await listPublished(context)).some((one) => one.id === id);
}

/** What the log says in clear of a subject, the oldest first. */
async function logged(id: string): Promise<{ kind: string; facts: unknown }[]> {
  const { rows } = await sql<{ leaf: Buffer }>`select leaf from ledger_entry order by index`.execute(
    context.db,
  );
  return rows
    .map(({ leaf }) => parseLeaf(new Uint8Array(leaf)))
    .flatMap((leaf) => (leaf.ok && leaf.value.kind === "public" ? [leaf.value.content] : []))
    .map((content) => JSON.parse(new TextDecoder().decode(content)))
    .filter(({ subject }) => subject?.id === id);
}

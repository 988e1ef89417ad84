import { transact } from "@avow/postgres";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { erasePerson } from "../accounts/erase.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { formatLetterNumber, parseLetterNumber } from "./letter-number.ts";
import { type OutreachBench, openOutreachBench, PASSWORD } from "./outreach.testing.ts";
import { postRun, workPostings } from "./post-run.ts";
import { returnLetter } from "./return-letter.ts";
import { getRun, listLetters, makeRun } from "./runs.ts";

const WEI = { id: "op-wei", name: "Wei" };

let bench: OutreachBench;
let jobs: Jobs;
let pdfium: PDFiumLibrary;
beforeAll(async () => {
  bench = await openOutreachBench();
  jobs = createJobs({ store: bench.database.store, report: (error) => bench.reports.push(error) });
  await jobs.start();
  await workPostings(bench.governing, jobs, bench.notices);
  pdfium = await PDFiumLibrary.init();
});
afterAll(async () => {
  pdfium.destroy();
  await jobs.stop();
  expect(bench.reports).toEqual([]);
  await bench.drop();
});

async function textOf(pdf: Buffer): Promise<readonly string[]> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return pages;
}

/** A person whose letter lies in a run that is printed and in the post; returns the letter's number too. */
async function post() {
  const person = await bench.newPerson();
  await bench.giveAddress(person);
  const notice = await bench.notify(person);
  const run = await makeRun(bench.context, "Wei");
  const [page = ""] = await textOf(await bench.print(run.id));
  await postRun(bench.context, jobs, run.id);
  await vi.waitFor(async () => expect((await getRun(bench.context.db, run.id)).posted).toBe(1), {
    timeout: 20_000,
  });
  return { person, notice, run: run.id, number: /No\. (\d{8})/.exec(page)?.[1] ?? "" };
}

describe("a letter", () => {
  it("[2.3.7] follows an e-mail that was refused, waits for a run, and does not count as told before it is in the post", async () => {
    const person = await bench.newPerson("zh");
    await bench.giveAddress(person, "杭州市南山路14号\n310002");
    const notice = await bench.notify(person);
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "letter" });
    expect(await listLetters(bench.context)).toMatchObject({ waiting: 1 });
    const run = await makeRun(bench.context, "Wei");
    expect(run).toMatchObject({ letters: 1, printed: 0, postedAt: null, madeBy: "Wei" });
    expect(await problemOf(postRun(bench.context, jobs, run.id))).toMatchObject({ code: "state-unfit" });
    const [page] = await textOf(await bench.print(run.id));
    for (const part of ["杭州市南山路14号", "Lin Yue 收", "安全事件", "请修改密码"])
      expect(page).toContain(part);
    expect(await bench.events(person)).toContain("letter-printed");
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff" });
    await postRun(bench.context, jobs, run.id);
    await vi.waitFor(
      async () =>
        expect(await bench.delivery(person, notice)).toMatchObject({ state: "sent", channel: "letter" }),
      { timeout: 20_000 },
    );
    expect(await problemOf(bench.print(run.id))).toMatchObject({ code: "state-unfit" });
  });

  it("[2.3.7] that comes back counts as not told, and the call list follows; the same number twice is one", async () => {
    const { person, notice, number } = await post();
    expect(
      await returnLetter(bench.context, bench.notices, ` ${number.slice(0, 4)} ${number.slice(4)}`),
    ).toEqual({
      number,
      again: false,
    });
    expect((await bench.delivery(person, notice)).state).not.toBe("sent");
    await bench.sendDue();
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "telephone" });
    expect(await returnLetter(bench.context, bench.notices, number)).toEqual({ number, again: true });
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "telephone" });
  });

  it("[law 3] of a notice that was stopped while it waited is not opened", async () => {
    const person = await bench.newPerson();
    await bench.giveAddress(person);
    const notice = await bench.notify(person);
    await transact(bench.context.db, (tx) =>
      bench.notices.cancel(bench.context, tx, { notice, by: WEI, reason: "No need." }),
    );
    const run = await makeRun(bench.context, "Wei");
    expect(await textOf(await bench.print(run.id))).toEqual([]);
    expect(await getRun(bench.context.db, run.id)).toMatchObject({ letters: 1, printed: 0, dropped: 1 });
    expect(await bench.events(person)).not.toContain("letter-printed");
  });

  it("of a notice that is paused goes back to wait", async () => {
    const person = await bench.newPerson();
    await bench.giveAddress(person);
    const notice = await bench.notify(person);
    await transact(bench.context.db, (tx) => bench.notices.pause(bench.context, tx, { notice, by: WEI }));
    const run = await makeRun(bench.context, "Wei");
    expect(await textOf(await bench.print(run.id))).toEqual([]);
    expect(await listLetters(bench.context)).toMatchObject({ waiting: 1 });
    await transact(bench.context.db, (tx) =>
      bench.notices.cancel(bench.context, tx, { notice, by: WEI, reason: "No need." }),
    );
    await bench.print((await makeRun(bench.context, "Wei")).id);
  });

  it("[2.3.7] whose address no window shows is not printed, and the next channel follows", async () => {
    const person = await bench.newPerson();
    await bench.giveAddress(person, Array.from({ length: 40 }, (_, line) => `Line ${line}`).join("\n"));
    const notice = await bench.notify(person);
    const run = await makeRun(bench.context, "Wei");
    expect(await textOf(await bench.print(run.id))).toEqual([]);
    await bench.sendDue();
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "telephone" });
  });

  it("[law 7] goes with its person: nothing is left to print, and its number is unknown", async () => {
    const { person, number } = await post();
    await erasePerson(bench.context, person, PASSWORD);
    expect(await problemOf(returnLetter(bench.context, bench.notices, number))).toMatchObject({
      code: "letter-unknown",
    });
  });
});

describe("a run", () => {
  it("of nothing is refused", async () => {
    expect(await problemOf(makeRun(bench.context, "Wei"))).toMatchObject({ code: "nothing-waits" });
  });

  it("holds every letter that waits, once, in one file; two made at once share them", async () => {
    const people = await Promise.all([1, 2, 3].map(() => bench.newPerson()));
    for (const person of people) {
      await bench.giveAddress(person);
      await bench.notify(person);
    }
    const made = await Promise.allSettled([makeRun(bench.context, "Wei"), makeRun(bench.context, "Ann")]);
    const runs = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(runs.reduce((sum, { letters }) => sum + letters, 0)).toBe(3);
    const pages = (await Promise.all(runs.map(({ id }) => bench.print(id)))).map(textOf);
    expect((await Promise.all(pages)).flat()).toHaveLength(3);
  });
});

describe("the number on a letter", () => {
  it("is read however it is typed or scanned, and a mistaken digit is noticed", () => {
    expect(formatLetterNumber(1)).toBe("00000018");
    for (const text of ["00000018", "0000 0018", "*00000018*", "0000-0018"])
      expect(parseLetterNumber(text)).toBe(1);
    for (const text of ["00000028", "00000081", "0000018", "", "lin", "99999999999999"])
      expect(parseLetterNumber(text)).toBeNull();
  });

  it("[2.3.7] that nobody posted is unknown", async () => {
    const number = formatLetterNumber(999_999);
    expect(await problemOf(returnLetter(bench.context, bench.notices, number))).toMatchObject({
      code: "letter-unknown",
    });
    expect(await problemOf(returnLetter(bench.context, bench.notices, "1"))).toMatchObject({ status: 404 });
  });
});

import { describe, expect, it } from "vitest";
import { SHOP_PLAN } from "../kit-site.testing.ts";
import { createConsent } from "./create-consent.ts";
import type { ChoiceBody, Posted } from "./save-choice.ts";
import type { Choices, PageChoice, RecordedChoice, Signal } from "./shapes.ts";

const ALL_YES: Choices = { analytics: true, video: true, advertising: true };
const ALL_NO: Choices = { analytics: false, video: false, advertising: false };
const KEPT: Posted = { outcome: "kept", id: "kept", at: "2026-12-01T00:00:00.000Z" };

const recorded = (choices: Choices, wording = SHOP_PLAN.wording): RecordedChoice => ({
  id: "before",
  at: "2026-11-01T00:00:00.000Z",
  choices,
  wording,
  signal: null,
});

interface Sent {
  readonly body: ChoiceBody;
  readonly answer: (posted: Posted) => Promise<void>;
}

/** A page whose server answers when the test says so, and whose time passes when the test says so. */
function open({
  choice = null,
  told = null,
  own = null,
}: {
  choice?: RecordedChoice | null;
  told?: Signal | null;
  own?: Signal | null;
} = {}) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  let pass = () => {};
  let keys = 0;
  const known: PageChoice = { choice, signal: told, unwanted: [] };
  const consent = createConsent(
    { plan: SHOP_PLAN, known, policy: null },
    {
      signal: own,
      language: "en",
      newKey: () => `key ${++keys}`,
      wait: (ms) => {
        waits.push(ms);
        return new Promise((resolve) => (pass = resolve));
      },
      save: (body) =>
        new Promise((resolve) => {
          const answer = async (posted: Posted) => {
            resolve(posted);
            await settle();
          };
          sent.push({ body, answer });
        }),
    },
  );
  const passTime = async () => {
    pass();
    await settle();
  };
  const last = (): Sent => {
    const one = sent.at(-1);
    if (one === undefined) throw new Error("nothing was sent");
    return one;
  };
  return { consent, sent, waits, passTime, last };
}

/** Lets every promise that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a choice", () => {
  it("[law 1] opens nothing before it is made, nor while it is on its way, only once it is acknowledged", async () => {
    const { consent, last } = open();
    expect(consent.state).toMatchObject({ asks: true, saving: "kept", answers: ALL_NO });
    consent.choose(ALL_YES);
    expect(consent.state).toMatchObject({ saving: "saving", answers: ALL_NO });
    await last().answer(KEPT);
    expect(consent.state).toMatchObject({ asks: false, saving: "kept", answers: ALL_YES });
  });

  it("is an explicit yes or no for every question and nothing else, with the words and rules it answers", () => {
    const { consent, last } = open({ choice: recorded(ALL_NO) });
    consent.choose({ video: true, ghost: true });
    expect(last().body).toEqual({
      previous: "before",
      choices: { analytics: false, video: true, advertising: false },
      wording: SHOP_PLAN.wording,
      policy: SHOP_PLAN.version,
      language: "en",
      signal: null,
      key: "key 1",
    });
  });

  it("[law 8] is not believed when it failed: it counts as failed after three tries, and is tried again with the same key", async () => {
    const { consent, sent, waits, passTime, last } = open();
    consent.choose(ALL_YES);
    for (const expected of ["saving", "saving", "failed", "failed"] as const) {
      await last().answer({ outcome: "failed" });
      expect(consent.state).toMatchObject({ saving: expected, answers: ALL_NO, asks: true });
      await passTime();
    }
    expect(waits).toEqual([1000, 3000, 30_000, 30_000]);
    expect(new Set(sent.map(({ body }) => body.key))).toEqual(new Set(["key 1"]));
    await last().answer(KEPT);
    expect(consent.state).toMatchObject({ saving: "kept", answers: ALL_YES });
  });

  it("is tried at once when asked to, without waiting out its time", async () => {
    const { consent, sent, last } = open();
    consent.choose(ALL_YES);
    await last().answer({ outcome: "failed" });
    expect(sent).toHaveLength(1);
    consent.retry();
    await settle();
    expect(sent).toHaveLength(2);
  });

  it("is not tried again when the server refuses it for good, and opens nothing", async () => {
    const { consent, sent, waits, last } = open();
    consent.choose(ALL_YES);
    await last().answer({ outcome: "refused" });
    expect(consent.state).toMatchObject({ saving: "outdated", answers: ALL_NO, asks: false });
    expect([sent.length, waits.length]).toEqual([1, 0]);
  });

  it("[law 2] taken back is shut at once, and stays so however its saving goes", async () => {
    const { consent, last } = open({ choice: recorded(ALL_YES) });
    expect(consent.isOpen("video")).toBe(true);
    consent.choose({ ...ALL_YES, video: false });
    expect(consent.state.answers).toEqual({ ...ALL_YES, video: false });
    await last().answer({ outcome: "refused" });
    expect(consent.isOpen("video")).toBe(false);
  });

  it("[law 2] made later is sent after the one before, and is the one that counts", async () => {
    const { consent, sent, last } = open();
    consent.choose(ALL_YES);
    consent.choose(ALL_NO);
    expect(sent).toHaveLength(1);
    await last().answer(KEPT);
    expect(consent.state).toMatchObject({ saving: "saving", answers: ALL_NO });
    expect(last().body).toMatchObject({ previous: "kept", choices: ALL_NO, key: "key 2" });
    await last().answer({ ...KEPT, id: "second" });
    expect(consent.state).toMatchObject({ saving: "kept", answers: ALL_NO, choice: { id: "second" } });
  });

  it("[2.6.2] to other words opens nothing, and is asked anew", () => {
    const { consent } = open({ choice: recorded(ALL_YES, "c".repeat(64)) });
    expect(consent.state).toMatchObject({ asks: true, answers: ALL_NO });
  });

  it("names that JavaScript would answer by itself are not open", () => {
    const { consent } = open({ choice: recorded(ALL_YES) });
    for (const name of ["constructor", "__proto__", "toString", "ghost", ""])
      expect([name, consent.isOpen(name)]).toEqual([name, false]);
    expect([consent.permits(null), consent.permits([]), consent.permits(["video", "ghost"])]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("tells who listens, until they stop", async () => {
    const { consent, last } = open();
    const heard: string[] = [];
    const stop = consent.subscribe(() => heard.push(consent.state.saving));
    consent.choose(ALL_NO);
    await last().answer(KEPT);
    stop();
    consent.choose(ALL_YES);
    expect(heard).toEqual(["saving", "kept"]);
  });
});

describe("[2.2.6] a browser that refuses", () => {
  it.each<[Signal, { told?: Signal; own?: Signal }]>([
    ["gpc", { own: "gpc" }],
    ["gpc", { told: "gpc" }],
    ["dnt", { told: "dnt" }],
    ["gpc", { told: "dnt", own: "gpc" }],
  ])(
    "is not asked: its refusal, `%s`, is recorded by itself, an explicit no for every question",
    (signal, how) => {
      const { consent, last } = open(how);
      expect(consent.state).toMatchObject({ asks: false, signal, answers: ALL_NO });
      expect(last().body).toMatchObject({ choices: ALL_NO, signal });
    },
  );

  it("[law 2] outweighs a yes from before, and no yes can be sent against it", async () => {
    const { consent, last } = open({ choice: recorded(ALL_YES), own: "gpc" });
    expect(consent.state.answers).toEqual(ALL_NO);
    await last().answer(KEPT);
    consent.choose(ALL_YES);
    expect(last().body).toMatchObject({ choices: ALL_NO, signal: "gpc" });
  });

  it("is recorded once: where the server has the refusal, nothing is sent", () => {
    expect(open({ choice: recorded(ALL_NO), own: "gpc" }).sent).toEqual([]);
  });

  it("[law 2] and refuses no more leaves the refusal as it was recorded", () => {
    const { consent, sent } = open({ choice: { ...recorded(ALL_NO), signal: "gpc" } });
    expect(consent.state).toMatchObject({ asks: false, answers: ALL_NO });
    expect(sent).toEqual([]);
  });
});

import { prepareGate } from "@avow/gate";
import { bundleVersion, wordingOf } from "@avow/policy";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import type { Context } from "../context.ts";
import { createFormsBench, type FormsBench } from "../submissions/submissions.testing.ts";
import { choose, setObjection } from "./choices.ts";
import { listQuestions } from "./questions.ts";

let test: TestContext;
let bench: FormsBench;
beforeAll(async () => {
  test = await openTestContext();
  bench = createFormsBench(test);
});
afterAll(() => test.drop());

const asked = async (person: string, context: Context = test.context) =>
  (await listQuestions(context, person)).map(({ purpose }) => purpose).sort();

/** The policy as a later version has it: the research in other words, or under another name. */
function later(change: "words" | "name"): Context {
  const { bundle } = test.context;
  const { research, ...others } = bundle.purposes;
  if (research === undefined) throw new Error("the Index policy asks for research");
  const reworded = { ...research, ask: { en: "Yes, do ask me.", zh: "同意，请询问我。" } };
  const changed =
    change === "words"
      ? { ...bundle, purposes: { ...others, research: reworded } }
      : {
          ...bundle,
          purposes: { ...others, survey: reworded },
          formerly: { purposes: { survey: "research" } },
        };
  const version = bundleVersion(changed);
  return { ...test.context, bundle: changed, version, gate: prepareGate(changed, version) };
}

describe("questions", () => {
  it("[2.1.3] are put to whoever never answered them, and never about one thing alone", async () => {
    const { person } = await bench.newSession();
    expect(await asked(person)).toEqual(["marketing", "partner-marketing", "recommendations", "research"]);
  });

  it.each(["agree", "refuse"] as const)(
    "[2.1.3] once answered (%s) are never put again: not in other words, nor under another name, nor after it was taken back",
    async (choice) => {
      const { person } = await bench.newSession();
      await choose(test.context, person, "research", bench.made("research", choice));
      for (const context of [test.context, later("words"), later("name")]) {
        const purposes = await asked(person, context);
        expect(purposes).not.toContain("research");
        expect(purposes).not.toContain("survey");
      }
      await choose(test.context, person, "research", bench.made("research", "refuse"));
      expect(await asked(person)).not.toContain("research");
      const other = await bench.newSession();
      expect(await asked(other.person, later("name"))).toContain("survey");
    },
  );

  it("[2.4.9] are not put about what was objected to", async () => {
    const { person } = await bench.newSession();
    await setObjection(test.context, person, "marketing", true);
    expect(await asked(person)).not.toContain("marketing");
  });

  it("[2.1.3] [law 2] whatever was answered in whatever order, exactly what never was is asked", async () => {
    const purposes = ["marketing", "partner-marketing", "recommendations", "research"];
    const act = fc.record({
      purpose: fc.constantFrom(...purposes),
      choice: fc.constantFrom("agree", "refuse"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 4 }), async (acts) => {
        const { person } = await bench.newSession();
        for (const { purpose, choice } of acts)
          await choose(test.context, person, purpose, bench.made(purpose, choice));
        const answered = new Set(acts.map(({ purpose }) => purpose));
        expect(await asked(person, later("words"))).toEqual(purposes.filter((one) => !answered.has(one)));
      }),
      { numRuns: 8 },
    );
  });

  it("[2.1.3] come with the exact words and their identity", async () => {
    const { person } = await bench.newSession();
    for (const { ask, wording } of await listQuestions(test.context, person))
      expect(wordingOf(ask)).toBe(wording);
  });
});

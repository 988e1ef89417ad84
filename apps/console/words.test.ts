import { PROBLEMS } from "@avow/contract";
import type { Remedy } from "@avow/policy";
import { describe, expect, it } from "vitest";
import {
  chooseLanguage,
  describeProblem,
  describeRemedy,
  formatRelative,
  LANGUAGES,
  nameOfLanguage,
  wordsOf,
} from "./words.ts";

const CHINESE = /\p{Script=Han}/u;

describe("what the console says", () => {
  it("every problem of the contract is worded in both languages, each in its own", () => {
    for (const code of Object.keys(PROBLEMS)) {
      const [en, zh] = LANGUAGES.map((language) => describeProblem({ code }, language));
      expect(en).not.toBe(wordsOf("en").trouble.unknown);
      expect(en).not.toMatch(CHINESE);
      expect(zh).toMatch(CHINESE);
    }
  });

  it("a problem nobody knows is still said plainly, even when it is called like a member of every object", () => {
    expect(describeProblem({ code: "constructor" }, "en")).toBe(wordsOf("en").trouble.unknown);
    expect(describeProblem({ code: "new-problem" }, "zh")).toBe(wordsOf("zh").trouble.unknown);
  });

  it("the gate's own reason goes before the console's words", () => {
    const reason = { en: "You have not agreed.", zh: "您没有同意。" };
    expect(describeProblem({ code: "refused", reason }, "zh")).toBe("您没有同意。");
  });

  it("every kind of remedy is worded in both languages", () => {
    const kinds: Record<Remedy["kind"], true> = {
      consent: true,
      "withdraw-objection": true,
      "log-in": true,
      "accept-cookies": true,
      "answer-change": true,
    };
    for (const kind of Object.keys(kinds)) {
      const remedy = { kind, purpose: "marketing" };
      expect(describeRemedy(remedy, wordsOf("en"))).not.toContain(kind);
      expect(describeRemedy(remedy, wordsOf("zh"))).toMatch(CHINESE);
    }
  });

  it("a refusal that nothing would lift says so, and an unknown remedy is named", () => {
    expect(describeRemedy(null, wordsOf("en"))).toBe(wordsOf("en").noRemedy);
    expect(describeRemedy({ kind: "toString" }, wordsOf("en"))).toContain("toString");
  });

  it("the address names the language before the browser does, and English is the last resort", () => {
    expect(chooseLanguage(["zh", "en-US"])).toBe("zh");
    expect(chooseLanguage([null, "zh-Hans-CN", "en"])).toBe("zh");
    expect(chooseLanguage(["fr", "de"])).toBe("en");
  });

  it("a language the console does not speak keeps its tag", () => {
    expect(nameOfLanguage("zh", wordsOf("en"))).toBe("Chinese");
    expect(nameOfLanguage("de", wordsOf("en"))).toBe("de");
  });

  it("a time is told in its largest whole unit", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(formatRelative("2026-11-22T11:59:18Z", now, "en")).toBe("42 seconds ago");
    expect(formatRelative("2026-11-22T09:00:00Z", now, "zh")).toBe("3小时前");
    expect(formatRelative("2026-11-22T12:00:00Z", now, "en")).toBe("now");
  });
});

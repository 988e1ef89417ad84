import { describe, expect, it } from "vitest";
import { suggest } from "./near-miss.ts";

describe("near misses", () => {
  it.each([
    ["marketin", "a letter left out"],
    ["markteing", "two letters swapped"],
    ["marrketing", "a letter doubled"],
    ["marketung", "a letter mistaken"],
    ["amrketin", "a swap and an omission"],
  ])("[P42] `%s` is `marketing` with %s", (name) => {
    expect(suggest(name, ["account", "marketing", "research"])).toEqual({
      help: "did you mean `marketing`?",
    });
  });

  it("[P42] a short name is near only to what differs by one edit, a swap counting as one", () => {
    expect(suggest("sue", ["use", "own"])).toEqual({ help: "did you mean `use`?" });
    expect(suggest("yes", ["use", "own"])).toEqual({ help: "known: `use`, `own`" });
  });

  it("[P42] the nearest wins, and nothing is said where there is nothing to say", () => {
    expect(suggest("accounts", ["recounts", "account"])).toEqual({ help: "did you mean `account`?" });
    expect(suggest("x", [])).toEqual({});
    expect(suggest("x", "abcdefghi".split(""))).toEqual({});
  });
});

import { describe, expect, it } from "vitest";
import { MAIL, PERSON, PROPOSAL } from "./fixtures.ts";
import { addressOf, parsePath, pathOf, type Screen, withMember } from "./router.ts";

const SCREENS: readonly Screen[] = [
  { name: "today" },
  { name: "first" },
  { name: "log-in" },
  { name: "people" },
  { name: "messages" },
  { name: "mailbox" },
  { name: "threads" },
  { name: "thread", id: PERSON },
  { name: "cases" },
  { name: "research" },
  { name: "policy" },
  { name: "versions" },
  { name: "documents" },
  { name: "drift" },
  { name: "changes" },
  { name: "traffic" },
  { name: "campaigns" },
  { name: "licences" },
  { name: "campaign", id: PROPOSAL },
  { name: "advertisers" },
  { name: "disputes" },
  { name: "operators" },
  { name: "join" },
  { name: "proposal", id: PROPOSAL },
  { name: "person", id: PERSON },
  { name: "mail", id: MAIL },
];

describe("addresses", () => {
  it.each(SCREENS)("the path of $name leads back to it, with a slash at the end or without", (screen) => {
    expect(parsePath(pathOf(screen))).toEqual(screen);
    expect(parsePath(`${pathOf(screen)}/`)).toEqual(screen);
  });

  it.each([
    "/console/nothing",
    "/console/people/somebody@example.com",
    `/console/people/${PERSON}/x`,
    `/console/documents/${PERSON}`,
    "/consoles",
    "/",
  ])("%s names no screen", (path) => expect(parsePath(path)).toEqual({ name: "not-found" }));

  it("an address carries the language and the place", () => {
    expect(addressOf({ name: "policy" }, "?lang=zh", "2.4.8")).toBe("/console/policy?lang=zh#2.4.8");
  });

  it("one member of an address changes and the others stay", () => {
    expect(withMember("?lang=en&keys=off", "lang", "zh")).toBe("?lang=zh&keys=off");
    expect(withMember("?keys=off", "keys", null)).toBe("");
  });
});

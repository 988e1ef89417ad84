import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

/** Ids a `SPEC.md` gives its rules: a letter and a number at the beginning of a paragraph, list item or table row. */
function idsIn(spec: string): readonly string[] {
  return [...spec.matchAll(/^(?:- |\| )?(?:\*\*)?\[?([A-Z]\d+)\b/gm)].map(([, id = ""]) => id);
}

/** Ids that stand in square brackets in the text literals of a room's tests, which is where titles are. */
function idsTested(room: string): ReadonlySet<string> {
  const sources = globSync("**/*.test.ts", { cwd: room }).map((file) =>
    readFileSync(join(room, file), "utf8"),
  );
  const literals = sources.flatMap((source) => source.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? []);
  return new Set(
    literals.flatMap((literal) => [...literal.matchAll(/\[([A-Z]\d+)\]/g)].map(([, id = ""]) => id)),
  );
}

const ROOMS = globSync("packages/*/SPEC.md").map(dirname).sort();

describe("the specifications", () => {
  it("are those of the rooms that think and keep", () => {
    expect(ROOMS.map((room) => basename(room))).toEqual(["evidence", "gate", "ledger", "policy", "vault"]);
  });

  it.each(ROOMS)("%s: no id is given twice", (room) => {
    const ids = idsIn(readFileSync(join(room, "SPEC.md"), "utf8"));
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it.each(ROOMS)("%s: every id is in a test's title, and no title has another", (room) => {
    const given = new Set(idsIn(readFileSync(join(room, "SPEC.md"), "utf8")));
    const tested = idsTested(room);
    expect({
      untested: [...given].filter((id) => !tested.has(id)),
      unknown: [...tested].filter((id) => !given.has(id)),
    }).toEqual({ untested: [], unknown: [] });
  });
});

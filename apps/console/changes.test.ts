import type { AnswerOf } from "@avow/contract";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { createQueryClient, reading } from "./api.ts";
import { changes } from "./fixtures.ts";
import { Changes } from "./screens/changes.tsx";
import { VisitContext } from "./visit.tsx";
import { LANGUAGES, type Language, wordsOf } from "./words.ts";

type Row = AnswerOf<"changes">[number];
type Telling = NonNullable<Row["telling"]>;

/** The screen as its first paint is, with these rows at hand; text as it is read, without marks. */
function show(language: Language, rows: readonly Row[]): string {
  const client = createQueryClient();
  client.setQueryData(reading("changes").queryKey, [...rows]);
  const visit = {
    screen: { name: "changes" } as const,
    language,
    words: wordsOf(language),
    hasShortcuts: true,
    search: `?lang=${language}`,
    place: "",
    moved: { current: false },
    go: () => {},
    change: () => {},
  };
  const page = createElement(VisitContext, { value: visit }, createElement(Changes));
  return renderToString(createElement(QueryClientProvider, { client }, page)).replaceAll("<!-- -->", "");
}

/** The one row of the fixtures, told of in another way. */
function told(telling: Partial<Telling> | null, more: Partial<Row> = {}): Row {
  const [row] = changes;
  if (row?.telling == null) throw new Error("the fixtures have a change that is told of");
  return { ...row, ...more, telling: telling === null ? null : { ...row.telling, ...telling } };
}

/** What stands in the cell with this title. */
function cell(page: string, title: string): string {
  return new RegExp(`<td data-label="${title}">(.*?)</td>`).exec(page)?.[1] ?? "";
}

describe.each(LANGUAGES)("the changes in %s", (language) => {
  const { changes: words } = wordsOf(language);

  it("where no version was approved, that is said and there is no table", () => {
    const page = show(language, []);
    expect(page).toContain(words.empty);
    expect(page).not.toContain("<table");
  });

  it("[2.6.2] shows who is concerned and asked, and who agreed, refused and is silent, each apart", () => {
    const page = show(language, changes);
    const shown = [words.concerned, words.asked, words.agreed, words.refused, words.silent];
    expect(shown.map((title) => cell(page, title))).toEqual(["1,284", "1,203", "311", "47", "845"]);
    const telling = cell(page, words.telling);
    expect(telling).toContain('max="1284" value="902"');
    for (const said of [
      words.told("902", "1,284"),
      words.waiting("360"),
      words.withStaff("14"),
      words.unreached("8"),
    ])
      expect(telling).toContain(said);
    expect(telling).toContain(words.noticeOf("9f86d081884c"));
  });

  it("says while it still counts", () => {
    expect(cell(show(language, [told({}, { counted: false })]), words.concerned)).toContain(words.counting);
    expect(show(language, changes)).not.toContain(words.counting);
  });

  it("[2.6.2] telling can be paused while it goes on, resumed while it is paused, and neither once it is over", () => {
    const [pause, resume] = [words.pauseOf("9f86d081884c"), words.resumeOf("9f86d081884c")];
    for (const [state, button] of [
      ["running", pause],
      ["paused", resume],
      ["finished", null],
      ["cancelled", null],
    ] as const) {
      const page = show(language, [told({ state })]);
      expect(page).toContain(words.tellingStates[state]);
      expect([state, [pause, resume].filter((label) => page.includes(label))]).toEqual([
        state,
        button === null ? [] : [button],
      ]);
    }
  });

  it("where nobody is told by a message, that is said in the place of progress", () => {
    const telling = cell(show(language, [told(null)]), words.telling);
    expect(telling).toContain(words.nobody);
    expect(telling).not.toContain("<progress");
  });
});

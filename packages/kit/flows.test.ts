import { describe, expect, it } from "vitest";
import { drawFlows } from "./draw-flows.ts";
import { listFlows } from "./flows.ts";
import { manyRecipients } from "./many-recipients.testing.ts";
import { estimateWidth, wrapTitle } from "./wrap-title.ts";

type Rule = (typeof manyRecipients.rules)[number];

function withRules(...rules: Partial<Rule>[]) {
  const [first] = manyRecipients.rules;
  if (first === undefined) throw new Error("no rule");
  const blank = {
    ...first,
    action: "use",
    recipient: null,
    data: ["data0.first"],
    purpose: "purpose0",
  } as const;
  return { ...manyRecipients, rules: rules.map((rule) => ({ ...blank, ...rule })) };
}

const english = (flows: ReturnType<typeof listFlows>) =>
  flows.map(({ data, fields, purpose, recipient, country, abroad }) =>
    [data, { title: { en: fields.map(({ id }) => id).join("+") } }, purpose, recipient, country]
      .map(({ title }) => title.en)
      .concat(abroad ? "abroad" : "at home")
      .join(" | "),
  );

describe("the flows of a policy", () => {
  it("stay with the controller, in the territory of its law, where nobody else receives", () => {
    expect(english(listFlows(withRules({ data: ["data0.first", "data1.first"] })))).toEqual([
      "Contact details | data0.first | to open and run your account | We ourselves | China | at home",
      "Account | data1.first | to open and run your account | We ourselves | China | at home",
    ]);
  });

  it("part for each recipient and each of its countries, and tell what leaves the territory", () => {
    const bundle = withRules({ action: "transfer", recipient: ["recipient1", "recipient11"] });
    expect(english(listFlows(bundle)).map((flow) => flow.split(" | ").slice(3))).toEqual([
      ["Parcel carrier Overseas Logistics and Warehousing Company", "China", "at home"],
      ["Parcel carrier Overseas Logistics and Warehousing Company", "Singapore", "abroad"],
      ["Translation agency", "United States", "abroad"],
    ]);
  });

  it("go to everyone, anywhere, where data is published; and as statistics where those are released", () => {
    const flows = listFlows(withRules({ action: "publish" }, { action: "release", purpose: "purpose6" }));
    expect(english(flows).map((flow) => flow.split(" | ").slice(3))).toEqual([
      ["Everyone: it is made public", "Anywhere", "abroad"],
      ["Everyone, as statistics only", "Anywhere", "abroad"],
    ]);
  });

  it("are one where several rules permit the same, with the fields and clauses of all", () => {
    const bundle = withRules(
      { clause: "2.4.2", data: ["data0.second"] },
      { clause: "2.4.1", action: "keep", data: ["data0.first"] },
      { clause: "2.4.1", data: ["data0.first"] },
    );
    const [flow, ...others] = listFlows(bundle);
    expect(others).toEqual([]);
    expect(flow?.fields.map(({ id }) => id)).toEqual(["data0.first", "data0.second"]);
    expect(flow?.clauses).toEqual(["2.4.2", "2.4.1"]);
  });

  it("are none for what is erased or only stored on a device", () => {
    expect(listFlows(withRules({ action: "erase" }, { action: "store", data: [] }))).toEqual([]);
  });

  it("are at home anywhere in the European Economic Area under the law of the Union", () => {
    const bundle = withRules({ action: "transfer", recipient: ["recipient6", "recipient11"] });
    const law = { ...bundle.law, governing: "EU" };
    expect(listFlows({ ...bundle, law }).map(({ country, abroad }) => [country.id, abroad])).toEqual([
      ["DE", false],
      ["US", true],
    ]);
  });
});

describe("the picture of the flows", () => {
  const flows = listFlows(manyRecipients);

  /** Every place as its box, by column. */
  function boxesOf(picture: string): Map<number, { top: number; bottom: number }[]> {
    const columns = new Map<number, { top: number; bottom: number }[]>();
    for (const [, x, y, height] of picture.matchAll(
      /<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g,
    )) {
      const box = { top: Number(y), bottom: Number(y) + Number(height) };
      columns.set(Number(x), [...(columns.get(Number(x)) ?? []), box]);
    }
    return columns;
  }

  it.each(["en", "zh"])(
    "in %s puts 20 kinds of data, 8 purposes and 13 recipients in 6 countries side by side, none over another",
    (language) => {
      const picture = drawFlows(flows, { width: 1180, language });
      const columns = [...boxesOf(picture).values()];
      expect(columns.map((boxes) => boxes.length).sort((a, b) => a - b)).toEqual([6, 8, 13, 20]);
      const [, height = 0] = /viewBox="0 0 \d+ (\d+)"/.exec(picture)?.map(Number) ?? [];
      for (const boxes of columns) {
        const sorted = boxes.sort((a, b) => a.top - b.top);
        for (const [at, { top, bottom }] of sorted.entries()) {
          expect(top).toBeGreaterThanOrEqual(sorted[at - 1]?.bottom ?? 0);
          expect(bottom).toBeLessThanOrEqual(height);
        }
      }
    },
  );

  it("says in words, frame and dashes what its colours say, and holds no script, style or address", () => {
    const picture = drawFlows(flows, { width: 1180, language: "en" });
    expect(picture.match(/↗ abroad/g)).toHaveLength(5);
    expect(picture.match(/<g class="flow-place abroad"><rect [^>]*stroke-dasharray/g)).toHaveLength(5);
    expect(picture).toMatch(
      /<title id="flows-title">Where data goes<\/title><desc id="flows-description">From left to right: kinds of data \(20\)/,
    );
    expect(picture).not.toMatch(/<script|style=|href|url\(|#[0-9a-f]{6}/);
  });

  it("[law 6] shows a title as text, whatever it holds", () => {
    const bundle = withRules({});
    const hostile = { en: '"><script>alert(1)</script>&', zh: "" };
    const recipient = {
      ...bundle,
      purposes: { purpose0: { clause: "1.1", basis: "contract" as const, title: hostile } },
    };
    const picture = drawFlows(listFlows(recipient), { width: 800, language: "en" });
    expect(picture).not.toContain("<script");
    expect(picture).toContain("&#60;script&#62;");
  });

  it("is the same every time", () => {
    const draw = () => drawFlows(listFlows(manyRecipients), { width: 900, language: "zh" });
    expect(draw()).toBe(draw());
  });
});

describe("a title in a box", () => {
  it.each([
    [
      "Correspondence with our customer service, in writing",
      ["Correspondence with", "our customer service, in", "writing"],
    ],
    ["与客户服务部门的书面及电话往来记录。", ["与客户服务部门的书面及", "电话往来记录。"]],
    ["IP 地址、操作系统与浏览器版本", ["IP 地址、操作系统与", "浏览器版本"]],
  ])("%s", (title, lines) => {
    expect(wrapTitle(title, 11.5, 3)).toEqual(lines);
  });

  it("keeps every line within its width, breaks a word that no line could hold, and ends in an ellipsis where lines run out", () => {
    const title =
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and others";
    const lines = wrapTitle(title, 8, 3);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/…$/);
    for (const line of lines) expect(estimateWidth(line)).toBeLessThanOrEqual(8);
    expect(wrapTitle(title, 8, 99).join("").replaceAll(" ", "")).toBe(title.replaceAll(" ", ""));
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lookFiles } from "./index.ts";

const css = [lookFiles().css, lookFiles().policyCss].map((path) => readFileSync(path, "utf8")).join("\n");
const colours = new Map(
  Array.from(
    css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g),
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }] as const,
  ),
);

/** Contrast ratio of two colours (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const grounds = ["ground", "surface", "sunken"];
const text: [string, string][] = [
  ...["ink", "muted", "accent", "accent-strong"].flatMap((ink) =>
    grounds.map((on): [string, string] => [ink, on]),
  ),
  ...["permit", "caution", "refusal", "accent"].flatMap((tone): [string, string][] =>
    [tone, "ink", "muted"].map((ink) => [ink, `${tone}-wash`]),
  ),
  ["refusal", "surface"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
];
const shapes: [string, string][] = ["edge", "focus"].flatMap((line) =>
  grounds.map((on): [string, string] => [line, on]),
);

describe.each(["light", "dark"] as const)("in the %s", (theme) => {
  const colourOf = (name: string): string => colours.get(name)?.[theme] ?? "missing";

  it.each(text)("text in %s on %s has a contrast of 4.5 or more", (ink, on) => {
    expect(contrast(colourOf(ink), colourOf(on))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)("a control's edge in %s on %s has a contrast of 3 or more", (line, on) => {
    expect(contrast(colourOf(line), colourOf(on))).toBeGreaterThanOrEqual(3);
  });
});

describe("the files", () => {
  it("name every colour they use", () => {
    const defined = new Set(Array.from(css.matchAll(/^ *--([a-z0-9-]+):/gm), ([, name]) => name));
    const used = new Set(Array.from(css.matchAll(/var\(--([a-z0-9-]+)\)/g), ([, name]) => name));
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });

  it("ask for nothing from elsewhere, and every slice of the font is there", () => {
    const { fontCss, fontDir } = lookFiles();
    const addresses = Array.from(
      (css + readFileSync(fontCss, "utf8")).matchAll(/url\(([^)]*)\)|@import/g),
      ([whole, address]) => address ?? whole,
    );
    const files = new Set(readdirSync(fontDir).map((name) => `./files/${name}`));
    expect(addresses.length).toBeGreaterThan(50);
    expect(addresses.filter((address) => !files.has(address))).toEqual([]);
  });
});

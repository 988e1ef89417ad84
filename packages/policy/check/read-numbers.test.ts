import { describe, expect, it } from "vitest";
import { parseChineseNumber, parseEnglishNumber } from "./numerals.ts";
import { readNumbers } from "./read-numbers.ts";

function amounts(prose: string, language: string): readonly string[] {
  return readNumbers(prose, language)
    .filter(({ plain }) => plain)
    .map(({ amount }) => amount)
    .sort();
}

describe("numbers in words", () => {
  it.each([
    ["within 14 days", "十四日内"],
    ["within two weeks", "14天内"],
    ["for 1 year and 6 months", "一年又六个月"],
    ["for 12 months", "一年"],
    ["a 30-day period", "三十个工作日"],
    ["from 1 December 2026", "自2026年12月1日起"],
    ["from December 1, 2026", "自2026年12月1日起"],
    ["since May 2024", "2024年5月以来"],
    ["on 31 March", "3月31日"],
    ["on 2026-12-01", "2026年12月1日"],
    ["1,000,000 people", "100万人"],
    ["2 million people", "200万人"],
    ["under the age of fourteen", "未满十四周岁"],
    ["under 14", "14岁以下"],
    ["clause 2.5.4", "第2.5.4条"],
    ["24 hours", "二十四小时"],
  ])("[P164] `%s` and `%s` say the same", (en, zh) => {
    expect(amounts(en, "en")).toEqual(amounts(zh, "zh"));
    expect(amounts(en, "en")).not.toEqual([]);
  });

  it.each([
    ["+86 571 5550 0100 or 400-820-8820", "en"],
    ["write to a1@shop.example or https://shop.example/4", "en"],
    ["from 9:30 to 18:00, at 9 a.m.", "en"],
    ["with one click, like anyone, at the first try, under one roof", "en"],
    ["上午9时至下午6时，一键退订，统一日期，任何一方，万一", "zh"],
    ["x", "toString"],
  ])("[P164] `%s` says no number that another language would have to say", (prose, language) => {
    expect(amounts(prose, language)).toEqual([]);
  });

  it("[P164] a number knows its place and its words", () => {
    expect(readNumbers("kept for two weeks.", "en")).toEqual([
      { text: "two weeks", start: 9, value: 2, amount: "336 hours", plain: true },
    ]);
  });

  it.each([
    ["三十", 30],
    ["一百二十", 120],
    ["两千零五", 2005],
    ["十", 10],
    ["一百万", 1_000_000],
    ["一亿两千万", 120_000_000],
    ["二〇二六", 2026],
  ])("[P164] %s is %d", (text, value) => {
    expect(parseChineseNumber(text)).toBe(value);
  });

  it.each([
    ["Fourteen", 14],
    ["ninety-nine", 99],
    ["twenty", 20],
    ["zero", 0],
    ["twenty-zero", null],
    ["many", null],
  ])("[P164] %s is %s", (text, value) => {
    expect(parseEnglishNumber(text)).toBe(value);
  });
});

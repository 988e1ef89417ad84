import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SealedParcel } from "../channels/sealed-parcel.ts";
import { type Fonts, openFonts } from "./fonts.ts";
import { openPress, type Sheet } from "./press.ts";

const DOTS_PER_MM = 6;
const SCALE = (DOTS_PER_MM * 25.4) / 72;

const ENGLISH: SealedParcel = {
  language: "en",
  to: { name: "Lin Yue", address: "Flat 2, 14 Nanshan Road\nHangzhou 310002\nChina" },
  subject: "An incident that concerns your data",
  body: ["On 20 November 2026 a copy of a table with your name was taken.", "Change your password."],
  footer: ["Sent by Index, who answers for it."],
};
const CHINESE: SealedParcel = {
  language: "zh",
  to: { name: "林月", address: "浙江省杭州市上城区南山路14号2室\n310002" },
  subject: "关于您个人信息的安全事件告知",
  body: ["2026年11月20日，含有您姓名的一张数据表的副本被窃取。", "请修改您的密码。"],
  footer: ["发件人（责任主体）：因得思信息技术（杭州）有限公司。"],
};

let fonts: Fonts;
let pdfium: PDFiumLibrary;
beforeAll(async () => {
  fonts = await openFonts();
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium.destroy());

/** A page as people see it: how dark each dot is, 0 to 255, and its text. */
interface Seen {
  readonly text: string;
  /** Share of dark dots in a part of the page, in millimetres from its upper left corner. */
  ink(part: { x: number; y: number; width: number; height: number }): number;
  /** Dots of a part, dark or not, row by row. */
  dots(part: { x: number; y: number; width: number; height: number }): string;
}

function sheetOf(letter: SealedParcel, number = "00000018"): Sheet {
  const sender = { name: "Index", address: "Floor 9, 18 Wensan Road, Hangzhou 310012, China" };
  return { number, sender, at: new Date("2026-11-22T00:00:00Z"), letter };
}

async function print(...letters: readonly SealedParcel[]): Promise<Buffer> {
  const out = new PassThrough();
  const whole = buffer(out);
  const press = openPress(fonts, out);
  for (const letter of letters) await press.set(sheetOf(letter));
  press.end();
  return whole;
}

async function look(pdf: Buffer): Promise<readonly Seen[]> {
  const document = await pdfium.loadDocument(pdf);
  const pages: Seen[] = [];
  for (const page of document.pages()) {
    const text = page.getText(); // rendering closes the page
    const { data, width } = await page.render({ scale: SCALE, render: "bitmap" });
    const rows = (p: { x: number; y: number; width: number; height: number }): boolean[][] =>
      Array.from({ length: Math.round(p.height * DOTS_PER_MM) }, (_, y) =>
        Array.from({ length: Math.round(p.width * DOTS_PER_MM) }, (_, x) => {
          const at = 4 * ((Math.round(p.y * DOTS_PER_MM) + y) * width + Math.round(p.x * DOTS_PER_MM) + x);
          return (data[at] ?? 255) < 140;
        }),
      );
    pages.push({
      text,
      ink: (part) => {
        const dots = rows(part).flat();
        return dots.filter(Boolean).length / dots.length;
      },
      dots: (part) =>
        rows(part)
          .map((row) => row.map((dark) => (dark ? "#" : ".")).join(""))
          .join("\n"),
    });
  }
  document.destroy();
  return pages;
}

const WINDOW = { x: 20, y: 45, width: 85, height: 45 };

describe.each([
  ["English", ENGLISH, ["Lin Yue", "Flat 2, 14 Nanshan Road"]],
  ["Chinese", CHINESE, ["林月 收", "浙江省杭州市上城区南山路14号2室"]],
] as const)("a letter in %s", (_name, letter, address) => {
  it("[2.3.7] has its addressee in the window, and nothing of the text", async () => {
    const [page] = await look(await print(letter));
    for (const line of address) expect(page?.text).toContain(line);
    expect(page?.ink({ x: 24, y: 58, width: 76, height: 31 })).toBeGreaterThan(0.01);
    expect(page?.ink({ x: 24, y: 51, width: 40, height: 4 })).toBeGreaterThan(0.2);
    for (const around of [
      { x: 0, y: 0, width: 210, height: WINDOW.y },
      { x: 105, y: WINDOW.y, width: 105, height: WINDOW.height },
      { x: 0, y: WINDOW.y, width: WINDOW.x, height: WINDOW.height },
    ])
      expect(page?.ink(around)).toBe(0);
  });

  it("shows signs of its script, none of them a box, and each another", async () => {
    const word = letter.language === "zh" ? "国圆园围困" : "HIKMX";
    const drawn = await Promise.all(
      [...word].map(async (sign) => {
        const [page] = await look(await print({ ...letter, subject: sign }));
        return page?.dots({ x: 25, y: 104, width: 6, height: 7 }) ?? "";
      }),
    );
    for (const dots of drawn) expect(dots).toContain("#");
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it("has fold marks at a third and two thirds, and says which page of how many", async () => {
    const [page] = await look(await print(letter));
    for (const y of [105, 210])
      expect(page?.ink({ x: 4.5, y: y - 0.3, width: 3, height: 0.6 })).toBeGreaterThan(0.1);
    expect(page?.text).toMatch(letter.language === "zh" ? /第 1 页，共 1 页/ : /Page 1 of 1/);
  });

  it("that is long goes on, and no line is lost between its pages", async () => {
    const body = Array.from({ length: 120 }, (_, index) => `${letter.body[0] ?? ""} [${index}]`);
    const pages = await look(await print({ ...letter, body }));
    expect(pages.length).toBeGreaterThan(2);
    const text = pages.map((page) => page.text).join("\n");
    for (let index = 0; index < 120; index += 1) expect(text).toContain(`[${index}]`);
    for (const [index, page] of pages.entries()) {
      expect(page.text.replaceAll(" ", "")).toContain(
        letter.language === "zh"
          ? `第${index + 1}页，共${pages.length}页`
          : `Page${index + 1}of${pages.length}`,
      );
      expect(page.ink({ x: 0, y: 286, width: 210, height: 11 })).toBe(0);
    }
  });
});

describe("a run of letters", () => {
  it("is one file, each letter from its own first page, with the signs it needs and no more of the fonts", async () => {
    const pdf = await print(ENGLISH, CHINESE, ENGLISH);
    const pages = await look(pdf);
    expect(pages.map(({ text }) => text.includes("Page 1 of 1") || text.includes("共 1 页"))).toEqual([
      true,
      true,
      true,
    ]);
    expect(pdf.length).toBeLessThan(200_000);
  });
});

describe("an addressee", () => {
  const press = () => openPress(fonts, new PassThrough());

  it("that is long is set smaller, and still lies in the window", async () => {
    const address = Array.from({ length: 8 }, (_, line) => `Line ${line} of a long address`).join("\n");
    const letter = { ...ENGLISH, to: { name: "Lin Yue", address } };
    expect(press().fits(letter)).toBe(true);
    const [page] = await look(await print(letter));
    expect(page?.text).toContain("Line 7 of a long address");
    expect(page?.ink({ x: 20, y: 90, width: 85, height: 5 })).toBe(0);
  });

  it("that no size makes fit, or with a sign the font lacks, is not printed as a box or cut off", () => {
    const address = Array.from({ length: 30 }, (_, line) => `Line ${line}`).join("\n");
    expect(press().fits({ ...ENGLISH, to: { name: "Lin Yue", address } })).toBe(false);
    expect(press().fits({ ...CHINESE, to: { name: "林🌙", address: "杭州" } })).toBe(false);
    expect(press().fits(CHINESE)).toBe(true);
  });
});

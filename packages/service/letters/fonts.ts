import { readFile } from "node:fs/promises";

/** Both weights of Noto Sans SC, and which characters they have. */
export interface Fonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
  /** Whether every character of a text can be printed. */
  covers(text: string): boolean;
}

/** Reads the fonts that letters are set in; 17 MB, of which a letter embeds the characters it needs. */
export async function openFonts(): Promise<Fonts> {
  const read = (name: string): Promise<Buffer> =>
    readFile(new URL(`../fonts/NotoSansHans-${name}.otf`, import.meta.resolve("@embedpdf/fonts-sc")));
  const [regular, bold] = await Promise.all([read("Regular"), read("Bold")]);
  const ranges = readRanges(regular);
  const has = (sign: number): boolean => ranges.some(([first, last]) => first <= sign && sign <= last);
  return {
    regular,
    bold,
    covers: (text) => [...text].every((sign) => /\s/.test(sign) || has(sign.codePointAt(0) ?? 0)),
  };
}

/** The fonts, read at the first letter and kept from then on. */
export function createFontShelf(): () => Promise<Fonts> {
  let fonts: Promise<Fonts> | null = null;
  return () => {
    fonts ??= openFonts().catch((error: unknown) => {
      fonts = null;
      throw error;
    });
    return fonts;
  };
}

/** The ranges of Unicode that an OpenType font's `cmap` maps (ISO/IEC 14496-22, format 12). */
function readRanges(font: Buffer): readonly (readonly [first: number, last: number])[] {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  const record = tables.find((at) => font.toString("latin1", at, at + 4) === "cmap");
  const cmap = record === undefined ? 0 : font.readUInt32BE(record + 8);
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, index) => cmap + font.readUInt32BE(cmap + 8 + 8 * index),
  );
  const full = subtables.find((at) => font.readUInt16BE(at) === 12);
  if (full === undefined) throw new TypeError("the font does not say which characters it has");
  return Array.from({ length: font.readUInt32BE(full + 12) }, (_, index) => {
    const group = full + 16 + 12 * index;
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)] as const;
  });
}

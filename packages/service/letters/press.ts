import { once } from "node:events";
import type { Writable } from "node:stream";
import PDFDocument from "pdfkit";
import type { SealedParcel } from "../channels/sealed-parcel.ts";
import { makeBars } from "./code-39.ts";
import type { Fonts } from "./fonts.ts";
import { type LetterWords, letterWordsIn } from "./words.ts";

/** One letter, ready to be set. */
export interface Sheet {
  /** As {@link formatLetterNumber} writes it. */
  readonly number: string;
  /** Who sends it: a name, and an address in one line. */
  readonly sender: { readonly name: string; readonly address: string };
  readonly at: Date;
  readonly letter: SealedParcel;
}

/** Sets letters one after another into one PDF, each beginning on a page of its own. */
export interface Press {
  /** Whether the addressee can be printed so that it lies in the window. */
  fits(letter: SealedParcel): boolean;
  /** Sets a letter and waits until whoever reads takes it. It must fit. */
  set(sheet: Sheet): Promise<void>;
  /** Ends the document. */
  end(): void;
}

const MM = 72 / 25.4;
const PAGE = { width: 210 * MM, height: 297 * MM } as const;
const MARGIN = { left: 25 * MM, right: 20 * MM, top: 25 * MM, bottom: 25 * MM } as const;
const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right;

/**
 * Where the window shows the sheet (DIN 5008:2020, form B): 20 mm from the left edge and 45 mm from the upper one, 85 by 45 mm, of
 * which the uppermost part is for who sends and for notes.
 */
const WINDOW = { x: 25 * MM, y: 45 * MM, width: 75 * MM } as const;
const NUMBER_Y = 50.5 * MM;
const ADDRESSEE = { y: 59 * MM, height: 30 * MM } as const;
const DATE_Y = 97 * MM;
const SUBJECT_Y = 105 * MM;
/** Folds for an envelope of a third, and the middle for a punch. */
const MARKS_MM = [105, 148.5, 210] as const;
const NARROW_BAR = 0.25 * MM;
const ADDRESS_SIZES = [11, 10, 9, 8, 7] as const;

/** Opens a press that prints into `out`. Page numbers say of how many, letter by letter. */
export function openPress(fonts: Fonts, out: Writable): Press {
  const doc = new PDFDocument({
    size: "A4",
    margins: MARGIN,
    autoFirstPage: false,
    bufferPages: true,
    info: { Title: "Letters", Producer: "Avow", Creator: "Avow" },
  });
  doc.registerFont("regular", fonts.regular).registerFont("bold", fonts.bold);
  doc.on("pageAdded", () => markFolds(doc));
  doc.pipe(out);
  return {
    fits: (letter) => fonts.covers(addresseeOf(letter)) && findAddressSize(doc, letter) !== null,
    async set(sheet) {
      doc.addPage();
      setHead(doc, sheet);
      setText(doc, sheet);
      numberPages(doc, sheet);
      doc.flushPages();
      if (out.writableNeedDrain && !out.destroyed)
        await Promise.race([once(out, "drain"), once(out, "close")]);
    },
    end: () => void doc.end(),
  };
}

function markFolds(doc: PDFKit.PDFDocument): void {
  doc.save().lineWidth(0.6).strokeColor("black");
  for (const mm of MARKS_MM) {
    const length = mm === 148.5 ? 6 : 4;
    doc
      .moveTo(4 * MM, mm * MM)
      .lineTo((4 + length) * MM, mm * MM)
      .stroke();
  }
  doc.restore();
}

/** What the window shows, and the date. */
function setHead(doc: PDFKit.PDFDocument, { sender, number, at, letter }: Sheet): void {
  const { x, y, width } = WINDOW;
  const words = letterWordsIn(letter.language);
  doc
    .font("regular")
    .fontSize(5.8)
    .fillColor("black")
    .text(`${sender.name} · ${sender.address}`, x, y + 0.4 * MM, {
      width,
      height: 5 * MM,
      lineGap: -1.6,
      ellipsis: true,
    });
  for (const bar of makeBars(number))
    doc.rect(x + bar.at * NARROW_BAR, NUMBER_Y, bar.width * NARROW_BAR, 5 * MM).fill();
  doc.fontSize(6.5).text(words.number(number), x + 41 * MM, NUMBER_Y + 1.2 * MM, { lineBreak: false });
  const size = findAddressSize(doc, letter) ?? ADDRESS_SIZES[0];
  doc.fontSize(size).text(addresseeOf(letter), x, ADDRESSEE.y, { width, lineGap: lineGapAt(size) });
  doc.fontSize(10).text(words.day(at), MARGIN.left, DATE_Y, { width: TEXT_WIDTH, align: "right" });
}

/** The largest size at which the addressee lies in the window whole; `null` where none does. */
function findAddressSize(doc: PDFKit.PDFDocument, letter: SealedParcel): number | null {
  const text = addresseeOf(letter);
  const fits = (size: number): boolean =>
    doc
      .font("regular")
      .fontSize(size)
      .heightOfString(text, { width: WINDOW.width, lineGap: lineGapAt(size) }) <= ADDRESSEE.height;
  return ADDRESS_SIZES.find(fits) ?? null;
}

/** The font's own lines lie far apart, for text; an address is set closer. */
function lineGapAt(size: number): number {
  return -0.2 * size;
}

/** Name and address in the order their language writes them. */
function addresseeOf({ to, language }: SealedParcel): string {
  const lines = to.address
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const words = letterWordsIn(language);
  return (words.nameFirst ? [to.name, ...lines] : [...lines, words.addressee(to.name)]).join("\n");
}

function setText(doc: PDFKit.PDFDocument, { letter }: Sheet): void {
  const { subject, body, footer } = letter;
  doc.font("bold").fontSize(12).text(subject, MARGIN.left, SUBJECT_Y, { width: TEXT_WIDTH, lineGap: 3 });
  doc.moveDown(0.8).font("regular").fontSize(10.5);
  for (const paragraph of body) doc.text(paragraph, { width: TEXT_WIDTH, lineGap: 3.5, paragraphGap: 8 });
  if (footer.length === 0) return;
  doc.moveDown(0.6).fontSize(8.5).fillColor("#333333");
  for (const line of footer) doc.text(line, { width: TEXT_WIDTH, lineGap: 2, paragraphGap: 2 });
  doc.fillColor("black");
}

function numberPages(doc: PDFKit.PDFDocument, { number, letter }: Sheet): void {
  const words: LetterWords = letterWordsIn(letter.language);
  const { start, count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(start + page);
    const { bottom } = doc.page.margins;
    doc.page.margins.bottom = 0; // a line below the margin would begin a page
    doc
      .font("regular")
      .fontSize(8)
      .text(`${words.number(number)} · ${words.page(page + 1, count)}`, MARGIN.left, PAGE.height - 15 * MM, {
        width: TEXT_WIDTH,
        align: "right",
        lineBreak: false,
      });
    doc.page.margins.bottom = bottom;
  }
}

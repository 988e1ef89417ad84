import { parentPort } from "node:worker_threads";
import type { ReportOptions } from "../channels/reports/parse-report.ts";
import { type ParsedLetter, parseLetter } from "./parse-letter.ts";

/** What a worker is asked. */
export interface ParseQuestion {
  readonly raw: Uint8Array;
  readonly about: ReportOptions;
}

/** What a worker answers: the letter, or that it could not be taken apart; never why, for the reason would quote it. */
export interface ParseAnswer {
  readonly letter: ParsedLetter | null;
}

const port = parentPort;
port?.on("message", async ({ raw, about }: ParseQuestion) => {
  const letter = await parseLetter(raw, about).catch(() => null);
  const answer: ParseAnswer = { letter };
  port.postMessage(
    answer,
    (letter?.enclosures ?? [])
      .map(({ content }) => content.buffer)
      .filter((one) => one instanceof ArrayBuffer),
  );
});

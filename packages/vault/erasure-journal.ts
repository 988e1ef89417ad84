import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "@avow/postgres";
import { requireUuid } from "./covers.ts";
import { syncFolder } from "./sync-folder.ts";

/** One person's erasure. */
export interface Erasure {
  readonly person: string;
  readonly at: Date;
}

/**
 * Who was erased and when, in a file outside the database and its backups, so that a restored backup can be told.
 *
 * The order is: commit the erasure, append it here, then acknowledge it. A crash before the append loses nothing that
 * was acknowledged, and erases nobody whose erasure did not commit; the database still has the tombstone, from which
 * `replayErasures` completes the journal at the next start.
 */
export interface ErasureJournal {
  /**
   * On the disk when the promise fulfils. After a failure nothing more is taken until the journal is opened anew.
   * @throws {Fault} `erasure-journal-unusable`
   * @throws {TypeError} when the person is not a UUID in lower case
   */
  append(erasure: Erasure): Promise<void>;
  /** Everything in it, oldest first. @throws {Fault} `erasure-journal-damaged` naming the line */
  erasures(): AsyncIterable<Erasure>;
  close(): Promise<void>;
}

/**
 * Opens the journal at `path`, making it when it is missing. One process at a time. What a crash left of a line, which
 * was never acknowledged, is cut off.
 * @throws {Fault} `erasure-journal-unusable`
 */
export async function createErasureJournal(path: string): Promise<ErasureJournal> {
  const file = await openWhole(path).catch((cause) => {
    throw unusable(path, cause);
  });
  let last = Promise.resolve();
  return {
    async append(erasure) {
      requireUuid("person", erasure.person);
      const line = `${printLine(erasure)}\n`;
      // One after another; once one has failed, so does each that follows it.
      last = last
        .then(() => write(file, line))
        .catch((cause) => {
          throw cause instanceof Fault ? cause : unusable(path, cause);
        });
      return last;
    },
    erasures: () => readErasures(path),
    close: () => file.close(),
  };
}

async function openWhole(path: string): Promise<FileHandle> {
  const file = await open(path, "a+", 0o600);
  try {
    await cutTornLine(file);
    await syncFolder(dirname(path));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Longer than any line. */
const TAIL_BYTES = 256;

async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
  const newline = buffer.subarray(0, bytesRead).lastIndexOf("\n");
  const whole = from + newline + 1;
  const isOurs = newline !== -1 || from === 0;
  if (whole === size || !isOurs) return; // what no append of ours leaves is for the reader to refuse
  await file.truncate(whole);
  await file.sync();
}

async function write(file: FileHandle, line: string): Promise<void> {
  await file.appendFile(line);
  await file.datasync();
}

async function* readErasures(path: string): AsyncIterable<Erasure> {
  let number = 1;
  let rest = "";
  for await (const chunk of createReadStream(path, "latin1")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const erasure = parseLine(line);
      if (erasure === null) throw damaged(path, number);
      yield erasure;
      number += 1;
    }
  }
  if (rest !== "") throw damaged(path, number);
}

/** `person time checksum`, the checksum being the first 16 hexadecimal digits of SHA-256 over what stands before it. */
function printLine({ person, at }: Erasure): string {
  const body = `${person} ${at.toISOString()}`;
  return `${body} ${createHash("sha256").update(`avow/erasure/1\0${body}`).digest("hex").slice(0, 16)}`;
}

function parseLine(line: string): Erasure | null {
  const [person = "", time = ""] = line.split(" ");
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return null;
  const erasure = { person, at };
  return printLine(erasure) === line ? erasure : null;
}

function unusable(path: string, cause: unknown): Fault {
  return new Fault({
    code: "erasure-journal-unusable",
    message: `the erasure journal \`${path}\` cannot be written`,
    help: "check that its folder exists, its disk has space, and both belong to the user who runs this",
    cause,
  });
}

function damaged(path: string, line: number): Fault {
  return new Fault({
    code: "erasure-journal-damaged",
    message: `line ${line} of the erasure journal \`${path}\` was changed after it was written`,
    help: "restore the journal from its newest copy; without it a restored backup may bring an erased person back",
  });
}

import { Worker } from "node:worker_threads";
import type { ParsedLetter } from "./parse-letter.ts";
import type { ParseAnswer, ParseQuestion } from "./parse-worker.ts";

export interface ParserOptions {
  /** How many mails are taken apart at once. */
  readonly lanes: number;
  /** One that takes longer is given up. */
  readonly patienceMs: number;
}

/** Takes mails apart, away from everything else. */
export interface Parser {
  /** `null` for one that cannot be taken apart, or not in time, or not in the memory there is for it. */
  parse(question: ParseQuestion): Promise<ParsedLetter | null>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** A mail of the largest size is some tens of megabytes while it is taken apart. */
const MEMORY_MB = 256;

/** Started at the first mail; takes one at a time. */
interface Lane {
  worker: Worker | null;
  busy: boolean;
}

/**
 * Each mail is taken apart in a thread that has a memory of its own and is ended when it takes too long: whatever somebody sends, the
 * service goes on, and the mail is kept as it came.
 */
export function createParser({ lanes: count, patienceMs }: ParserOptions): Parser {
  const lanes: readonly Lane[] = Array.from({ length: count }, () => ({ worker: null, busy: false }));
  const waiting: ((lane: Lane) => void)[] = [];
  const take = async (): Promise<Lane> => {
    const lane = lanes.find(({ busy }) => !busy);
    if (lane === undefined) return new Promise((resolve) => waiting.push(resolve));
    lane.busy = true;
    return lane;
  };
  const giveBack = (lane: Lane): void => {
    const next = waiting.shift();
    if (next === undefined) lane.busy = false;
    else next(lane);
  };
  return {
    async parse(question) {
      const lane = await take();
      try {
        return await parseIn(lane, question, patienceMs);
      } finally {
        giveBack(lane);
      }
    },
    async close() {
      await Promise.all(lanes.map(({ worker }) => worker?.terminate()));
    },
  };
}

function parseIn(lane: Lane, question: ParseQuestion, patienceMs: number): Promise<ParsedLetter | null> {
  lane.worker ??= startWorker();
  const { worker } = lane;
  return new Promise((resolve) => {
    const end = (letter: ParsedLetter | null): void => {
      clearTimeout(deadline);
      worker.off("message", answered).off("error", failed).off("exit", failed);
      worker.unref();
      resolve(letter);
    };
    const failed = (): void => {
      lane.worker = null;
      worker.on("error", () => {}); // what it dies of is told by its being gone
      void worker.terminate();
      end(null);
    };
    const answered = ({ letter }: ParseAnswer): void => end(letter);
    const deadline = setTimeout(failed, patienceMs);
    worker.on("message", answered).on("error", failed).on("exit", failed);
    worker.ref();
    worker.postMessage(question);
  });
}

function startWorker(): Worker {
  const worker = new Worker(new URL("./parse-worker.ts", import.meta.url), {
    name: "parse-worker",
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true, // nothing of a mail is written anywhere
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

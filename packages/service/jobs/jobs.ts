import { Fault, type Store, type Tx } from "@avow/postgres";
import { fromKysely, PgBoss } from "pg-boss";

/** What a job is told: ids by name and nothing else, for the queue is no place for a personal value (law 6). */
export type JobData = Readonly<Record<string, string>>;

export interface JobsOptions {
  readonly store: Store;
  /** The clock that `startAfter` is measured on; the machine's unless given. */
  readonly now?: () => Date;
  /** Told of what broke. It is handed no personal value. */
  readonly report: (error: unknown) => void;
}

/** Durable work, kept in schema `jobs` of the same database. A job may run more than once: handlers are idempotent. */
export interface Jobs {
  /** Makes or upgrades the schema, and begins to work. Several processes may. */
  start(): Promise<void>;
  /** Takes no more jobs, and waits up to 30 s for those under way. */
  stop(): Promise<void>;
  /**
   * Owes a job in the caller's transaction: it is there only when that commits.
   * @throws {TypeError} when a member of `data` is not a UUID
   */
  enqueue(tx: Tx, name: string, data: JobData, o?: { readonly startAfter?: Date }): Promise<void>;
  /** Hands every job of this name to `handle`, two at a time; when it rejects, or its process dies, the job is tried again. */
  work(name: string, handle: (data: JobData) => Promise<void>): Promise<void>;
}

/** A killed worker's job is found after at most one heartbeat and one look, and tried again within seconds of that. */
const HEARTBEAT_SECONDS = 10;
const LOOK_SECONDS = 5;

const QUEUE = {
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 300,
  retryLimit: 10_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  retentionSeconds: 365 * 86_400,
} as const;

const STOP_PATIENCE_MS = 30_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Jobs over the service's own pool, so that no error of the database carries a value.
 * @example const jobs = createJobs({ store, report }); await jobs.start();
 */
export function createJobs({ store, now = () => new Date(), report }: JobsOptions): Jobs {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => store.pool.query(text, values) },
    schema: "jobs",
    schedule: false,
    superviseIntervalSeconds: LOOK_SECONDS,
    monitorIntervalSeconds: LOOK_SECONDS,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", report);
  const queues = new Map<string, Promise<void>>();
  const ensureQueue = (name: string): Promise<void> => {
    const made = queues.get(name) ?? boss.createQueue(name, QUEUE);
    queues.set(name, made);
    made.catch(() => queues.delete(name));
    return made;
  };
  return {
    async start() {
      await boss.start();
    },
    stop: () => boss.stop({ close: false, timeout: STOP_PATIENCE_MS }),
    async enqueue(tx, name, data, { startAfter } = {}) {
      requireIds(name, data);
      await ensureQueue(name);
      const waitSeconds = startAfter === undefined ? 0 : (startAfter.getTime() - now().getTime()) / 1000;
      const options = { db: fromKysely(tx), ...(waitSeconds > 0 ? { startAfter: waitSeconds } : {}) };
      const id = await boss.send(name, data, options);
      if (id === null) throw new TypeError(`job \`${name}\` was not taken`);
    },
    async work(name, handle) {
      await ensureQueue(name);
      await boss.work<JobData>(name, { pollingIntervalSeconds: 1, localConcurrency: 2 }, async (taken) => {
        for (const { data } of taken) await handle(data).catch((error) => giveBack(name, error, report));
      });
    },
  };
}

function requireIds(name: string, data: JobData): void {
  const odd = Object.entries(data).find(([, value]) => !UUID.test(value));
  if (odd !== undefined) throw new TypeError(`\`${odd[0]}\` of job \`${name}\` is not an id`);
}

/** The queue keeps what a job failed with, so it is told a code and nothing that could hold a value. */
function giveBack(name: string, error: unknown, report: (error: unknown) => void): never {
  const fault = error instanceof Fault ? error : nameless(name, error);
  report(fault);
  throw new Fault({ code: fault.code, message: `job \`${name}\` failed: ${fault.code}`, retryable: true });
}

/** What an unforeseen error may say: its class and where it was thrown. Its message could quote a value. */
function nameless(name: string, error: unknown): Fault {
  const kind = error instanceof Error ? error.name : typeof error;
  const fault = new Fault({
    code: "job-broke",
    message: `job \`${name}\` broke on \`${kind}\``,
    retryable: true,
  });
  const frames =
    error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  fault.stack = [`Fault: ${fault.message}`, ...frames].join("\n");
  return fault;
}

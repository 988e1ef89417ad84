import { type BodyOf, routes, WRITTEN_ELEMENTS } from "@avow/contract";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { Channels } from "../channels/parcel.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { createNoticeBench, type NoticeBench } from "../notices/notices.testing.ts";
import type { Operator } from "../staff/operators.ts";
import { soundAlarms } from "./alarms.ts";
import { incidentKind } from "./incident-kind.ts";
import { approveNotice, writeNotice } from "./notice.ts";
import { reportIncident } from "./report.ts";
import { freezeScope, SCOPE_JOB, type ScopeBody, writeScope } from "./scope.ts";
import { handOverPeople, PEOPLE_JOB, sendNotice } from "./send.ts";
import { triageIncident } from "./triage.ts";
import { viewIncident } from "./view.ts";

export const WEI: Operator = { id: "op-wei", name: "Wei", email: "wei@index.example" };
export const MIN: Operator = { id: "op-min", name: "Min", email: "min@index.example" };

export const HOUR = 3_600_000;
const BEGINNING = Date.parse("2026-11-23T02:00:00Z");
const PASSWORD = "correct horse battery";

/** Every element of a notice, in both languages. */
export const TEXTS: BodyOf<"writeIncidentNotice">["texts"] = Object.fromEntries(
  WRITTEN_ELEMENTS.map((element) => [element, { en: `The ${element} is this.`, zh: `${element}如下。` }]),
);

/** Everything staff write of the first report in China. */
export const FIRST_REPORT = {
  "cn-system": "订单数据库",
  "cn-type": "数据泄露",
  "cn-impact": "订单信息被复制",
  "cn-measures": "已关闭接口",
};

/** What a desk is tried with: a clock that a test moves, and jobs that are done when the test says so. */
export interface DeskBench {
  readonly test: TestContext;
  readonly machinery: NoticeBench;
  readonly jobs: Jobs;
  now(): Date;
  pass(ms: number): void;
  newPerson(language?: "en" | "zh"): Promise<{ person: string; email: string }>;
  /** Reported by Wei, known since so long. */
  report(o?: { readonly rehearsal?: boolean; readonly knownForMs?: number }): Promise<string>;
  /** To the lowest level, unless another is given. */
  triage(
    id: string,
    o?: Partial<BodyOf<"triageIncident">["facts"]> & { readonly rank?: number },
  ): Promise<void>;
  freeze(id: string, scope?: Partial<ScopeBody>): Promise<void>;
  /** Written by Wei, approved by Min. */
  agree(id: string): Promise<void>;
  /** Begins to send, through these channels. */
  send(id: string, channels: Channels): Promise<void>;
  /** Sends what is due, and what follows on the next channel of the ladder, to its end. */
  exhaust(channels: Channels): Promise<void>;
  /** As the contract has it. */
  view(id: string): ReturnType<typeof viewIncident>;
  alarms(): Promise<readonly string[]>;
  doJobs(): Promise<void>;
}

export async function openDeskBench(): Promise<DeskBench> {
  let at = BEGINNING;
  const now = () => new Date(at);
  const test = await openTestContext({ now });
  const { context } = test;
  const machinery = createNoticeBench({
    governing: test.governing,
    now,
    kinds: [incidentKind],
    report: (error) => test.reports.push(error),
  });
  const owed: (readonly [name: string, incident: string])[] = [];
  // What is owed is done by `doJobs`, when the test has looked at what is there before.
  const jobs: Jobs = {
    start: async () => {},
    stop: async () => {},
    work: async () => {},
    enqueue: async (_tx, name, { incident = "" }) => void owed.push([name, incident]),
  };
  const bench: DeskBench = {
    test,
    machinery,
    jobs,
    now,
    pass: (ms) => {
      at += ms;
    },
    async newPerson(language = "en") {
      const email = `${crypto.randomUUID()}@desk.example`;
      await register(context, "registration", { ...filledRegistration(email), "account.language": language });
      return { email, person: await findByCredentials(context, email, PASSWORD) };
    },
    report: ({ rehearsal = false, knownForMs = 0 } = {}) =>
      reportIncident(context, WEI, {
        seen: "Zhang San saw a copy of the orders on a forum.",
        where: "the orders’ database",
        suspected: "orders",
        knownAt: new Date(at - knownForMs).toISOString(),
        rehearsal,
      }),
    triage: (id, { rank = 0, ...facts } = {}) =>
      triageIncident(context, WEI, {
        id,
        facts: { peopleAffected: 2, lossCny: 0, flags: [], ...facts },
        rank,
        reason: "Only a few people are concerned.",
      }),
    async freeze(id, scope = {}) {
      const whole = { filter: { kind: "registered" } as const, categories: ["contact"], ...scope };
      await freezeScope(context, jobs, WEI, { id, scope: whole });
      await bench.doJobs();
    },
    async agree(id) {
      const { version } = await writeNotice(context, WEI, { id, texts: TEXTS, over: 0 });
      await approveNotice(context, MIN, { id, version });
    },
    async send(id, channels) {
      await sendNotice(context, { notices: machinery.notices, jobs }, MIN, id);
      await bench.doJobs();
      await bench.exhaust(channels);
    },
    async exhaust(channels) {
      for (const _ of ["email", "push", "letter", "telephone"]) await machinery.worker(channels).sendDue();
    },
    view: async (id) => routes.incident.answer.parse(await viewIncident(context, WEI, id)),
    alarms: async () => (await soundAlarms(context)).map(({ deadline, left }) => `${deadline.id} ${left}`),
    async doJobs() {
      for (const [name, incident] of owed.splice(0)) {
        if (name === SCOPE_JOB) await writeScope(context, incident);
        if (name === PEOPLE_JOB) await handOverPeople(context, machinery.notices, incident);
      }
    },
  };
  return bench;
}

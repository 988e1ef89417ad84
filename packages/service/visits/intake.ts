import { randomUUID } from "node:crypto";
import { AHEAD_MS, LATEST_MS } from "@avow/contract";
import type { Permit } from "@avow/policy";
import type { OpenDay } from "@avow/vault";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { ADDRESS, permitVisits } from "./permit-visits.ts";
import type { Batch, Visit } from "./read-visits.ts";
import type { FindRegion } from "./regions.ts";
import type { VisitLog } from "./visit-log.ts";
import type { DayRows } from "./waiting.ts";
import { createAgentReader, createLineWriter, type Declared, type WriteLine } from "./write-lines.ts";

/** Takes a batch of visits, and says of how many it is durable. */
export type TakeVisits = (batch: Batch) => Promise<{ readonly accepted: number }>;

/**
 * The intake of visits under one version of the policy: the gate is asked once a batch, each visit becomes the line that the
 * policy declares, and the addresses are sealed. The answer is there when the log has the batch.
 * @throws {ProblemError} what {@link permitVisits} throws; `body-malformed` for a time that cannot be; `visits-waiting`
 */
export function createIntake(
  context: Context,
  { log, findRegion }: { readonly log: VisitLog; readonly findRegion: FindRegion },
): TakeVisits {
  const readAgent = createAgentReader();
  /** As long as the log holds the day: what knows who came is forgotten with its salt. */
  const writers = new WeakMap<OpenDay, WriteLine>();

  const writerOf = (day: OpenDay, declared: Declared): WriteLine => {
    const write = writers.get(day) ?? createLineWriter({ day, declared, readAgent, findRegion });
    writers.set(day, write);
    return write;
  };

  const rowsOf = async (of: {
    readonly day: string;
    readonly batch: string;
    readonly visits: readonly Visit[];
    readonly agents: readonly string[];
    readonly permit: Permit;
    readonly declared: Declared;
  }): Promise<DayRows> => {
    const { day, batch, visits, agents, permit } = of;
    const opened = await log.openDay(day);
    const write = writerOf(opened, of.declared);
    const lines = visits.map((visit, place) =>
      write(visit, { agent: agents[visit.agent] ?? "", place, batch }),
    );
    const addresses = Buffer.from(visits.map(({ address }) => address).join("\n"), "latin1");
    return {
      day,
      count: visits.length,
      lines: Buffer.from(lines.join(""), "latin1"),
      addresses: opened.seal(permit, { field: ADDRESS, id: batch, bytes: addresses }),
    };
  };

  return async ({ batch: given, agents, visits }) => {
    const { permit, declared } = permitVisits(context);
    checkTimes(visits, context.now().getTime());
    const batch = given?.toLowerCase() ?? randomUUID();
    const days: DayRows[] = [];
    for (const [day, ofDay] of groupByDay(visits))
      days.push(await rowsOf({ day, batch, visits: ofDay, agents, permit, declared }));
    await log.write({ batch, version: context.version, clause: permit.clause, days });
    return { accepted: visits.length };
  };
}

/** A visit that is too late finds its day over; one that is ahead comes from a clock that goes wrong. */
function checkTimes(visits: readonly Visit[], now: number): void {
  const [first, last] = [new Date(now - LATEST_MS).toISOString(), new Date(now + AHEAD_MS).toISOString()];
  // Instants are in UTC and in one form, so they order as texts do.
  if (visits.every(({ at }) => at >= first && at <= last)) return;
  const errors = visits.flatMap(({ at }, place) => {
    const ahead = Date.parse(at) - now;
    if (ahead > AHEAD_MS) return [{ at: `/visits/${place}/at`, message: "is more than five minutes ahead" }];
    if (ahead < -LATEST_MS) return [{ at: `/visits/${place}/at`, message: "is more than fifty minutes ago" }];
    return [];
  });
  if (errors.length === 0) return;
  throw new ProblemError("body-malformed", {
    detail: "the time of a visit cannot be; nothing of the batch was kept",
    help: "set the clocks of the site and of the service by the same source",
    errors: errors.slice(0, 20),
  });
}

/** By UTC day, which in nearly every batch is one. */
function groupByDay(visits: readonly Visit[]): ReadonlyMap<string, readonly Visit[]> {
  const first = visits[0]?.at.slice(0, 10) ?? "";
  if (visits.every(({ at }) => at.startsWith(first))) return new Map([[first, visits]]);
  return Map.groupBy(visits, ({ at }) => at.slice(0, 10));
}

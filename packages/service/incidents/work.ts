import type { Channels } from "../channels/parcel.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { Operators } from "../staff/operators.ts";
import { type Beat, startBeat } from "../start-beat.ts";
import { soundAlarms } from "./alarms.ts";
import { alertOperators } from "./alert-operators.ts";
import { SCOPE_JOB, writeScope } from "./scope.ts";
import { handOverPeople, PEOPLE_JOB } from "./send.ts";

/** What the desk does by itself needs. */
export interface IncidentWork {
  readonly governing: Governing;
  readonly jobs: Jobs;
  readonly notices: Notices;
  readonly channels: Channels;
  readonly operators: Pick<Operators, "list">;
  readonly report: (error: unknown) => void;
}

/** After a server took no alarm, it is asked again so much later. */
const AGAIN_MS = 30_000;

/** Starts what the desk does by itself: writing down people, handing them to notices, and the alarms of its clocks. */
export async function startIncidents(work: IncidentWork): Promise<Beat> {
  const { governing, jobs, notices } = work;
  await jobs.work(SCOPE_JOB, async ({ incident = "" }) => writeScope(await governing.current(), incident));
  await jobs.work(PEOPLE_JOB, async ({ incident = "" }) =>
    handOverPeople(await governing.current(), notices, incident),
  );
  let tellFrom = 0;
  return startBeat(async () => {
    const context = await governing.current();
    await soundAlarms(context);
    const now = context.now().getTime();
    if (now >= tellFrom && !(await alertOperators(context, work))) tellFrom = now + AGAIN_MS;
  }, work.report);
}

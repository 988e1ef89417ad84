import type { AnswerOf } from "@avow/contract";
import { ActForm } from "../act-form.tsx";
import { ask } from "../api.ts";
import { Badge, PolicyText, TableHead } from "../elements.tsx";
import { AreaField, filled } from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { formatInstant, inLanguage, type Words } from "../words.ts";

export type Deadline = AnswerOf<"incident">["deadlines"][number];

const MINUTE_MS = 60_000;

/** How long a deadline still is, or by how long it is over. */
export function sayLeft(dueAt: string, nowMs: number, words: Words): string {
  const span = Date.parse(dueAt) - nowMs;
  const minutes = Math.floor(Math.abs(span) / MINUTE_MS);
  const { left, over } = words.incidents;
  return (span >= 0 ? left : over)(Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60);
}

/** A deadline as one line: its state in a word, the time it has left, and what is owed. */
export function Clock({ deadline, nowMs }: { readonly deadline: Deadline; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const { state, dueAt, duty } = deadline;
  return (
    <span className="row">
      <Badge state={`deadline-${state}`}>{words.incidents.deadlineStates[state]}</Badge>
      {isOpen(deadline) ? (
        <time dateTime={dueAt} title={formatInstant(dueAt, language)}>
          {sayLeft(dueAt, nowMs, words)}
        </time>
      ) : null}
      <span>
        <PolicyText text={duty} />
      </span>
    </span>
  );
}

function isOpen({ state }: Deadline): boolean {
  return state === "running" || state === "near" || state === "passed";
}

/** Every clock of an incident, open ones first, with the alarms that sounded; and of each that passed, why. */
export function Clocks({
  id,
  deadlines,
  nowMs,
}: {
  readonly id: string;
  readonly deadlines: readonly Deadline[];
  readonly nowMs: number;
}) {
  const { words } = useVisit();
  const say = words.incident.clocks;
  const sorted = [...deadlines].sort(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || a.dueAt.localeCompare(b.dueAt),
  );
  return (
    <section className="card stack" aria-labelledby="clocks">
      <div>
        <h2 id="clocks">{words.incident.steps.clocks}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      {sorted.length === 0 ? (
        <p className="empty">{say.none}</p>
      ) : (
        <table className="records">
          <caption className="visually-hidden">{words.incident.steps.clocks}</caption>
          <TableHead headings={[say.duty, say.to, say.due, say.state]} />
          <tbody>
            {sorted.map((deadline) => (
              <ClockRow key={deadline.id} deadline={deadline} nowMs={nowMs} />
            ))}
          </tbody>
        </table>
      )}
      {sorted.filter(isLate).map((deadline) => (
        <Lateness key={deadline.id} incident={id} deadline={deadline} />
      ))}
    </section>
  );
}

function isLate({ state }: Deadline): boolean {
  return state === "passed" || state === "met-late";
}

/** Why a time passed: what was recorded, or the form that records it. */
function Lateness({ incident, deadline }: { readonly incident: string; readonly deadline: Deadline }) {
  const { words, language } = useVisit();
  const say = words.incident.clocks;
  const { id, duty, to, cite, lateness } = deadline;
  const name = `late-${id}`;
  const title = say.late(inLanguage(duty, language), inLanguage(to, language));
  if (lateness !== null)
    return (
      <div className="stack tight">
        <h3>{title}</h3>
        <p className="as-read">{lateness.reason}</p>
        <p className="meta row">
          <span>{cite}</span>
          <span>{say.lateBy(lateness.by, formatInstant(lateness.at, language))}</span>
        </p>
      </div>
    );
  return (
    <details>
      <summary>{title}</summary>
      <ActForm
        act={say.lateDo}
        rules={{ [name]: filled }}
        send={(values) =>
          ask("explainLateness", {
            path: { id: incident },
            body: { deadline: id, reason: values[name] ?? "" },
          })
        }
      >
        {(errors) => (
          <AreaField name={name} label={words.incident.reason} help={say.lateHelp} rows={3} errors={errors} />
        )}
      </ActForm>
    </details>
  );
}

function ClockRow({ deadline, nowMs }: { readonly deadline: Deadline; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const { duty, cite, to, dueAt, state, limit, metAt, alarms, calendarKnown } = deadline;
  const say = words.incident.clocks;
  const at = (instant: string) => formatInstant(instant, language);
  return (
    <tr>
      <th scope="row">
        <PolicyText text={duty} />
        <p className="meta">
          {cite}
          {language === "zh" ? "，" : ", "}
          {say[limit]}
        </p>
      </th>
      <td data-label={say.to}>
        <PolicyText text={to} />
      </td>
      <td data-label={say.due}>
        <div>
          <time className="whole" dateTime={dueAt}>
            {at(dueAt)}
          </time>
          {isOpen(deadline) ? <p className="meta">{sayLeft(dueAt, nowMs, words)}</p> : null}
          {calendarKnown ? null : <p className="meta">{say.calendar}</p>}
        </div>
      </td>
      <td data-label={say.state}>
        <div>
          <Badge state={`deadline-${state}`}>{words.incidents.deadlineStates[state]}</Badge>
          {metAt === null ? null : <p className="meta">{say.met(at(metAt))}</p>}
          {alarms.map((alarm) => (
            <p className="meta" key={alarm.left}>
              {say.alarmed(say.alarm[alarm.left], at(alarm.at))}
            </p>
          ))}
        </div>
      </td>
    </tr>
  );
}

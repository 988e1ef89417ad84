import { type AnswerOf, pathOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActButton, refresh } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, Notice, Page, PolicyText, TableHead, Time } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";
import { IncidentAnnouncements } from "./announcements.tsx";
import { Authority } from "./incident-authority.tsx";
import { Clock, Clocks } from "./incident-clocks.tsx";
import { Level } from "./incident-level.tsx";
import { NoticeEditor } from "./incident-notice.tsx";
import { Told } from "./incident-people.tsx";
import { Scope } from "./incident-scope.tsx";

type Incident = AnswerOf<"incident">;

const REFRESH_MS = 3_000;
/** While people are being written down or told: whoever watches sees it move. */
const MOVING_MS = 1_000;

/** One incident, from the report to the evidence pack: its steps one below the other, each with what it still needs. */
export function IncidentPage({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const incident = useQuery({
    ...reading("incident", { id }),
    refetchInterval: ({ state }) => (isMoving(state.data) ? MOVING_MS : REFRESH_MS),
  });
  const { data } = incident;
  const title =
    data === undefined ? words.incidents.incident : words.incidents.number(data.number, data.rehearsal);
  return (
    <Page title={title}>
      <p>
        <Link to={{ name: "incidents" }}>{words.incident.toAll}</Link>
      </p>
      <Answer query={incident}>
        {(answer) => <Steps incident={answer} nowMs={incident.dataUpdatedAt} />}
      </Answer>
    </Page>
  );
}

function isMoving(incident: Incident | undefined): boolean {
  return (
    incident?.scope?.state === "freezing" ||
    (incident?.notice?.state === "sending" && incident.groups.some(({ group }) => group === "waiting"))
  );
}

function Steps({ incident, nowMs }: { readonly incident: Incident; readonly nowMs: number }) {
  return (
    <div className="stack">
      <Head incident={incident} nowMs={nowMs} />
      <Contents />
      <ReportCard {...incident} />
      <Clocks id={incident.id} deadlines={incident.deadlines} nowMs={nowMs} />
      <Level incident={incident} />
      <Scope incident={incident} />
      <NoticeEditor incident={incident} />
      <Told incident={incident} />
      <IncidentAnnouncements incident={incident} />
      <Authority incident={incident} />
      <Closing incident={incident} />
      <Log {...incident} />
    </div>
  );
}

function Head({ incident, nowMs }: { readonly incident: Incident; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const say = words.incidents;
  const { state, rehearsal, next, knownAt, reportedBy } = incident;
  return (
    <>
      {rehearsal ? (
        <Notice tone="caution" title={say.rehearsal}>
          <p>{say.rehearsalText}</p>
        </Notice>
      ) : null}
      <div className="stack tight">
        <p className="row">
          <Badge state={`incident-${state}`}>{say.states[state]}</Badge>
          <span className="meta">{words.incident.knownAt(formatInstant(knownAt, language), reportedBy)}</span>
        </p>
        {next === null ? <p>{say.nothingOwed}</p> : <Clock deadline={next} nowMs={nowMs} />}
      </div>
    </>
  );
}

const STEPS = [
  "report",
  "clocks",
  "level",
  "scope",
  "notice",
  "people",
  "announcements",
  "authority",
  "closing",
  "log",
] as const;

/** The steps by name, each leading to its place. */
function Contents() {
  const { words, screen } = useVisit();
  return (
    <nav aria-label={words.incident.contents}>
      <ol className="row steps">
        {STEPS.map((step) => (
          <li key={step}>
            <Link to={screen} place={step}>
              {words.incident.steps[step]}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function ReportCard({ report }: Pick<Incident, "report">) {
  const { words } = useVisit();
  return (
    <section className="card stack" aria-labelledby="report">
      <h2 id="report">{words.incident.steps.report}</h2>
      <dl className="headers">
        {(["seen", "where", "suspected"] as const).map((part) => (
          <div key={part}>
            <dt>{words.incident[part]}</dt>
            <dd className="as-read">{report[part] === "" ? words.incident.notSaid : report[part]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Closing({ incident }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const client = useQueryClient();
  const say = words.incident.closing;
  const { id, handlingEndedAt, closedBy, closedAt, openEnds } = incident;
  const close = useMutation({
    mutationFn: () => ask("closeIncident", { path: { id } }),
    onSettled: () => refresh(client),
  });
  return (
    <section className="card stack" aria-labelledby="closing">
      <div>
        <h2 id="closing">{words.incident.steps.closing}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      {handlingEndedAt === null ? (
        <div className="stack tight">
          <p className="meta">{say.endText}</p>
          <div>
            <ActButton label={say.end} act={() => ask("endIncidentHandling", { path: { id }, body: {} })} />
          </div>
        </div>
      ) : (
        <p>{say.ended(formatInstant(handlingEndedAt, language))}</p>
      )}
      {closedBy !== null && closedAt !== null ? (
        <p>
          <strong>{say.closed(closedBy, formatInstant(closedAt, language))}</strong>
        </p>
      ) : (
        <>
          {openEnds.length === 0 ? null : (
            <div className="stack tight">
              <h3>{say.openEnds}</h3>
              <ul>
                {openEnds.map((text) => (
                  <li key={Object.values(text).join()}>
                    <PolicyText text={text} />
                  </li>
                ))}
              </ul>
            </div>
          )}
          <p>
            <ConfirmButton
              label={say.close}
              title={say.closeTitle}
              text={say.closeText}
              act={say.closeDo}
              isPending={close.isPending}
              error={close.error}
              onConfirm={(done) => close.mutate(undefined, { onSuccess: done })}
            />
          </p>
        </>
      )}
      <div className="stack tight">
        <h3>{say.pack}</h3>
        <p className="meta">{say.packText}</p>
        <p>
          <a className="button" href={pathOf("incidentPack", { id })} download>
            {say.download}
          </a>
        </p>
      </div>
    </section>
  );
}

/** What the log holds of it; the kinds are those of the evidence, as `avow verify` shows them. */
function Log({ steps }: Pick<Incident, "steps">) {
  const { words } = useVisit();
  const say = words.incident.log;
  return (
    <section className="card stack" aria-labelledby="log">
      <h2 id="log">{words.incident.steps.log}</h2>
      <table className="records">
        <caption className="visually-hidden">{words.incident.steps.log}</caption>
        <TableHead headings={[say.step, say.at, say.by, say.index]} />
        <tbody>
          {steps.map(({ kind, at, by, index }) => (
            <tr key={`${index} ${kind} ${at}`}>
              <th scope="row">
                <code>{kind}</code>
              </th>
              <td data-label={say.at}>
                <Time at={at} />
              </td>
              <td data-label={say.by}>{by ?? say.desk}</td>
              <td data-label={say.index}>{index ?? say.waiting}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

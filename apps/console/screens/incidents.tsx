import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { ActForm, instantOf } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { Answer, Badge, Page, PolicyText, TableHead, Time } from "../elements.tsx";
import { AreaField, filled, SelectField, TextField } from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, formatDay } from "../words.ts";
import { Clock } from "./incident-clocks.tsx";
import { TestPeople } from "./test-people.tsx";

type Listed = AnswerOf<"incidents">;
type Row = Listed["incidents"][number];

const REFRESH_MS = 5_000;

/** Every incident, what each owes next and by when, and the form in which anyone reports one. */
export function Incidents() {
  const { words } = useVisit();
  const listed = useQuery({ ...reading("incidents"), refetchInterval: REFRESH_MS });
  return (
    <Page title={words.incidents.title} lead={words.incidents.lead}>
      <div className="stack">
        <Answer query={listed}>
          {({ incidents }) => <IncidentLists incidents={incidents} nowMs={listed.dataUpdatedAt} />}
        </Answer>
        <Report />
        {listed.data === undefined ? null : <DrillCard {...listed.data} />}
        <TestPeople />
      </div>
    </Page>
  );
}

function IncidentLists({ incidents, nowMs }: Pick<Listed, "incidents"> & { readonly nowMs: number }) {
  const { words } = useVisit();
  const say = words.incidents;
  const open = incidents.filter(({ state }) => state !== "closed");
  const closed = incidents.filter(({ state }) => state === "closed");
  if (incidents.length === 0) return <p className="empty">{say.empty}</p>;
  return (
    <>
      {open.length === 0 ? (
        <p className="empty">{say.noOpen}</p>
      ) : (
        <IncidentTable title={say.open} rows={open} nowMs={nowMs} />
      )}
      {closed.length === 0 ? null : <IncidentTable title={say.closed} rows={closed} nowMs={nowMs} />}
    </>
  );
}

function IncidentTable(p: { readonly title: string; readonly rows: readonly Row[]; readonly nowMs: number }) {
  const { words } = useVisit();
  const say = words.incidents;
  return (
    <section className="card stack" aria-label={p.title}>
      <h2>{p.title}</h2>
      <table className="records owed">
        <caption className="visually-hidden">{p.title}</caption>
        <TableHead headings={[say.incident, say.owed, say.level, say.untold, say.known]} />
        <tbody>
          {p.rows.map((row) => (
            <IncidentRow key={row.id} row={row} nowMs={p.nowMs} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function IncidentRow({ row, nowMs }: { readonly row: Row; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const say = words.incidents;
  const { id, number, rehearsal, state, next, level, people, untold, knownAt } = row;
  const count = (value: number) => formatCount(value, language);
  return (
    <tr>
      <th scope="row">
        <Link to={{ name: "incident", id }}>{say.number(number, rehearsal)}</Link>{" "}
        <Badge state={`incident-${state}`}>{say.states[state]}</Badge>
      </th>
      <td data-label={say.owed}>
        {next === null ? say.nothingOwed : <Clock deadline={next} nowMs={nowMs} />}
      </td>
      <td data-label={say.level}>{level === null ? say.noLevel : <PolicyText text={level.title} />}</td>
      <td data-label={say.untold}>
        {count(untold)} / {count(people)}
      </td>
      <td data-label={say.known}>
        <Time at={knownAt} />
      </td>
    </tr>
  );
}

/** Incidents on the page of today: what is owed by when, before everything else. */
export function IncidentsOwed() {
  const { words } = useVisit();
  const listed = useQuery({ ...reading("incidents"), refetchInterval: REFRESH_MS });
  const say = words.incidents;
  const open = (listed.data?.incidents ?? []).filter(({ state }) => state !== "closed");
  if (open.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="incidents-owed">
      <h2 id="incidents-owed">{say.title}</h2>
      <ul className="entries">
        {open.map(({ id, number, rehearsal, next }) => (
          <li key={id} className="row">
            <Link to={{ name: "incident", id }}>{say.number(number, rehearsal)}</Link>
            {next === null ? (
              <span className="meta">{say.nothingOwed}</span>
            ) : (
              <Clock deadline={next} nowMs={listed.dataUpdatedAt} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Report() {
  const { words, go } = useVisit();
  const say = words.incidents.report;
  const send = async (values: Readonly<Record<string, string>>) => {
    const knownAt = instantOf(values.knownAt);
    const { id } = await ask("reportIncident", {
      body: {
        seen: values.seen ?? "",
        where: values.where ?? "",
        suspected: values.suspected ?? "",
        rehearsal: values.kind === "rehearsal",
        ...(knownAt === undefined ? {} : { knownAt }),
      },
    });
    go({ name: "incident", id });
  };
  return (
    <section className="card stack" aria-labelledby="report">
      <div>
        <h2 id="report">{say.title}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      <ActForm act={say.do} send={send} rules={{ seen: filled }} isMain>
        {(errors) => (
          <>
            <AreaField name="seen" label={say.seen} errors={errors} />
            <TextField name="where" label={say.where} errors={errors} />
            <TextField name="suspected" label={say.suspected} errors={errors} />
            <TextField
              name="knownAt"
              type="datetime-local"
              label={say.knownAt}
              help={say.knownAtHelp}
              errors={errors}
            />
            <SelectField
              name="kind"
              label={say.kind}
              errors={errors}
              options={[
                { value: "real", label: say.real },
                { value: "rehearsal", label: say.rehearsal },
              ]}
            />
          </>
        )}
      </ActForm>
    </section>
  );
}

/** The yearly rehearsal: when it was held, and by when the next is due. */
function DrillCard({ drill, testPeople }: Pick<Listed, "drill" | "testPeople">) {
  const { words, language } = useVisit();
  const say = words.incidents.drill;
  return (
    <section className="card stack" aria-labelledby="drill">
      <h2 id="drill">{say.title}</h2>
      <p>
        {drill === null ? null : (
          <>
            {drill.lastHeldAt === null ? say.never : say.last(formatDay(drill.lastHeldAt, language))}
            {language === "zh" ? "" : " "}
            {drill.dueAt === null || drill.overdue ? say.dueNow : say.due(formatDay(drill.dueAt, language))}
            {language === "zh" ? "" : " "}
          </>
        )}
        {say.testPeople(testPeople)}
      </p>
      {drill === null ? null : <p className="meta">{drill.cite}</p>}
    </section>
  );
}

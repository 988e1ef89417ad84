import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActForm } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { Answer, Badge } from "../elements.tsx";
import { AreaField, filled, TextField } from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, formatInstant, type Words } from "../words.ts";

type Incident = AnswerOf<"incident">;
type Group = Incident["groups"][number];
type OnePerson = AnswerOf<"incidentPeople">["people"][number];

const COVERED: readonly Group["group"][] = ["told", "waiting", "announced"];

/** Who was told and who was not: live counts, and for each group who, what was tried, and why they stay untold. */
export function Told({ incident }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const say = words.incident.people;
  const { groups } = incident;
  const all = groups.reduce((sum, { people }) => sum + people, 0);
  const told = groups.find(({ group }) => group === "told")?.people ?? 0;
  const count = (value: number) => formatCount(value, language);
  return (
    <section className="card stack" aria-labelledby="people">
      <div>
        <h2 id="people">{words.incident.steps.people}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      {all === 0 ? (
        <p className="empty">{say.nobody}</p>
      ) : (
        <>
          <p className="figure" role="status">
            <b>{count(told)}</b> <span>{say.progress(count(told), count(all))}</span>
          </p>
          <progress className="wide" max={all} value={told} aria-label={words.incident.steps.people} />
          <ul className="entries">
            {groups.map((group) => (
              <GroupEntry
                key={group.group}
                id={incident.id}
                group={group}
                isOpen={incident.state !== "closed"}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function GroupEntry(p: { readonly id: string; readonly group: Group; readonly isOpen: boolean }) {
  const { words, language } = useVisit();
  const [isShown, setShown] = useState(false);
  const say = words.incident.people;
  const { group, people, reason } = p.group;
  const name = say.groups[group];
  return (
    <li className="stack tight">
      <div className="row apart">
        <span className="row">
          <Badge state={`told-${group}`}>{name}</Badge>
          <b>{formatCount(people, language)}</b>
        </span>
        <button
          type="button"
          className="button small"
          aria-expanded={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? say.hide : say.show(name)}
        </button>
      </div>
      {reason === null ? null : (
        <p>
          <strong>{say.explained}</strong>
          <br />
          {reason}
        </p>
      )}
      {isShown ? <PeoplePage id={p.id} group={group} isOpen={p.isOpen} /> : null}
      {COVERED.includes(group) || !p.isOpen ? null : (
        <details>
          <summary>{say.explain(name)}</summary>
          <ActForm
            act={say.explainDo}
            rules={{ [`why-${group}`]: filled }}
            send={(values) =>
              ask("explainUntold", {
                path: { id: p.id, group },
                body: { reason: values[`why-${group}`] ?? "" },
              })
            }
          >
            {(errors) => (
              <AreaField name={`why-${group}`} label={words.incident.reason} rows={3} errors={errors} />
            )}
          </ActForm>
        </details>
      )}
    </li>
  );
}

/** One page of a group's people after another. */
function PeoplePage(p: { readonly id: string; readonly group: Group["group"]; readonly isOpen: boolean }) {
  const { words } = useVisit();
  const [after, setAfter] = useState<string | null>(null);
  const page = useQuery(
    reading("incidentPeople", { id: p.id }, { group: p.group, ...(after === null ? {} : { after }) }),
  );
  return (
    <Answer query={page}>
      {({ people, next }) => (
        <>
          <ul className="entries">
            {people.map((one) => (
              <PersonEntry key={one.person} id={p.id} one={one} isOpen={p.isOpen} />
            ))}
          </ul>
          {next === null ? null : (
            <p>
              <button type="button" className="button small" onClick={() => setAfter(next)}>
                {words.incident.people.more}
              </button>
            </p>
          )}
        </>
      )}
    </Answer>
  );
}

function PersonEntry(p: { readonly id: string; readonly one: OnePerson; readonly isOpen: boolean }) {
  const { words, language } = useVisit();
  const say = words.incident.people;
  const { person, tried, group } = p.one;
  return (
    <li className="stack tight">
      <Link to={{ name: "person", id: person }}>
        <code>{person}</code>
      </Link>
      {tried.length === 0 ? (
        <p className="meta">{say.nothing}</p>
      ) : (
        <ul className="meta" aria-label={say.tried}>
          {tried.map(({ at, channel, outcome }) => (
            <li key={`${at} ${channel} ${outcome}`}>
              {say.attempt(channel ?? say.noChannel, sayOutcome(outcome, words), formatInstant(at, language))}
            </li>
          ))}
        </ul>
      )}
      {group === "told" || !p.isOpen ? null : (
        <details>
          <summary aria-label={`${say.takeOut}: ${person}`}>{say.takeOut}</summary>
          <ActForm
            act={say.takeOutDo}
            rules={{ [`out-${person}`]: filled }}
            send={(values) =>
              ask("removeIncidentPerson", {
                path: { id: p.id, person },
                body: { reason: values[`out-${person}`] ?? "" },
              })
            }
          >
            {(errors) => (
              <TextField
                name={`out-${person}`}
                label={words.incident.reason}
                help={say.takeOutHelp}
                errors={errors}
              />
            )}
          </ActForm>
        </details>
      )}
    </li>
  );
}

/** What became of a try; a word this console does not know stays as the service says it. */
function sayOutcome(outcome: string, words: Words): string {
  const known: Readonly<Record<string, string>> = words.incident.people.outcomes;
  return (Object.hasOwn(known, outcome) ? known[outcome] : undefined) ?? outcome;
}

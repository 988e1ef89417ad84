import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Activity, type ClauseRow, reading } from "../api.ts";
import { Answer, Badge, Page } from "../elements.tsx";
import { useVisit } from "../visit.tsx";
import { describeMechanism, formatCount, formatInstant, inLanguage } from "../words.ts";

const STATES = ["enforced", "pending", "states"] as const;
type Shown = (typeof STATES)[number] | "all";

/** Every clause with what keeps it and what it decided lately, or what it waits for. A place in the address (`#2.4.8`) is brought into view. */
export function Policy() {
  const { words } = useVisit();
  const clauses = useQuery(reading("clauses"));
  const activity = useQuery(reading("activity"));
  return (
    <Page title={words.policy.title} lead={words.policy.lead}>
      <Answer query={activity}>{(figures) => <Checked {...figures} />}</Answer>
      <Answer query={clauses}>{(rows) => <Clauses rows={rows} activity={activity.data ?? null} />}</Answer>
    </Page>
  );
}

/** When the version in force was last checked, and what the figures beside the clauses are. */
function Checked({ asOf, least, lastCheck }: Activity) {
  const { words, language } = useVisit();
  const { at, errors, warnings } = lastCheck;
  return (
    <div className="stack tight meta">
      <p>{words.activity.check(formatInstant(at, language), errors, warnings)}</p>
      <p>{words.activity.explain(least, formatInstant(asOf, language))}</p>
    </div>
  );
}

function Clauses({
  rows,
  activity,
}: {
  readonly rows: readonly ClauseRow[];
  readonly activity: Activity | null;
}) {
  const { words, language, place } = useVisit();
  const [shown, setShown] = useState<Shown>("all");
  const [soughtPlace, setSoughtPlace] = useState("");
  if (place !== soughtPlace) {
    setSoughtPlace(place);
    setShown("all");
  }
  useEffect(() => {
    if (soughtPlace !== "") document.getElementById(soughtPlace)?.focus();
  }, [soughtPlace]);
  const count = (state: Shown) => rows.filter(({ status }) => state === "all" || status === state).length;
  const label = (state: Shown) => (state === "all" ? words.policy.all : words.clauseStates[state]);
  return (
    <div className="stack">
      <fieldset className="filter row">
        <legend className="visually-hidden">{words.policy.filter}</legend>
        {(["all", ...STATES] as const).map((state) => (
          <button
            key={state}
            type="button"
            className="button small"
            aria-pressed={shown === state}
            onClick={() => setShown(state)}
          >
            {label(state)} <b>{formatCount(count(state), language)}</b>
          </button>
        ))}
      </fieldset>
      <p className="meta" role="status">
        {words.policy.shown(count(shown))}
      </p>
      {count(shown) === 0 ? (
        <p className="empty">{words.policy.empty}</p>
      ) : (
        <div className="card">
          <ol className="entries clauses">
            {rows
              .filter(({ status }) => shown === "all" || status === shown)
              .map((row) => (
                <Clause key={row.id} {...row} activity={activity} />
              ))}
          </ol>
        </div>
      )}
    </div>
  );
}

function Clause({
  id,
  status,
  mechanisms,
  brings,
  words: text,
  activity,
}: ClauseRow & { readonly activity: Activity | null }) {
  const { words, language, place } = useVisit();
  return (
    <li id={id} tabIndex={-1} className={place === id ? "sought" : undefined}>
      <div className="clause-head">
        <h2>{id}</h2>
        <Badge state={status}>{words.clauseStates[status]}</Badge>
      </div>
      <div className="stack tight">
        <Paragraphs text={inLanguage(text, language)} />
        {mechanisms.length === 0 ? null : (
          <p className="row meta">
            <span>{words.policy.keeps}</span>
            {mechanisms.map((mechanism) => (
              <span key={mechanism} className="mechanism">
                {describeMechanism(mechanism, words)}
              </span>
            ))}
          </p>
        )}
        {status !== "enforced" || activity === null ? null : <Decided clause={id} activity={activity} />}
        {brings === null ? null : (
          <p className="waits">{words.policy.waitsFor(inLanguage(brings, language))}</p>
        )}
      </div>
    </li>
  );
}

/** What a clause decided in the last day and month; a figure that could be somebody is not shown. */
function Decided({ clause, activity }: { readonly clause: string; readonly activity: Activity }) {
  const { words, language } = useVisit();
  const { day, month, permitted, refused, few, rare, title } = words.activity;
  const found = activity.clauses.find((row) => row.clause === clause);
  if (found === undefined) return null;
  if (found.month.permitted === null && found.month.refused === null)
    return <p className="meta">{rare(activity.least)}</p>;
  const say = (count: number | null) => (count === null ? few(activity.least) : formatCount(count, language));
  const spans = [
    [day, found.day],
    [month, found.month],
  ] as const;
  return (
    <dl className="decided meta" aria-label={title}>
      {spans.map(([name, counts]) => (
        <div key={name} className="decided-part">
          <dt className="span">{name}</dt>
          <dd className="count">{permitted(say(counts.permitted))}</dd>
          <dd className="count">{refused(say(counts.refused))}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A clause's CommonMark in paragraphs and plain lists, which is all that a clause is written in. */
function Paragraphs({ text }: { readonly text: string }) {
  return (
    <div className="stack tight clause-words">
      {text.split(/\n{2,}/).map((block) => {
        const items = block.split("\n");
        if (!items.every((item) => item.startsWith("- "))) return <p key={block}>{block}</p>;
        return (
          <ul key={block}>
            {items.map((item) => (
              <li key={item}>{item.slice(2)}</li>
            ))}
          </ul>
        );
      })}
    </div>
  );
}

import { type Bundle, comparePolicies, type PolicyDifference } from "@avow/policy";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useMemo } from "react";
import { type Proposal, readCurrentBundle, readProposedBundle } from "../api.ts";
import { Answer, Badge, PolicyText } from "../elements.tsx";
import { useVisit } from "../visit.tsx";

type Consequence = PolicyDifference["consequences"][number];
type MeaningChange = PolicyDifference["changes"][number];
type ClauseChange = PolicyDifference["clauses"][number];

/** What a proposal changes against the version in force, worked out here from both bundles. */
export default function Difference({ proposal }: { readonly proposal: Proposal }) {
  const { words } = useVisit();
  const { id, state } = proposal;
  const pair = useQuery({
    queryKey: ["difference", id, state],
    queryFn: async () => {
      const [before, after] = await Promise.all([readCurrentBundle(), readProposedBundle(id)]);
      return { before, after };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="card stack" aria-labelledby="difference">
      <div>
        <h2 id="difference">{words.difference.title}</h2>
        <p className="meta">{words.difference.lead}</p>
      </div>
      <Answer query={pair}>{({ before, after }) => <Compared before={before} after={after} />}</Answer>
    </section>
  );
}

function Compared(p: { readonly before: Bundle; readonly after: Bundle }) {
  const difference = useMemo(() => comparePolicies(p.before, p.after), [p.before, p.after]);
  return <Changes difference={difference} />;
}

/** A difference as people read it: whom it concerns, then what changes in meaning, then in words. */
export function Changes({ difference }: { readonly difference: PolicyDifference }) {
  const { words } = useVisit();
  const { before, after, changes, notes, clauses, consequences } = difference;
  const said = words.difference;
  if (before === after) return <p>{said.same}</p>;
  return (
    <div className="stack">
      <h3>{said.consequences}</h3>
      {consequences.length === 0 ? <p>{said.noConsequences}</p> : null}
      <ul className="entries findings">
        {consequences.map((consequence) => (
          <Concerned key={JSON.stringify(consequence.who) + consequence.kind} {...consequence} />
        ))}
      </ul>
      <h3>{said.changes}</h3>
      {changes.length === 0 ? <p>{said.none}</p> : null}
      <ul className="entries findings">
        {changes.map((change) => (
          <Meaning key={JSON.stringify([change.kind, change.points, change.data])} {...change} />
        ))}
      </ul>
      {notes.length === 0 ? null : (
        <>
          <h3>{said.notes}</h3>
          <ul className="entries findings">
            {notes.map(({ part, sentence }) => (
              <li key={`${part} ${JSON.stringify(sentence)}`}>
                <PolicyText text={sentence} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{said.words}</h3>
      {clauses.length === 0 ? <p>{said.wordsSame}</p> : null}
      <ul className="entries findings">
        {clauses.map((clause) => (
          <ClauseWords key={`${clause.before} ${clause.after}`} {...clause} />
        ))}
      </ul>
    </div>
  );
}

function Concerned({ kind, sentence }: Consequence) {
  const { words } = useVisit();
  return (
    <li>
      <p className="row">
        <Badge state={kind}>{words.difference[kind]}</Badge>
      </p>
      <p>
        <PolicyText text={sentence} />
      </p>
    </li>
  );
}

function Meaning({ kind, direction, sentence, before, after }: MeaningChange) {
  const { words } = useVisit();
  const { kinds, directions } = words.difference;
  const clauses = [...new Set([...before, ...after].map(({ clause }) => clause))];
  return (
    <li>
      <p className="row">
        <Badge state={kind}>{kinds[kind]}</Badge>
        {kind === "terms" ? <span className="meta">{directions[direction]}</span> : null}
        {clauses.map((clause) => (
          <span key={clause} className="clause">
            {words.clause(clause)}
          </span>
        ))}
      </p>
      <p>
        <PolicyText text={sentence} />
      </p>
    </li>
  );
}

/** The words of one clause with what went and what came; both are said in words too, for who does not see the marks. */
function ClauseWords({ before, after, words: changed }: ClauseChange) {
  const { words, language } = useVisit();
  const { added, removed, was, cameIn, wentOut } = words.difference;
  const stretches = changed[language] ?? Object.values(changed)[0] ?? [];
  return (
    <li>
      <h4 className="row">
        <span>{words.clause(after ?? before ?? "")}</span>
        {before === null ? <Badge state="permitted">{added}</Badge> : null}
        {after === null ? <Badge state="no-longer-permitted">{removed}</Badge> : null}
        {before !== null && after !== null && before !== after ? (
          <span className="meta">{was(before)}</span>
        ) : null}
      </h4>
      <p className="changed-words">
        {stretches.map(({ kind, text }, index) => {
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches of a text have no other name, and never change
          if (kind === "same") return <Fragment key={index}>{text}</Fragment>;
          const Mark = kind === "added" ? "ins" : "del";
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Mark key={index}>
              <span className="visually-hidden">{kind === "added" ? cameIn : wentOut}</span>
              {text}
            </Mark>
          );
        })}
      </p>
    </li>
  );
}

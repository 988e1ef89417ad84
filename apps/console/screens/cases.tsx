import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { looking } from "../api.ts";
import { Answer, ClauseChip, Page, PolicyText, TableHead, Time } from "../elements.tsx";
import { readForm, SelectField } from "../fields.tsx";
import { type FormTerms, formTerms, type OpenedForm } from "../form-terms.ts";
import { Link, useVisit } from "../visit.tsx";
import { asHeading, inLanguage } from "../words.ts";

type Case = AnswerOf<"cases">[number];

/** What people sent, for who works on it: one form and one purpose at a time, and nothing before one is chosen. */
export function Cases() {
  const { words } = useVisit();
  const terms = useQuery(formTerms);
  const [chosen, setChosen] = useState<OpenedForm | null>(null);
  return (
    <Page title={words.cases.title} lead={words.cases.lead}>
      <Answer query={terms}>
        {(said) =>
          said.opened.length === 0 ? (
            <p className="empty">{words.cases.nothingOpened}</p>
          ) : (
            <div className="stack">
              <ChooseWork opened={said.opened} onChoose={setChosen} />
              {chosen === null ? (
                <p className="empty">{words.cases.unread}</p>
              ) : (
                <CaseList key={`${chosen.form} ${chosen.purpose}`} of={chosen} terms={said} />
              )}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

/** Which form, for which purpose. To read is a decision, so it takes a button. */
function ChooseWork(p: {
  readonly opened: readonly OpenedForm[];
  readonly onChoose: (chosen: OpenedForm | null) => void;
}) {
  const { words, language } = useVisit();
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    p.onChoose(p.opened[Number(readForm(event.currentTarget).work)] ?? null);
  };
  return (
    <form className="card stack" onSubmit={choose}>
      <SelectField
        name="work"
        label={words.cases.work}
        help={words.cases.evidence}
        errors={{}}
        options={p.opened.map(({ title, purposeTitle }, index) => ({
          value: String(index),
          label: words.cases.ofForm(
            asHeading(inLanguage(title, language)),
            inLanguage(purposeTitle, language),
          ),
        }))}
      />
      <p>
        <button type="submit" className="button primary">
          {words.cases.show}
        </button>
      </p>
    </form>
  );
}

/** The cases of one form and purpose. */
export function CaseList({ of, terms }: { readonly of: OpenedForm; readonly terms: FormTerms }) {
  const { words, language } = useVisit();
  const { form, purpose, clause } = of;
  const cases = useQuery(looking("cases", {}, { form, purpose }));
  const title = asHeading(inLanguage(of.title, language));
  return (
    <section className="card stack" aria-labelledby="cases">
      <div className="row">
        <h2 id="cases">{title}</h2>
        <ClauseChip id={clause} />
      </div>
      <Answer query={cases}>
        {(rows) => (
          <>
            <p className="meta" role="status">
              {rows.length === 0 ? words.cases.empty : words.cases.found(rows.length)}
            </p>
            {rows.length === 0 ? null : <CaseTable rows={rows} caption={title} terms={terms} />}
          </>
        )}
      </Answer>
    </section>
  );
}

function CaseTable(p: {
  readonly rows: readonly Case[];
  readonly caption: string;
  readonly terms: FormTerms;
}) {
  const { words } = useVisit();
  const { at, state, about, given, person, open, openPerson } = words.cases;
  return (
    <table className="records">
      <caption className="visually-hidden">{p.caption}</caption>
      <TableHead headings={[at, state, about, given, person]} />
      <tbody>
        {p.rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Time at={row.at} />
            </th>
            <td data-label={state}>{row.state}</td>
            <td data-label={about}>{row.about ?? <span className="meta">–</span>}</td>
            <td data-label={given}>
              <Given values={row.values} terms={p.terms} />
            </td>
            <td data-label={person}>
              <Link to={{ name: "person", id: row.person }} label={openPerson(row.id.slice(0, 8))}>
                {open}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was given, field by field, each by its title; a choice by its own. */
function Given({ values, terms }: { readonly values: Case["values"]; readonly terms: FormTerms }) {
  return (
    <dl className="held">
      {Object.entries(values).map(([path, value]) => {
        const field = Object.hasOwn(terms.fields, path) ? terms.fields[path] : undefined;
        const choices = field?.choices ?? {};
        const choice = value !== null && Object.hasOwn(choices, value) ? choices[value] : undefined;
        return (
          <div key={path}>
            <dt>{field === undefined ? path : <PolicyText text={field.title} />}</dt>
            <dd>{choice === undefined ? (value ?? "–") : <PolicyText text={choice} />}</dd>
          </div>
        );
      })}
    </dl>
  );
}

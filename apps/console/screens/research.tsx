import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../api.ts";
import { Answer, ClauseChip, Page, PolicyText, TableHead } from "../elements.tsx";
import { type FormTerms, formTerms, type OpenedForm } from "../form-terms.ts";
import { useVisit } from "../visit.tsx";
import { asHeading, formatCount, inLanguage } from "../words.ts";

/** Answers to questionnaires, as figures. */
export function Research() {
  const { words } = useVisit();
  const terms = useQuery(formTerms);
  return (
    <Page title={words.research.title} lead={words.research.lead}>
      <Answer query={terms}>
        {(said) =>
          said.questionnaires.length === 0 ? (
            <p className="empty">{words.research.none}</p>
          ) : (
            <div className="stack">
              {said.questionnaires.map((one) => (
                <Questionnaire key={one.form} of={one} terms={said} />
              ))}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

function Questionnaire({ of, terms }: { readonly of: OpenedForm; readonly terms: FormTerms }) {
  const { language, words } = useVisit();
  const figures = useQuery(reading("research", { form: of.form }));
  return (
    <section className="card stack" aria-labelledby={of.form}>
      <div className="row">
        <h2 id={of.form}>{asHeading(inLanguage(of.title, language))}</h2>
        <ClauseChip id={of.clause} />
      </div>
      <Answer query={figures}>
        {({ invited, least, fields }) => (
          <>
            <dl className="tally">
              <div>
                <dt>{words.research.answered}</dt>
                <dd>{formatCount(invited.answered, language)}</dd>
              </div>
              <div>
                <dt>{words.research.refused}</dt>
                <dd>{formatCount(invited.refused, language)}</dd>
              </div>
            </dl>
            {Object.entries(fields).map(([path, counts]) => (
              <Figures key={path} path={path} counts={counts} least={least} terms={terms} />
            ))}
            <p className="meta">{words.research.explains(least)}</p>
          </>
        )}
      </Answer>
    </section>
  );
}

/** How many gave each answer to one question. */
function Figures(p: {
  readonly path: string;
  readonly counts: AnswerOf<"research">["fields"][string];
  readonly least: number;
  readonly terms: FormTerms;
}) {
  const { language, words } = useVisit();
  const { answer, people, few } = words.research;
  const field = Object.hasOwn(p.terms.fields, p.path) ? p.terms.fields[p.path] : undefined;
  return (
    <table className="records">
      <caption>{field === undefined ? p.path : <PolicyText text={field.title} />}</caption>
      <TableHead headings={[answer, people]} />
      <tbody>
        {Object.entries(p.counts).map(([value, count]) => {
          const choices = field?.choices ?? {};
          const title = Object.hasOwn(choices, value) ? choices[value] : undefined;
          return (
            <tr key={value}>
              <th scope="row">{title === undefined ? value : <PolicyText text={title} />}</th>
              <td data-label={people}>{count === null ? few(p.least) : formatCount(count, language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

import { type AnswerOf, pathOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Notice, Page, TableHead, Trouble } from "../elements.tsx";
import { ErrorCount, filled, findErrors, readForm, TextField, useFieldErrors } from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";

type Run = AnswerOf<"letterRuns">["runs"][number];

/** How often the figures of a run that is being posted are looked at again. */
const LOOK_MS = 3000;
const KEY = reading("letterRuns").queryKey;

/** Letters to be printed and posted, and those that came back. */
export function Letters() {
  const { words } = useVisit();
  const letters = useQuery({ ...reading("letterRuns"), refetchInterval: LOOK_MS });
  return (
    <Page title={words.letters.title} lead={words.letters.lead}>
      <div className="stack">
        <Answer query={letters}>
          {({ waiting, runs }) => (
            <>
              <Waiting count={waiting} />
              <Runs runs={runs} />
            </>
          )}
        </Answer>
        <CameBack />
      </div>
    </Page>
  );
}

function Waiting({ count }: { readonly count: number }) {
  const { words } = useVisit();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => ask("makeLetterRun"),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <section className="card stack" aria-labelledby="waiting">
      <h2 id="waiting">{count === 0 ? words.letters.noneWaits : words.letters.waiting(count)}</h2>
      <p className="meta">{words.letters.envelope}</p>
      {count === 0 ? null : (
        <p>
          <button
            type="button"
            className="button primary"
            disabled={make.isPending}
            onClick={() => make.mutate()}
          >
            {words.letters.make}
          </button>
        </p>
      )}
      <div role="alert">{make.error === null ? null : <Trouble error={make.error} />}</div>
    </section>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  const { words } = useVisit();
  const { made, count, file, done } = words.letters;
  if (runs.length === 0) return <p className="empty">{words.letters.noRuns}</p>;
  return (
    <section className="card stack" aria-labelledby="runs">
      <h2 id="runs">{words.letters.runs}</h2>
      <table className="records">
        <caption className="visually-hidden">{words.letters.runs}</caption>
        <TableHead headings={[made, count, file, done]} />
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} {...run} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RunRow(run: Run) {
  const { words, language } = useVisit();
  const said = words.letters;
  const { id, madeBy, madeAt, postedAt } = run;
  const at = formatInstant(madeAt, language);
  return (
    <tr>
      <th scope="row">{said.by(madeBy, at)}</th>
      <td data-label={said.count}>{said.counts(run)}</td>
      <td data-label={said.file}>
        {postedAt !== null ? (
          <span className="meta">–</span>
        ) : (
          <a href={pathOf("printLetterRun", { id })} download aria-label={said.printOf(at)}>
            {said.print}
          </a>
        )}
      </td>
      <td data-label={said.done}>
        {postedAt === null ? <PostRun id={id} at={at} /> : said.posted(formatInstant(postedAt, language))}
      </td>
    </tr>
  );
}

function PostRun({ id, at }: { readonly id: string; readonly at: string }) {
  const { words } = useVisit();
  const client = useQueryClient();
  const post = useMutation({
    mutationFn: () => ask("postLetterRun", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const said = words.letters;
  return (
    <ConfirmButton
      isSmall
      label={said.post}
      name={said.postOf(at)}
      title={said.postTitle}
      text={said.postText}
      act={said.postDo}
      isPending={post.isPending}
      error={post.error}
      onConfirm={(done) => post.mutate(undefined, { onSuccess: done })}
    />
  );
}

const RULES = { number: filled };

/** Return mail: one number after another, so the field is ready for the next at once. */
function CameBack() {
  const { words } = useVisit();
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const said = words.letters.back;
  const note = useMutation({
    mutationFn: (number: string) => ask("returnLetter", { body: { number } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    if (show(form, findErrors(values, RULES, words))) return;
    note.mutate(values.number ?? "", { onSuccess: () => setTaken(taken + 1) });
  };
  return (
    <section className="card stack" aria-labelledby="back">
      <div>
        <h2 id="back">{said.title}</h2>
        <p className="meta">{said.lead}</p>
      </div>
      <form className="stack" onSubmit={submit} noValidate>
        <ErrorCount errors={errors} />
        <TextField key={taken} name="number" label={said.number} help={said.help} errors={errors} />
        <p>
          <button type="submit" className="button" disabled={note.isPending}>
            {said.do}
          </button>
        </p>
        <div role="alert">{note.error === null ? null : <Trouble error={note.error} />}</div>
        <div role="status">
          {note.data === undefined ? null : (
            <Notice
              tone={note.data.again ? "caution" : "permit"}
              title={(note.data.again ? said.again : said.noted)(note.data.number)}
            />
          )}
        </div>
      </form>
    </section>
  );
}

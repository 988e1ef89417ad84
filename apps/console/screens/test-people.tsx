import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActButton, refresh } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, TableHead, Time } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";

type Page = AnswerOf<"testPeople">;
type Mark = Page["people"][number];

/** Everybody a rehearsal may reach: who they are, who marked them and since when. */
export function TestPeople() {
  const { words } = useVisit();
  const [after, setAfter] = useState<string | null>(null);
  const page = useQuery(reading("testPeople", {}, after === null ? {} : { after }));
  const say = words.testPeople;
  return (
    <section className="card stack" aria-labelledby="test-people">
      <div>
        <h2 id="test-people">{say.title}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      <Answer query={page}>
        {({ people, next }) =>
          people.length === 0 && after === null ? (
            <p className="empty">
              {say.empty} <Link to={{ name: "people" }}>{say.toPeople}</Link>
            </p>
          ) : (
            <>
              <MarkTable people={people} />
              {after === null && next === null ? null : (
                <div className="row">
                  {after === null ? null : (
                    <button type="button" className="button small" onClick={() => setAfter(null)}>
                      {say.first}
                    </button>
                  )}
                  {next === null ? null : (
                    <button type="button" className="button small" onClick={() => setAfter(next)}>
                      {say.more}
                    </button>
                  )}
                </div>
              )}
            </>
          )
        }
      </Answer>
    </section>
  );
}

function MarkTable({ people }: Pick<Page, "people">) {
  const { words } = useVisit();
  const say = words.testPeople;
  return (
    <table className="records">
      <caption className="visually-hidden">{say.title}</caption>
      <TableHead headings={[say.person, say.by, say.since, say.entry, say.act]} />
      <tbody>
        {people.map((mark) => (
          <MarkRow key={mark.person} {...mark} />
        ))}
      </tbody>
    </table>
  );
}

function MarkRow({ person, markedBy, markedAt, index }: Mark) {
  const { words } = useVisit();
  const client = useQueryClient();
  const say = words.testPeople;
  const unmark = useMutation({
    mutationFn: () => ask("markTestPerson", { path: { person }, body: { test: false } }),
    onSettled: () => refresh(client),
  });
  return (
    <tr>
      <th scope="row">
        <Link to={{ name: "person", id: person }}>
          <span className="hash">{person}</span>
        </Link>
      </th>
      <td data-label={say.by}>{markedBy}</td>
      <td data-label={say.since}>
        <Time at={markedAt} />
      </td>
      <td data-label={say.entry}>{index ?? say.noEntry}</td>
      <td data-label={say.act}>
        <ConfirmButton
          isSmall
          label={say.unmark}
          name={`${say.unmark}: ${person.slice(0, 8)}`}
          title={say.unmarkTitle}
          text={say.unmarkText}
          act={say.unmark}
          isPending={unmark.isPending}
          error={unmark.error}
          onConfirm={(done) => unmark.mutate(undefined, { onSuccess: done })}
        />
      </td>
    </tr>
  );
}

/** Whether one person is marked as test, and the button that marks them. */
export function TestMark({ person }: { readonly person: string }) {
  const { words, language } = useVisit();
  const known = useQuery(reading("testPerson", { person }));
  const say = words.testPeople;
  return (
    <section className="card stack" aria-labelledby="test-mark">
      <div>
        <h2 id="test-mark">{say.markTitle}</h2>
        <p className="meta">{say.markLead}</p>
      </div>
      <Answer query={known}>
        {({ mark }) => (
          <>
            <p role="status">
              {mark === null ? say.isNot : say.is(mark.markedBy, formatInstant(mark.markedAt, language))}
            </p>
            <ActButton
              label={mark === null ? say.mark : say.unmark}
              act={() => ask("markTestPerson", { path: { person }, body: { test: mark === null } })}
            />
          </>
        )}
      </Answer>
    </section>
  );
}

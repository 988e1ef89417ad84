import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../api.ts";
import { Answer, Page, TableHead, Time } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";

type ThreadRow = AnswerOf<"threads">[number];

/** Everybody who wrote, those who wait for an answer first. The list opens nothing. */
export function Threads() {
  const { words } = useVisit();
  const threads = useQuery(reading("threads"));
  const { title, lead, empty } = words.threads;
  return (
    <Page title={title} lead={lead}>
      <Answer query={threads}>
        {(rows) => (rows.length === 0 ? <p className="empty">{empty}</p> : <ThreadTable rows={rows} />)}
      </Answer>
    </Page>
  );
}

function ThreadTable({ rows }: { readonly rows: readonly ThreadRow[] }) {
  const { words } = useVisit();
  const say = words.threads;
  return (
    <section className="card stack">
      <table className="records">
        <caption className="visually-hidden">{say.title}</caption>
        <TableHead headings={[say.latest, say.letters, say.waiting, say.requests, say.person]} />
        <tbody>
          {rows.map(({ person, latestAt, letters, waiting, requests }) => (
            <tr key={person}>
              <th scope="row">
                <Time at={latestAt} />
              </th>
              <td data-label={say.letters}>{letters}</td>
              <td data-label={say.waiting}>{waiting}</td>
              <td data-label={say.requests}>
                {requests.length === 0 ? say.none : requests.map((name) => say.names[name]).join(", ")}
              </td>
              <td data-label={say.person}>
                <Link to={{ name: "thread", id: person }} label={say.openOf(person.slice(0, 8))}>
                  {say.open}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

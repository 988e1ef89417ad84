import { useQuery } from "@tanstack/react-query";
import { type MessageRow, reading } from "../api.ts";
import { Answer, Badge, ClauseChip, Page, PolicyText, Time } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";

const REFRESH_MS = 2_000;

/** Every message, newest first; asks again by itself while something may still move. */
export function Messages() {
  const { words } = useVisit();
  const messages = useQuery(watchedMessages());
  return (
    <Page title={words.messages.title} lead={words.messages.lead}>
      <Answer query={messages}>
        {(rows) => (
          <div className="stack">
            <p className="meta" role="status">
              <Movement rows={rows} />
            </p>
            {rows.length === 0 ? (
              <p className="empty">{words.messages.empty}</p>
            ) : (
              <div className="card">
                <MessageTable rows={rows} caption={words.messages.title} withPerson />
              </div>
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** The list of messages, asked for every two seconds while one is on its way. */
export function watchedMessages() {
  return {
    ...reading("messages"),
    refetchInterval: (query: { readonly state: { readonly data?: readonly MessageRow[] | undefined } }) =>
      query.state.data?.some(isMoving) ? REFRESH_MS : false,
  } as const;
}

function isMoving({ state }: MessageRow): boolean {
  return state === "queued" || state === "sending";
}

function Movement({ rows }: { readonly rows: readonly MessageRow[] }) {
  const { words } = useVisit();
  const moving = rows.filter(isMoving).length;
  return moving === 0 ? words.messages.still : words.messages.moving(moving);
}

/** Messages with what became of them. */
export function MessageTable(p: {
  readonly rows: readonly MessageRow[];
  readonly caption: string;
  readonly withPerson?: true;
}) {
  const { words } = useVisit();
  const { subject, state, due, why, person } = words.messages;
  return (
    <table className="records messages">
      <caption className="visually-hidden">{p.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{subject}</th>
          <th scope="col">{state}</th>
          <th scope="col">{due}</th>
          <th scope="col">{why}</th>
          {p.withPerson ? <th scope="col">{person}</th> : null}
        </tr>
      </thead>
      <tbody>
        {p.rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <PolicyText text={row.subject} />
            </th>
            <td data-label={state}>
              <Badge state={row.state}>{words.messageStates[row.state]}</Badge>
            </td>
            <td data-label={due}>
              <Time at={row.dueAt} />
            </td>
            <td data-label={why}>
              <Why {...row} />
            </td>
            {p.withPerson ? (
              <td data-label={person}>
                <Link
                  to={{ name: "person", id: row.person }}
                  label={words.messages.openPerson(row.person.slice(0, 8))}
                >
                  {words.messages.open}
                </Link>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why a message did not simply leave. */
function Why({ refusal, failure, state }: MessageRow) {
  const { words } = useVisit();
  return (
    <div className="stack tight">
      {refusal === null ? null : (
        <p>
          <ClauseChip id={refusal.clause} /> <PolicyText text={refusal.reason} />
        </p>
      )}
      {failure === null ? null : <p lang="en">{failure}</p>}
      {state === "unknown" ? <p>{words.unknownState}</p> : null}
      {refusal === null && failure === null && state !== "unknown" ? <span className="meta">–</span> : null}
    </div>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../api.ts";
import { Answer, Badge, Page, PolicyText, Time } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, formatInstant } from "../words.ts";
import { ServiceMessage } from "./service-message.tsx";

export type NoticeRow = AnswerOf<"notices">[number];

const REFRESH_MS = 2_000;

/** Every notice, newest first, and the form of a service message; asks again by itself while one runs. */
export function Notices() {
  const { words } = useVisit();
  const notices = useQuery({
    ...reading("notices"),
    refetchInterval: ({ state }) => (state.data?.some(isMoving) ? REFRESH_MS : false),
  });
  return (
    <Page title={words.notices.title} lead={words.notices.lead}>
      <div className="stack">
        <Answer query={notices}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="empty">{words.notices.empty}</p>
            ) : (
              <div className="card">
                <NoticeTable rows={rows} />
              </div>
            )
          }
        </Answer>
        <ServiceMessage />
      </div>
    </Page>
  );
}

/** Whether something may still change by itself. */
export function isMoving({ state }: Pick<NoticeRow, "state">): boolean {
  return state === "draft" || state === "running";
}

function NoticeTable({ rows }: { readonly rows: readonly NoticeRow[] }) {
  const { words } = useVisit();
  const said = words.notices;
  return (
    <table className="records">
      <caption className="visually-hidden">{said.title}</caption>
      <thead>
        <tr>
          <th scope="col">{said.what}</th>
          <th scope="col">{said.state}</th>
          <th scope="col">{said.told}</th>
          <th scope="col">{said.made}</th>
          <th scope="col">
            <span className="visually-hidden">{said.open}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <NoticeLine key={row.id} {...row} />
        ))}
      </tbody>
    </table>
  );
}

function NoticeLine(row: NoticeRow) {
  const { words, language } = useVisit();
  const said = words.notices;
  const kind = said.kinds[row.kind] ?? row.kind;
  return (
    <tr>
      <th scope="row">
        {kind}
        <p className="meta">
          <PolicyText text={row.subject ?? row.title} />
        </p>
      </th>
      <td data-label={said.state}>
        <NoticeBadges {...row} />
      </td>
      <td data-label={said.told}>
        {row.progress === null ? (
          <span className="meta">{said.over}</span>
        ) : (
          <Told states={row.progress.states} people={row.progress.people} />
        )}
      </td>
      <td data-label={said.made}>
        <Time at={row.createdAt} />
      </td>
      <td>
        <Link
          to={{ name: "notice", id: row.id }}
          label={said.openOf(kind, formatInstant(row.createdAt, language))}
        >
          {said.open}
        </Link>
      </td>
    </tr>
  );
}

export function NoticeBadges({ state, rehearsal }: Pick<NoticeRow, "state" | "rehearsal">) {
  const { words } = useVisit();
  return (
    <>
      <Badge state={state}>{words.notices.states[state]}</Badge>
      {rehearsal ? <Badge state="pending">{words.notices.rehearsal}</Badge> : null}
    </>
  );
}

/** How many of how many know, in figures and as a bar. */
export function Told(p: { readonly states: Readonly<Record<string, number>>; readonly people: number }) {
  const { words, language } = useVisit();
  const { sent = 0 } = p.states;
  const said = words.notices.toldOf(formatCount(sent, language), formatCount(p.people, language));
  return (
    <div className="stack tight">
      <span>{said}</span>
      <progress value={sent} max={Math.max(p.people, 1)} aria-label={said} />
    </div>
  );
}

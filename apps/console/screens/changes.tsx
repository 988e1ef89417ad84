import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, reading } from "../api.ts";
import { Answer, Page, TableHead, Trouble } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";

type Change = AnswerOf<"changes">[number];

/** How often progress is read anew while somebody watches. */
const EVERY_MS = 3000;

/** What every approved version changes for people, and how far telling and answering are (clause 2.6.2). */
export function Changes() {
  const { words } = useVisit();
  const changes = useQuery({ ...reading("changes"), refetchInterval: EVERY_MS });
  const said = words.changes;
  return (
    <Page title={said.title} lead={said.lead}>
      <div className="stack">
        <p className="meta">{said.explains}</p>
        <Answer query={changes}>
          {(rows) =>
            rows.length === 0 ? <p className="empty">{said.empty}</p> : <ChangeTable rows={rows} />
          }
        </Answer>
      </div>
    </Page>
  );
}

function ChangeTable({ rows }: { readonly rows: readonly Change[] }) {
  const { words } = useVisit();
  const { caption, version, from, concerned, asked, agreed, refused, silent, telling } = words.changes;
  return (
    <section className="card stack">
      <table className="records">
        <caption className="visually-hidden">{caption}</caption>
        <TableHead headings={[version, from, concerned, asked, agreed, refused, silent, telling]} />
        <tbody>
          {rows.map((row) => (
            <ChangeLine key={row.id} {...row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const BADGES = { coming: "pending", "in-force": "granted", past: "former" } as const;

function ChangeLine(change: Change) {
  const { words, language } = useVisit();
  const said = words.changes;
  const { id, version, from, state, counted } = change;
  const number = (count: number) => count.toLocaleString(language);
  return (
    <tr>
      <th scope="row">
        <div className="stack tight">
          <Link to={{ name: "proposal", id }} label={words.versions.openProposal(version.slice(0, 12))}>
            {version.slice(0, 12)}
          </Link>
          <span>
            <span className="badge" data-state={BADGES[state]}>
              {said.states[state]}
            </span>
          </span>
        </div>
      </th>
      <td data-label={said.from}>{formatInstant(from, language)}</td>
      <td data-label={said.concerned}>
        {number(change.concerned)}
        {counted ? null : <span className="meta"> {said.counting}</span>}
      </td>
      <td data-label={said.asked}>{number(change.asked)}</td>
      <td data-label={said.agreed}>{number(change.agreed)}</td>
      <td data-label={said.refused}>{number(change.refused)}</td>
      <td data-label={said.silent}>{number(change.silent)}</td>
      <td data-label={said.telling}>
        <Telling {...change} />
      </td>
    </tr>
  );
}

function Telling({ id, version, concerned, telling }: Change) {
  const { words, language } = useVisit();
  const client = useQueryClient();
  const said = words.changes;
  const set = useMutation({
    mutationFn: (state: "running" | "paused") => ask("setTelling", { path: { id }, body: { state } }),
    onSuccess: () => client.invalidateQueries({ queryKey: reading("changes").queryKey }),
  });
  if (telling === null) return <span className="meta">{said.nobody}</span>;
  const number = (count: number) => count.toLocaleString(language);
  const parts = [
    said.told(number(telling.told), number(concerned)),
    ...(telling.waiting === 0 ? [] : [said.waiting(number(telling.waiting))]),
    ...(telling.withStaff === 0 ? [] : [said.withStaff(number(telling.withStaff))]),
    ...(telling.unreached === 0 ? [] : [said.unreached(number(telling.unreached))]),
  ];
  const isPaused = telling.state === "paused";
  const short = version.slice(0, 12);
  return (
    <div className="stack tight">
      <span>{said.tellingStates[telling.state]}</span>
      {concerned === 0 ? null : (
        <progress max={concerned} value={telling.told} aria-label={said.telling}>
          {parts[0]}
        </progress>
      )}
      {parts.map((part) => (
        <span key={part} className="meta">
          {part}
        </span>
      ))}
      <Link to={{ name: "notice", id: telling.notice }}>{said.noticeOf(short)}</Link>
      {isPaused || telling.state === "running" ? (
        <div>
          <button
            type="button"
            className="button small"
            aria-label={isPaused ? said.resumeOf(short) : said.pauseOf(short)}
            disabled={set.isPending}
            onClick={() => set.mutate(isPaused ? "running" : "paused")}
          >
            {isPaused ? said.resume : said.pause}
          </button>
        </div>
      ) : null}
      {set.error === null ? null : <Trouble error={set.error} />}
    </div>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../api.ts";
import { Answer, Notice, Page, TableHead, Time } from "../elements.tsx";
import { useVisit } from "../visit.tsx";
import { formatCount } from "../words.ts";

const REFRESH_MS = 15_000;

/** What pages met and the policy in force does not declare. */
export function Drift() {
  const { words } = useVisit();
  const drift = useQuery({ ...reading("drift"), refetchInterval: REFRESH_MS });
  return (
    <Page title={words.drift.title} lead={words.drift.lead}>
      <Answer query={drift}>
        {(rows) =>
          rows.length === 0 ? (
            <Notice tone="permit" title={words.drift.empty}>
              <p>{words.drift.emptyText}</p>
            </Notice>
          ) : (
            <Names rows={rows} />
          )
        }
      </Answer>
    </Page>
  );
}

function Names({ rows }: { readonly rows: AnswerOf<"drift"> }) {
  const { words, language } = useVisit();
  const { name, kind, kinds, times, first, last } = words.drift;
  return (
    <section className="card stack">
      <p>
        <strong>{words.drift.shown(rows.length)}</strong> <span className="meta">{words.drift.masked}</span>
      </p>
      <table className="records">
        <caption className="visually-hidden">{words.drift.title}</caption>
        <TableHead headings={[name, kind, times, first, last]} />
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.kind} ${row.name}`}>
              <th scope="row">
                <code>{row.name}</code>
              </th>
              <td data-label={kind}>{kinds[row.kind]}</td>
              <td data-label={times}>{formatCount(row.times, language)}</td>
              <td data-label={first}>
                <Time at={row.firstSeen} />
              </td>
              <td data-label={last}>
                <Time at={row.lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

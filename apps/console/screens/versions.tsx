import { useQuery } from "@tanstack/react-query";
import { type Proposal, reading, type VersionRow } from "../api.ts";
import { Answer, Badge, Page, PolicyText, Time } from "../elements.tsx";
import { Hash } from "../hash.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant, formatRelative } from "../words.ts";
import { Propose } from "./propose.tsx";

const REFRESH_MS = 5_000;

/** The list of proposals, asked for again while the page is open: another operator may decide, and time decides by itself. */
export function watchedProposals() {
  return { ...reading("proposals"), refetchInterval: REFRESH_MS } as const;
}

/** Versions with what governs when, what is proposed, and a form to propose one. */
export function Versions() {
  const { words } = useVisit();
  const versions = useQuery({ ...reading("versions"), refetchInterval: REFRESH_MS });
  const proposals = useQuery(watchedProposals());
  return (
    <Page title={words.versions.title} lead={words.versions.lead}>
      <div className="stack">
        <Answer query={versions}>{(rows) => <Governing rows={rows} nowMs={versions.dataUpdatedAt} />}</Answer>
        <section className="card stack" aria-labelledby="proposals">
          <h2 id="proposals">{words.versions.proposals}</h2>
          <Answer query={proposals}>{(rows) => <Proposals rows={rows} />}</Answer>
        </section>
        <Propose />
        {versions.data === undefined ? null : <Former rows={versions.data} />}
      </div>
    </Page>
  );
}

/** What governs, and what will. */
function Governing({ rows, nowMs }: { readonly rows: readonly VersionRow[]; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const { versions } = words;
  const at = (instant: string) => formatInstant(instant, language);
  const shown = (["current", "scheduled"] as const).flatMap((state) =>
    rows.filter((row) => row.state === state),
  );
  return (
    <div className="panels">
      {shown.map((row) => (
        <section key={row.version} className="card stack" aria-labelledby={row.version}>
          <div className="card-head">
            <h2 id={row.version}>
              <PolicyText text={row.title} />
            </h2>
            <Badge state={row.state}>{versions.states[row.state]}</Badge>
          </div>
          <p>
            {row.state === "current"
              ? versions.from(at(row.from))
              : versions.becomes(at(row.from), formatRelative(row.from, nowMs, language))}
          </p>
          <p className="row meta">
            <Hash of={row.version} />
            <BundleLink version={row.version} />
          </p>
        </section>
      ))}
    </div>
  );
}

function Former({ rows }: { readonly rows: readonly VersionRow[] }) {
  const { words, language } = useVisit();
  const former = rows.filter(({ state }) => state === "former");
  const at = (instant: string) => formatInstant(instant, language);
  return (
    <section className="card stack" aria-labelledby="former">
      <h2 id="former">{words.versions.former}</h2>
      {former.length === 0 ? <p className="meta">{words.versions.noFormer}</p> : null}
      <ul className="entries findings">
        {former.map((row) => (
          <li key={row.version}>
            <h3>
              <PolicyText text={row.title} />
            </h3>
            <p className="row meta">
              <Hash of={row.version} />
              <span>{words.versions.span(at(row.from), at(row.until ?? row.from))}</span>
              <BundleLink version={row.version} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function BundleLink({ version }: { readonly version: string }) {
  const { words } = useVisit();
  return (
    <a
      href={`/.well-known/avow/policy/${version}`}
      aria-label={words.versions.bundleOf(version.slice(0, 12))}
    >
      {words.versions.bundle}
    </a>
  );
}

function Proposals({ rows }: { readonly rows: readonly Proposal[] }) {
  const { words, language } = useVisit();
  const { version, state, proposed, effective, noProposals, by, open, openProposal } = words.versions;
  if (rows.length === 0) return <p className="meta">{noProposals}</p>;
  return (
    <table className="records">
      <caption className="visually-hidden">{words.versions.proposals}</caption>
      <thead>
        <tr>
          <th scope="col">{version}</th>
          <th scope="col">{state}</th>
          <th scope="col">{proposed}</th>
          <th scope="col">{effective}</th>
          <th scope="col">
            <span className="visually-hidden">{open}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <PolicyText text={row.title} /> <Hash of={row.version} />
            </th>
            <td data-label={state}>
              <Badge state={row.state}>{words.proposalStates[row.state]}</Badge>
            </td>
            <td data-label={proposed}>{by(row.proposedBy, formatInstant(row.proposedAt, language))}</td>
            <td data-label={effective}>
              <Time at={row.effectiveAt} />
            </td>
            <td>
              <Link to={{ name: "proposal", id: row.id }} label={openProposal(row.version.slice(0, 12))}>
                {open}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

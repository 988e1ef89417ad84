import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { ask, type Proposal, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, Notice, Page, PolicyText, Trouble } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant, formatRelative } from "../words.ts";
import { watchedProposals } from "./versions.tsx";

/** Comparing two policies brings the policy room with it, so it is fetched when a proposal is looked at. */
const Difference = lazy(() => import("./difference.tsx"));

/** One proposal: what it is, its check, what it changes, and what may be done about it. */
export function ProposalPage({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const proposals = useQuery(watchedProposals());
  return (
    <Page title={words.proposal.title}>
      <div className="stack">
        <p>
          <Link to={{ name: "versions" }}>{words.proposal.back}</Link>
        </p>
        <Answer query={proposals}>
          {(rows) => {
            const found = rows.find((row) => row.id === id);
            if (found === undefined) return <p className="empty">{words.proposal.unknown}</p>;
            return (
              <>
                <What proposal={found} nowMs={proposals.dataUpdatedAt} />
                <Check diagnostics={found.diagnostics} />
                <Suspense
                  fallback={
                    <p className="loading" role="status">
                      {words.loading}
                    </p>
                  }
                >
                  <Difference proposal={found} />
                </Suspense>
              </>
            );
          }}
        </Answer>
      </div>
    </Page>
  );
}

function What({ proposal, nowMs }: { readonly proposal: Proposal; readonly nowMs: number }) {
  const { words, language } = useVisit();
  const { title, state, version, effectiveAt, proposedBy, proposedAt, approvedBy, approvedAt } = proposal;
  const at = (instant: string) => formatInstant(instant, language);
  const isAhead = (state === "proposed" || state === "approved") && Date.parse(effectiveAt) > nowMs;
  return (
    <section className="card stack" aria-labelledby="what">
      <div className="card-head">
        <h2 id="what">
          <PolicyText text={title} />
        </h2>
        <Badge state={state}>{words.proposalStates[state]}</Badge>
      </div>
      <p role="status">{words.proposal.will[state]}</p>
      <dl className="held">
        <div>
          <dt>{words.versions.version}</dt>
          <dd className="hash">{version}</dd>
        </div>
        <div>
          <dt>{words.proposal.takesEffect}</dt>
          <dd>
            <time dateTime={effectiveAt}>{at(effectiveAt)}</time>
            {isAhead ? <span className="meta"> {formatRelative(effectiveAt, nowMs, language)}</span> : null}
          </dd>
        </div>
        <div>
          <dt>{words.proposal.proposedBy}</dt>
          <dd>{words.versions.by(proposedBy, at(proposedAt))}</dd>
        </div>
        <div>
          <dt>{words.proposal.approvedBy}</dt>
          <dd>
            {approvedBy === null || approvedAt === null
              ? words.proposal.nobody
              : words.versions.by(approvedBy, at(approvedAt))}
          </dd>
        </div>
      </dl>
      {state === "proposed" || state === "approved" ? <Acts proposal={proposal} /> : null}
    </section>
  );
}

/** Approving, where the operator may, else why not; and withdrawing. */
function Acts({ proposal }: { readonly proposal: Proposal }) {
  const { words } = useVisit();
  const { id, state, mayApprove } = proposal;
  const client = useQueryClient();
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: reading("proposals").queryKey });
    await client.invalidateQueries({ queryKey: reading("versions").queryKey });
  };
  const approve = useMutation({ mutationFn: () => ask("approve", { path: { id } }), onSettled: refresh });
  const withdraw = useMutation({
    mutationFn: () => ask("withdrawProposal", { path: { id } }),
    onSettled: refresh,
  });
  const isOwn = state === "proposed" && !mayApprove;
  return (
    <div className="stack">
      {isOwn ? (
        <Notice tone="caution" title={words.proposal.ownTitle}>
          <p id="why-not">
            {words.proposal.own} <Link to={{ name: "operators" }}>{words.proposal.inviteOne}</Link>
          </p>
        </Notice>
      ) : state === "proposed" ? (
        <p className="meta" id="why-not">
          {words.proposal.approveText}
        </p>
      ) : null}
      <div className="row">
        {state === "proposed" ? (
          <button
            type="button"
            className="button primary"
            disabled={!mayApprove || approve.isPending}
            aria-describedby="why-not"
            onClick={() => approve.mutate()}
          >
            {approve.isPending ? words.proposal.approving : words.proposal.approve}
          </button>
        ) : null}
        <ConfirmButton
          label={words.proposal.withdraw}
          title={words.proposal.withdrawTitle}
          text={words.proposal.withdrawText}
          act={words.proposal.withdrawDo}
          isPending={withdraw.isPending}
          error={withdraw.error}
          onConfirm={(done) => withdraw.mutate(undefined, { onSuccess: done })}
        />
      </div>
      <div role="alert">{approve.error === null ? null : <Trouble error={approve.error} />}</div>
    </div>
  );
}

/** What the check found that does not stand in the way. */
function Check({ diagnostics }: Pick<Proposal, "diagnostics">) {
  const { words } = useVisit();
  const { check, checkClean, checkFound, severities, line, help, source } = words.proposal;
  return (
    <section className="card stack" aria-labelledby="check">
      <h2 id="check">{check}</h2>
      <p>{diagnostics.length === 0 ? checkClean : checkFound(diagnostics.length)}</p>
      {diagnostics.length === 0 ? null : (
        <ul className="entries findings">
          {diagnostics.map((found) => (
            <li key={`${found.code} ${found.file} ${found.line} ${found.message}`}>
              <p className="row">
                <Badge state={found.severity}>{severities[found.severity]}</Badge>
                <code>{found.code}</code>
                <span className="meta">{line(found.file, found.line)}</span>
              </p>
              <p lang="en">{found.message}</p>
              {found.help === null ? null : <p className="meta">{help(found.help)}</p>}
              {found.source === null ? null : <p className="meta">{source(found.source)}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { type MessageRow, type Overview, reading } from "../api.ts";
import { Answer, Badge, Notice, Page, PolicyText } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, formatDay, formatInstant, formatRelative } from "../words.ts";
import { IncidentsOwed } from "./incidents.tsx";

const REFRESH_MS = 5_000;

/** How things stand right now. */
export function Today() {
  const { words } = useVisit();
  const overview = useQuery({ ...reading("overview"), refetchInterval: REFRESH_MS });
  return (
    <Page title={words.today.title} lead={words.today.lead}>
      <Answer query={overview}>
        {(answer) => (
          <div className="stack">
            <LedgerFault fault={answer.ledger.fault} />
            <IncidentsOwed />
            <PolicyCard {...answer} />
            <div className="panels">
              <MessagesCard messages={answer.messages} />
              <LedgerCard ledger={answer.ledger} nowMs={overview.dataUpdatedAt} />
              <div className="stack">
                <PeopleCard people={answer.people} />
                <MailCard mail={answer.mail} />
              </div>
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function LedgerFault({ fault }: { readonly fault: string | null }) {
  const { words } = useVisit();
  return (
    <div role="alert">
      {fault === null ? null : (
        <Notice tone="refusal" title={words.today.faultTitle} className="loud">
          <p>{words.today.faultText}</p>
          <pre lang="en">{fault}</pre>
        </Notice>
      )}
    </div>
  );
}

const STATES = ["enforced", "pending", "states"] as const;

function PolicyCard({ policy, clauses }: Pick<Overview, "policy" | "clauses">) {
  const { words, language } = useVisit();
  return (
    <section className="card stack" aria-labelledby="policy">
      <div className="card-head">
        <h2 id="policy">
          <PolicyText text={policy.title} />
        </h2>
        <p className="row meta">
          <span>{words.today.effective(formatDay(policy.effective, language))}</span>
          <span>
            {words.today.version}{" "}
            <span className="hash" title={policy.version}>
              {policy.version.slice(0, 12)}
            </span>
          </span>
        </p>
      </div>
      <ClauseBar clauses={clauses} />
      <dl className="counts">
        {STATES.map((state) => (
          <div key={state}>
            <dt>
              <Badge state={state}>{words.clauseStates[state]}</Badge>
              <span className="meta">{words.clauseMeanings[state]}</span>
            </dt>
            <dd>{formatCount(clauses[state], language)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <Link to={{ name: "policy" }}>{words.today.allClauses}</Link>
      </p>
    </section>
  );
}

/** The clauses' states as parts of one bar. What it shows stands in numbers below it. */
function ClauseBar({ clauses }: Pick<Overview, "clauses">) {
  const total = Math.max(1, clauses.enforced + clauses.pending + clauses.states);
  const parts = STATES.map((state, index) => {
    const before = STATES.slice(0, index).reduce((sum, earlier) => sum + clauses[earlier], 0);
    return { state, x: `${(100 * before) / total}%`, width: `${(100 * clauses[state]) / total}%` };
  });
  return (
    <svg className="clause-bar" aria-hidden="true">
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="ground" />
        <rect width="2.5" height="6" className="line" />
      </pattern>
      {parts.map(({ state, x, width }) => (
        <rect key={state} x={x} width={width} height="100%" className={state} />
      ))}
    </svg>
  );
}

function PeopleCard({ people }: Pick<Overview, "people">) {
  const { words, language } = useVisit();
  return (
    <section className="card stack" aria-labelledby="people">
      <h2 id="people">{words.today.people}</h2>
      <p className="figure">
        <b>{formatCount(people, language)}</b>
        <span>{words.today.peopleText(people)}</span>
      </p>
      <p>
        <Link to={{ name: "people" }}>{words.today.findSomebody}</Link>
      </p>
    </section>
  );
}

function MessagesCard({ messages }: Pick<Overview, "messages">) {
  const { words, language } = useVisit();
  const states = Object.keys(words.messageStates) as MessageRow["state"][];
  const present = states.filter((state) => (messages[state] ?? 0) > 0);
  return (
    <section className="card stack" aria-labelledby="messages">
      <h2 id="messages">{words.today.messages}</h2>
      {present.length === 0 ? (
        <p className="meta">{words.today.noMessages}</p>
      ) : (
        <dl className="tally">
          {present.map((state) => (
            <div key={state}>
              <dt>
                <Badge state={state}>{words.messageStates[state]}</Badge>
              </dt>
              <dd>{formatCount(messages[state] ?? 0, language)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>
        <Link to={{ name: "messages" }}>{words.today.allMessages}</Link>
      </p>
    </section>
  );
}

function LedgerCard({ ledger, nowMs }: Pick<Overview, "ledger"> & { readonly nowMs: number }) {
  const { words, language } = useVisit();
  const { size, signedSize, lastCheckpointAt, fault } = ledger;
  const lag = size - signedSize;
  const [state, said] =
    fault !== null
      ? ["failed", words.today.faulty]
      : lag > 0
        ? ["sequenced", words.today.behind]
        : ["logged", words.today.sound];
  return (
    <section className="card stack" aria-labelledby="ledger">
      <div className="card-head">
        <h2 id="ledger">{words.today.ledger}</h2>
        <Badge state={state}>{said}</Badge>
      </div>
      <dl className="tally">
        <div>
          <dt>{words.today.entries}</dt>
          <dd>{formatCount(size, language)}</dd>
        </div>
        <div>
          <dt>{words.today.signed}</dt>
          <dd>{formatCount(signedSize, language)}</dd>
        </div>
        <div>
          <dt>{words.today.lag}</dt>
          <dd>{formatCount(lag, language)}</dd>
        </div>
        <div>
          <dt>{words.today.checkpoint}</dt>
          <dd>
            {lastCheckpointAt === null ? (
              words.today.never
            ) : (
              <time dateTime={lastCheckpointAt} title={formatInstant(lastCheckpointAt, language)}>
                {formatRelative(lastCheckpointAt, nowMs, language)}
              </time>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function MailCard({ mail }: Pick<Overview, "mail">) {
  const { words } = useVisit();
  return (
    <section className="card stack" aria-labelledby="mail">
      <h2 id="mail">{words.today.mail}</h2>
      {mail.kind === "smtp" ? (
        <p>
          <span className="meta">{words.today.smtp}</span>
          <br />
          <code>{mail.server}</code>
          <br />
          <span className="meta">
            {mail.dns?.dkim == null ? words.dns.signsNot : words.dns.signs(mail.dns.dkim.domain)}
          </span>
          <br />
          <Link to={{ name: "mailbox" }} place="dns">
            {words.dns.toMailbox}
          </Link>
        </p>
      ) : (
        <>
          <div>
            <p>
              <strong>{words.today.mailbox}</strong>
            </p>
            <p className="meta">{words.today.mailboxText}</p>
          </div>
          <p>
            <Link to={{ name: "mailbox" }}>{words.today.openMailbox}</Link>
          </p>
        </>
      )}
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { looking, type MessageRow, type PersonView } from "../api.ts";
import { Answer, Badge, ClauseChip, Page, Time } from "../elements.tsx";
import { useVisit } from "../visit.tsx";
import { asHeading, formatInstant, inLanguage } from "../words.ts";
import { TelephoneNote } from "./calls.tsx";
import { HoldForDispute } from "./disputes.tsx";
import { MessageTable, watchedMessages } from "./messages.tsx";
import { SaidToUs } from "./said-to-us.tsx";
import { SendMessage } from "./send-message.tsx";
import { TestMark } from "./test-people.tsx";

/** One person: who they are, what they chose, what was sent to them, and a form to send more. */
export function Person({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const person = useQuery(looking("person", { person: id }));
  return (
    <Page title={words.person.title} lead={words.person.recorded}>
      <Answer query={person}>
        {(view) => (
          <div className="person">
            <div className="stack">
              <About {...view} />
              <Choices {...view} />
              <SaidToUs person={id} />
              <HoldForDispute person={id} />
              <TelephoneNote person={id} />
              <TestMark person={id} />
            </div>
            <div className="stack">
              <SendMessage person={id} />
              <TheirMessages {...view} />
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function About({ name, email, registeredAt, person }: PersonView) {
  const { words } = useVisit();
  return (
    <section className="card stack about" aria-labelledby="about">
      <h2 id="about">{words.person.about}</h2>
      <dl className="held">
        <div>
          <dt>{words.person.name}</dt>
          <dd>{name}</dd>
        </div>
        <div>
          <dt>{words.person.email}</dt>
          <dd>{email}</dd>
        </div>
        <div>
          <dt>{words.person.registered}</dt>
          <dd>
            <Time at={registeredAt} />
          </dd>
        </div>
        <div>
          <dt>{words.person.id}</dt>
          <dd className="hash">{person}</dd>
        </div>
      </dl>
    </section>
  );
}

function Choices({ choices }: PersonView) {
  const { words, language } = useVisit();
  return (
    <section className="card stack" aria-labelledby="choices">
      <h2 id="choices">{words.person.choices}</h2>
      {choices.length === 0 ? <p className="meta">{words.person.noChoices}</p> : null}
      <ul className="entries">
        {choices.map(({ purpose, title, clause, state, since, objectedAt }) => (
          <li key={purpose}>
            <h3>{asHeading(inLanguage(title, language))}</h3>
            <p className="row meta">
              <Badge state={state}>{words.choiceStates[state]}</Badge>
              {since === null ? null : <span>{words.person.since(formatInstant(since, language))}</span>}
              <ClauseChip id={clause} />
            </p>
            {objectedAt === null ? null : (
              <p className="row meta">
                <Badge state="stopped">{words.person.objected}</Badge>
                <span>{words.person.since(formatInstant(objectedAt, language))}</span>
                <span>{words.person.forGood}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The messages as they stood when the person was looked up, brought up to date from the list, which is no look at the person. */
function TheirMessages({ person, messages }: PersonView) {
  const { words } = useVisit();
  const { data: latest = [] } = useQuery(watchedMessages());
  const rows = mergeMessages(
    messages,
    latest.filter((row) => row.person === person),
  );
  return (
    <section className="card stack" aria-labelledby="their-messages">
      <h2 id="their-messages">{words.person.messages}</h2>
      {rows.length === 0 ? (
        <p className="meta">{words.person.noMessages}</p>
      ) : (
        <MessageTable rows={rows} caption={words.person.messages} />
      )}
    </section>
  );
}

/** Both lists as one, newest first; of a message in both, `later` is right. */
export function mergeMessages(
  earlier: readonly MessageRow[],
  later: readonly MessageRow[],
): readonly MessageRow[] {
  const rows = new Map([...earlier, ...later].map((row) => [row.id, row]));
  return [...rows.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

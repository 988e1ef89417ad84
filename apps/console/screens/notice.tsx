import { type AnswerOf, UNTOLD_STATES } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActButton, ActForm } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { Answer, Badge, ClauseChip, Page, PolicyText, TableHead, Time } from "../elements.tsx";
import { AreaField, filled, SelectField } from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, type Words } from "../words.ts";
import { isMoving, NoticeBadges, Told } from "./notices.tsx";

type Notice = AnswerOf<"notice">;
type UntoldState = Notice["untold"][number]["state"];

const REFRESH_MS = 2_000;

/** One notice: how far it is, each failure, and what an operator may say of it. Asks again by itself while it runs. */
export function NoticePage({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const [state, setState] = useState<UntoldState>("failed");
  const [after, setAfter] = useState<string | null>(null);
  const notice = useQuery({
    ...reading("notice", { id }, after === null ? { state } : { state, after }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && (isMoving(data) || countWithdrawing(data) > 0) ? REFRESH_MS : false,
    placeholderData: (before) => before,
  });
  return (
    <Page title={words.notices.what}>
      <div className="stack">
        <p>
          <Link to={{ name: "notices" }}>{words.notices.back}</Link>
        </p>
        <Answer query={notice}>
          {(answer) => (
            <>
              <Summary {...answer} />
              <History {...answer} />
              <Progress {...answer} />
              <Untold
                {...answer}
                state={state}
                after={after}
                onState={(chosen) => {
                  setState(chosen);
                  setAfter(null);
                }}
                onAfter={setAfter}
              />
            </>
          )}
        </Answer>
      </div>
    </Page>
  );
}

function Summary(notice: Notice) {
  const { words } = useVisit();
  const said = words.notices;
  return (
    <section className="card stack" aria-labelledby="what">
      <h2 id="what">
        {said.kinds[notice.kind] ?? notice.kind} <NoticeBadges {...notice} />
      </h2>
      {notice.subject === null ? null : (
        <p>
          <PolicyText text={notice.subject} />
        </p>
      )}
      <dl className="held">
        <div>
          <dt>{said.purpose}</dt>
          <dd>
            <PolicyText text={notice.title} /> <ClauseChip id={notice.clause} />
          </dd>
        </div>
        <About {...notice} />
        <div>
          <dt>{said.channels}</dt>
          <dd>{notice.channels.map((channel) => nameOfChannel(channel, words)).join(" → ")}</dd>
        </div>
        <div>
          <dt>{said.begins}</dt>
          <dd>
            <Time at={notice.beginsAt} />
          </dd>
        </div>
      </dl>
      <Acts {...notice} />
    </section>
  );
}

const ABOUT = { incident: "incident", campaign: "campaign", "policy-change": "proposal" } as const;

/** The incident, campaign or version it tells of, leading there. */
function About({ kind, about }: Pick<Notice, "kind" | "about">) {
  const { words } = useVisit();
  const said = words.notices;
  if (about === null || !isTold(kind)) return null;
  return (
    <div>
      <dt>{said.about}</dt>
      <dd>
        <Link to={{ name: ABOUT[kind], id: about }}>{said.abouts[kind]}</Link>
      </dd>
    </div>
  );
}

function isTold(kind: string): kind is keyof typeof ABOUT {
  return Object.hasOwn(ABOUT, kind);
}

function Acts(notice: Notice) {
  const { words } = useVisit();
  const { id, state } = notice;
  const said = words.notices;
  if (state === "finished" || state === "cancelled") return null;
  return (
    <>
      <div className="row">
        {state === "running" ? (
          <ActButton label={said.pause} isMain act={() => ask("pauseNotice", { path: { id } })} />
        ) : null}
        {state === "paused" ? (
          <>
            <ActButton label={said.resume} isMain act={() => ask("resumeNotice", { path: { id } })} />
            <span className="meta">{said.paused}</span>
          </>
        ) : null}
      </div>
      <Cancel {...notice} />
    </>
  );
}

/** Cancels it for a reason that is asked for, with what follows said beforehand. */
function Cancel({ id, kind }: Notice) {
  const { words } = useVisit();
  const said = words.notices;
  if (kind === "policy-change") return <p className="meta">{said.cancelVersion}</p>;
  return (
    <details>
      <summary>{said.cancel}</summary>
      <div className="stack">
        <p>{kind === "incident" ? said.cancelOwed : said.cancelText}</p>
        <ActForm
          act={said.cancelAct}
          rules={{ reason: filled }}
          send={({ reason = "" }) => ask("cancelNotice", { path: { id }, body: { reason } })}
        >
          {(errors) => (
            <AreaField
              name="reason"
              label={said.cancelReason}
              help={said.cancelReasonHelp}
              rows={3}
              errors={errors}
            />
          )}
        </ActForm>
      </div>
    </details>
  );
}

/** Who paused it, went on with it or cancelled it, and why. */
function History({ acts }: Pick<Notice, "acts">) {
  const { words } = useVisit();
  const said = words.notices;
  if (acts.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="history">
      <h2 id="history">{said.history}</h2>
      <ol className="entries">
        {acts.map(({ kind, by, at, reason }) => (
          <li key={at} className="stack tight">
            <p className="row">
              <strong>{said.acts[kind]}</strong>
              <span>{by}</span>
              <span className="meta">
                <Time at={at} />
              </span>
            </p>
            {kind === "cancelled" ? <p className="as-read">{reason ?? said.calledOff}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How many people of a cancelled notice are still to be withdrawn. */
function countWithdrawing({ state, progress: { states } }: Pick<Notice, "state" | "progress">): number {
  if (state !== "cancelled") return 0;
  return (states.queued ?? 0) + (states["with-staff"] ?? 0) + (states.sending ?? 0);
}

function Progress({ progress, state }: Notice) {
  const { words, language } = useVisit();
  const said = words.notices;
  const withdrawing = countWithdrawing({ progress, state });
  const counts = Object.entries(progress.channels).flatMap(([channel, states]) =>
    Object.entries(states).map(([reached, people]) => ({ channel, reached, people })),
  );
  return (
    <section className="card stack" aria-labelledby="progress">
      <h2 id="progress">{said.progress}</h2>
      <Told {...progress} />
      {isMoving({ state }) ? <p className="meta">{said.keepsUp}</p> : null}
      {withdrawing === 0 ? null : <p role="status">{said.withdrawing(formatCount(withdrawing, language))}</p>}
      {counts.length === 0 ? null : (
        <table className="records">
          <caption className="visually-hidden">{said.byChannel}</caption>
          <TableHead headings={[said.channel, said.state, said.people]} />
          <tbody>
            {counts.map(({ channel, reached, people }) => (
              <tr key={`${channel} ${reached}`}>
                <th scope="row">{nameOfChannel(channel, words)}</th>
                <td data-label={said.state}>
                  <Badge state={reached}>{said.deliveryStates[reached] ?? reached}</Badge>
                </td>
                <td data-label={said.people}>{formatCount(people, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Untold(
  p: Pick<Notice, "untold" | "more"> & {
    readonly state: UntoldState;
    readonly after: string | null;
    readonly onState: (state: UntoldState) => void;
    readonly onAfter: (person: string | null) => void;
  },
) {
  const { words } = useVisit();
  const said = words.notices;
  const last = p.untold.at(-1);
  return (
    <section className="card stack" aria-labelledby="untold">
      <h2 id="untold">{said.untold}</h2>
      <SelectField
        name="state"
        label={said.show}
        errors={{}}
        onChange={(value) => p.onState(UNTOLD_STATES.find((state) => state === value) ?? "failed")}
        options={UNTOLD_STATES.map((state) => ({ value: state, label: said.untoldStates[state] }))}
      />
      {p.untold.length === 0 ? (
        <p className="empty" role="status">
          {said.nobody}
        </p>
      ) : (
        <ol className="entries">
          {p.untold.map((one) => (
            <UntoldPerson key={one.person} {...one} />
          ))}
        </ol>
      )}
      <div className="row">
        {p.after === null ? null : (
          <button type="button" className="button" onClick={() => p.onAfter(null)}>
            {said.first}
          </button>
        )}
        {p.more && last !== undefined ? (
          <button type="button" className="button" onClick={() => p.onAfter(last.person)}>
            {said.next}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function UntoldPerson({
  person,
  channel,
  dueAt,
  state,
  refusal,
  failure,
  attempts,
}: Notice["untold"][number]) {
  const { words } = useVisit();
  const said = words.notices;
  return (
    <li className="stack tight">
      <p className="row">
        <Link to={{ name: "person", id: person }} label={words.messages.openPerson(person.slice(0, 8))}>
          <span className="hash">{person}</span>
        </Link>
        <span className="meta">{nameOfChannel(channel, words)}</span>
        {state === "queued" ? <Time at={dueAt} /> : null}
      </p>
      {refusal === null ? null : (
        <p>
          <ClauseChip id={refusal.clause} /> <PolicyText text={refusal.reason} />
        </p>
      )}
      {failure !== null && attempts.length === 0 ? <p lang="en">{failure}</p> : null}
      {attempts.length === 0 ? null : (
        <ul aria-label={said.tried}>
          {attempts.map((attempt) => (
            <li key={attempt.channel}>
              <Tried {...attempt} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What became of one channel: in the operator's language by its kind, and in the service's own words where they say more. */
function Tried({ channel, outcome, failure, times, at }: Notice["untold"][number]["attempts"][number]) {
  const { words } = useVisit();
  const said = words.notices;
  const kind = said.outcomes[outcome] ?? outcome;
  return (
    <>
      {said.triedLine(nameOfChannel(channel, words), kind, times)} <Time at={at} />
      {SAID_BY_KIND.has(outcome) ? null : (
        <>
          <br />
          <span className="meta" lang="en">
            {failure}
          </span>
        </>
      )}
    </>
  );
}

/** Of these there is no more to say than what they are. */
const SAID_BY_KIND: ReadonlySet<string> = new Set(["no-channel", "no-address"]);

/** What a channel is called; its own name where the console has none. */
export function nameOfChannel(channel: string, words: Words): string {
  const names: Readonly<Record<string, string>> = words.channelNames;
  return names[channel] ?? channel;
}

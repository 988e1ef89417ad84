import { type AnswerOf, UNTOLD_STATES } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActButton, refresh } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, ClauseChip, Page, PolicyText, Time } from "../elements.tsx";
import { SelectField } from "../fields.tsx";
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
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? REFRESH_MS : false),
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
      <dl className="held">
        <div>
          <dt>{said.purpose}</dt>
          <dd>
            <PolicyText text={notice.title} /> <ClauseChip id={notice.clause} />
          </dd>
        </div>
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

function Acts({ id, state }: Notice) {
  const { words } = useVisit();
  const client = useQueryClient();
  const said = words.notices;
  const cancel = useMutation({
    mutationFn: () => ask("cancelNotice", { path: { id } }),
    onSettled: () => refresh(client),
  });
  if (state === "finished" || state === "cancelled") return null;
  return (
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
      <ConfirmButton
        label={said.cancel}
        title={said.cancelTitle}
        text={said.cancelText}
        act={said.cancelAct}
        isPending={cancel.isPending}
        error={cancel.error}
        onConfirm={(done) => cancel.mutate(undefined, { onSuccess: done })}
      />
    </div>
  );
}

function Progress({ progress, state }: Notice) {
  const { words, language } = useVisit();
  const said = words.notices;
  const counts = Object.entries(progress.channels).flatMap(([channel, states]) =>
    Object.entries(states).map(([reached, people]) => ({ channel, reached, people })),
  );
  return (
    <section className="card stack" aria-labelledby="progress">
      <h2 id="progress">{said.progress}</h2>
      <Told {...progress} />
      {isMoving({ state }) ? <p className="meta">{said.keepsUp}</p> : null}
      {counts.length === 0 ? null : (
        <table className="records">
          <caption className="visually-hidden">{said.byChannel}</caption>
          <thead>
            <tr>
              <th scope="col">{said.channel}</th>
              <th scope="col">{said.state}</th>
              <th scope="col">{said.people}</th>
            </tr>
          </thead>
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
              {said.triedLine(nameOfChannel(attempt.channel, words), attempt.failure, attempt.times)}{" "}
              <Time at={attempt.at} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a channel is called; its own name where the console has none. */
export function nameOfChannel(channel: string, words: Words): string {
  const names: Readonly<Record<string, string>> = words.channelNames;
  return names[channel] ?? channel;
}

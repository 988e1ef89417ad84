import { type AnswerOf, pathOf } from "@avow/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ActButton, ActForm } from "../act-form.tsx";
import { ask, looking } from "../api.ts";
import { readingPurposes } from "../correspondence-terms.ts";
import { Answer, ClauseChip, Notice, Page, Time } from "../elements.tsx";
import { AreaField, atMost, filled, readForm, SelectField, TextField } from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";
import { asHeading, inLanguage, TAGS } from "../words.ts";

type Thread = AnswerOf<"thread">;
type Letter = Thread["letters"][number];

/** One person's letters; nothing is read before it is said what for. */
export function ThreadPage({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const [purpose, setPurpose] = useState<string | null>(null);
  return (
    <Page title={words.thread.title} lead={words.thread.lead}>
      <div className="stack">
        <p>
          <Link to={{ name: "threads" }}>{words.thread.back}</Link>
        </p>
        {purpose === null ? (
          <NamePurpose onName={setPurpose} />
        ) : (
          <OpenedThread person={id} purpose={purpose} />
        )}
      </div>
    </Page>
  );
}

/** What the letters are opened for. To open them is a decision, so it takes a button. */
function NamePurpose({ onName }: { readonly onName: (purpose: string) => void }) {
  const { words, language } = useVisit();
  const purposes = useQuery(readingPurposes);
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onName(readForm(event.currentTarget).purpose ?? "");
  };
  return (
    <Answer query={purposes}>
      {(rows) => (
        <form className="card stack" onSubmit={open}>
          <SelectField
            name="purpose"
            label={words.thread.purpose}
            errors={{}}
            options={rows.map(({ id, title, clause }) => ({
              value: id,
              label: `${asHeading(inLanguage(title, language))} (${clause})`,
            }))}
          />
          <p>
            <button type="submit" className="button primary">
              {words.thread.open}
            </button>
          </p>
        </form>
      )}
    </Answer>
  );
}

/** A thread, read for a purpose. */
export function OpenedThread({ person, purpose }: { readonly person: string; readonly purpose: string }) {
  const thread = useQuery(looking("thread", { person }, { purpose }));
  return (
    <Answer query={thread}>
      {(answer) => (
        <>
          <Writer {...answer} />
          {answer.letters.length === 0 ? <NoLetters /> : null}
          {answer.letters.map((letter) => (
            <LetterCard key={letter.id} letter={letter} thread={answer} purpose={purpose} />
          ))}
          <Requests thread={answer} purpose={purpose} />
          <Reply thread={answer} purpose={purpose} />
        </>
      )}
    </Answer>
  );
}

function NoLetters() {
  const { words } = useVisit();
  return <p className="empty">{words.thread.noLetters}</p>;
}

/** Reads the thread again after something was done in it, which leaves evidence as every reading. */
function useReread({ person }: Pick<Thread, "person">, purpose: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: looking("thread", { person }, { purpose }).queryKey });
  };
}

function Writer({ person, name, email, hasAccount, clause }: Thread) {
  const { words } = useVisit();
  const say = words.thread;
  return (
    <section className="card stack" aria-labelledby="writer">
      <div className="row">
        <h2 id="writer">{name === "" ? email : name}</h2>
        <ClauseChip id={clause} />
      </div>
      <p>
        {name === "" ? null : `${email} · `}
        {hasAccount ? say.hasAccount : say.noAccount}
      </p>
      <p className="meta">{say.opened(clause)}</p>
      {hasAccount ? (
        <p>
          <Link to={{ name: "person", id: person }}>{say.toPerson}</Link>
        </p>
      ) : null}
    </section>
  );
}

function LetterCard(p: { readonly letter: Letter; readonly thread: Thread; readonly purpose: string }) {
  const { words } = useVisit();
  const { letter, thread } = p;
  const say = words.thread;
  const { id, at, door, proof, from, subject } = letter;
  const isOurs = door === "staff";
  return (
    <section className="card stack" aria-labelledby={`letter-${id}`}>
      <div>
        <h2 id={`letter-${id}`}>
          {isOurs ? `${say.us}: ` : ""}
          {subject === "" ? say.noSubject : subject}
        </h2>
        <p className="meta">
          <Time at={at} />
          {[
            say.doors[door],
            ...(proof === null ? [] : [say.proofs[proof]]),
            ...(letter.delivery === null ? [] : [say.deliveries[letter.delivery] ?? letter.delivery]),
            ...(letter.automatic ? [say.automatic] : []),
          ].map((told) => ` · ${told}`)}
        </p>
        {from === null ? null : (
          <p className="meta">
            {say.from}: {from.name} &lt;{from.address}&gt;
          </p>
        )}
      </div>
      <LetterText {...letter} />
      <Files letter={letter} person={thread.person} purpose={p.purpose} />
      {letter.ended.length === 0 ? null : <Ended letter={letter} thread={thread} />}
      {letter.hints.length === 0 ? null : <Hints {...p} />}
    </section>
  );
}

function LetterText({ unreadable, text, quoted, original }: Letter) {
  const { words } = useVisit();
  if (unreadable) return <p>{words.thread.unreadable}</p>;
  if (text === "" && quoted === "" && original === null)
    return <p className="empty">{words.thread.erased}</p>;
  return (
    <>
      <p className="letter">{text}</p>
      {quoted === "" ? null : (
        <details>
          <summary>{words.thread.quoted}</summary>
          <p className="letter">{quoted}</p>
        </details>
      )}
    </>
  );
}

/** What was enclosed, to be saved. Nothing is ever shown of a file but its name, its type by its content, and its size. */
function Files(p: { readonly letter: Letter; readonly person: string; readonly purpose: string }) {
  const { words, language } = useVisit();
  const say = words.thread;
  const { person, purpose } = p;
  const { id, enclosures, original } = p.letter;
  const size = (bytes: number) => say.bytes(bytes.toLocaleString(TAGS[language]));
  const under = (path: string) => `${path}?${new URLSearchParams({ purpose })}`;
  const isDangerous = enclosures.some(({ mark }) => mark === "executable" || mark === "mismatched");
  return (
    <>
      {enclosures.length === 0 ? null : (
        <>
          <h3>{say.enclosed}</h3>
          <ul className="stack tight">
            {enclosures.map((file) => (
              <li key={file.id} className="row">
                <span className="grow">
                  {file.name}{" "}
                  <span className="meta">
                    {[file.type, size(file.size), say.marks[file.mark]]
                      .filter((one) => one !== "")
                      .join(" · ")}
                  </span>
                </span>
                <a
                  className="button small"
                  href={under(pathOf("enclosure", { person, id: file.id }))}
                  download
                  aria-label={say.saveOf(file.name)}
                >
                  {say.save}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {isDangerous ? <Notice tone="caution" title={say.danger} /> : null}
      {original === null ? null : (
        <p>
          <a href={under(pathOf("originalLetter", { person, letter: id }))} download>
            {say.original}
          </a>{" "}
          <span className="meta">{size(original)}</span>
        </p>
      )}
    </>
  );
}

function titleOf({ objectable }: Thread, purpose: string, language: "en" | "zh"): string {
  const title = objectable.find((one) => one.purpose === purpose)?.title;
  return title === undefined ? purpose : asHeading(inLanguage(title, language));
}

function Ended({ letter, thread }: { readonly letter: Letter; readonly thread: Thread }) {
  const { words, language } = useVisit();
  const titles = letter.ended.map((purpose) => titleOf(thread, purpose, language));
  return <Notice tone="permit" title={words.thread.ended(titles.join("; "))} />;
}

/** What the letter seems to ask for, each with one click. */
function Hints(p: { readonly letter: Letter; readonly thread: Thread; readonly purpose: string }) {
  const { words, language } = useVisit();
  const { letter, thread } = p;
  const say = words.thread;
  const reread = useReread(thread, p.purpose);
  const path = { person: thread.person, letter: letter.id };
  const opened = thread.requests.filter((one) => one.letter === letter.id).map(({ request }) => request);
  const open = thread.objectable.filter(({ objectedAt }) => objectedAt === null);
  return (
    <Notice tone="caution" title={say.hints}>
      <div className="row">
        {letter.hints.flatMap((hint) =>
          hint === "objection"
            ? open.map(({ purpose }) => (
                <ActButton
                  key={purpose}
                  label={say.object(titleOf(thread, purpose, language))}
                  act={() => ask("objectFromThread", { path, body: { purpose } }).then(reread)}
                />
              ))
            : opened.includes(hint)
              ? []
              : [
                  <ActButton
                    key={hint}
                    label={say.request[hint]}
                    act={() => ask("openLetterRequest", { path, body: { request: hint } }).then(reread)}
                  />,
                ],
        )}
      </div>
    </Notice>
  );
}

function Requests({ thread, purpose }: { readonly thread: Thread; readonly purpose: string }) {
  const { words } = useVisit();
  const reread = useReread(thread, purpose);
  const say = words.thread;
  if (thread.requests.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="requests">
      <h2 id="requests">{say.openRequests}</h2>
      <ul className="stack tight">
        {thread.requests.map(({ id, request, openedAt, closedAt }) => (
          <li key={id} className="row">
            <span className="grow">
              {words.threads.names[request]}, <Time at={openedAt} />
              {closedAt === null ? null : ` (${say.closed})`}
            </span>
            {closedAt === null ? (
              <ActButton
                label={say.close}
                act={() => ask("closeLetterRequest", { path: { person: thread.person, id } }).then(reread)}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const RULES = {
  subject: (value: string, words: Parameters<typeof filled>[1]) =>
    filled(value, words) ?? atMost(160)(value, words),
  text: filled,
};

function Reply({ thread, purpose }: { readonly thread: Thread; readonly purpose: string }) {
  const { words } = useVisit();
  const reread = useReread(thread, purpose);
  const [isSettled, setSettled] = useState(false);
  const say = words.thread;
  const { person } = thread;
  const subject = thread.letters.findLast((letter) => letter.subject !== "")?.subject ?? "";
  return (
    <section className="card stack" aria-labelledby="reply">
      <div>
        <h2 id="reply">{say.reply}</h2>
        <p className="meta">{say.replyLead}</p>
      </div>
      <ActForm
        act={say.send}
        done={say.sent}
        isMain
        empties
        rules={RULES}
        send={({ subject: written = "", text = "" }) =>
          ask("replyInThread", { path: { person }, body: { subject: written, text } }).then(reread)
        }
      >
        {(errors) => (
          <>
            <TextField
              name="subject"
              label={say.subject}
              errors={errors}
              defaultValue={subject === "" || /^(?:re|回复)[:：]/i.test(subject) ? subject : `Re: ${subject}`}
            />
            <AreaField name="text" label={say.text} errors={errors} rows={8} />
          </>
        )}
      </ActForm>
      <p>
        <ActButton
          label={say.settle}
          act={() => ask("settleThread", { path: { person } }).then(() => setSettled(true))}
        />
      </p>
      <p role="status">{isSettled ? say.settled : ""}</p>
    </section>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { looking, type Mail, reading } from "../api.ts";
import { Answer, Page, Time } from "../elements.tsx";
import { splitLinks } from "../links.ts";
import { Link, useVisit } from "../visit.tsx";
import { TAGS } from "../words.ts";
import { nameOfChannel } from "./notice.tsx";
import { OutgoingMail } from "./outgoing-mail.tsx";

const REFRESH_MS = 5_000;

/** The messages of every channel that were kept instead of sent. */
export function Mailbox() {
  const { words } = useVisit();
  const overview = useQuery(reading("overview"));
  const kept = useQuery({ ...reading("mailbox"), refetchInterval: REFRESH_MS });
  return (
    <Page title={words.mailbox.title} lead={words.mailbox.lead}>
      {overview.data === undefined ? null : <Kept channels={overview.data.mailbox} />}
      <div className="stack">
        <Answer query={kept}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="empty">{words.mailbox.empty}</p>
            ) : (
              <div className="card">
                <ol className="entries">
                  {rows.map((row) => (
                    <KeptMessage key={row.id} {...row} />
                  ))}
                </ol>
              </div>
            )
          }
        </Answer>
        {overview.data === undefined ? null : <OutgoingMail mail={overview.data.mail} />}
      </div>
    </Page>
  );
}

function Kept({ channels }: { readonly channels: readonly string[] }) {
  const { words, language } = useVisit();
  const names = channels.map((channel) => nameOfChannel(channel, words));
  const list = new Intl.ListFormat(TAGS[language]).format(names);
  return (
    <p className="meta">{channels.length === 0 ? words.mailbox.keepsNothing : words.mailbox.keeps(list)}</p>
  );
}

function KeptMessage({ id, channel, kind, at, to, subject }: AnswerOf<"mailbox">[number]) {
  const { words } = useVisit();
  return (
    <li>
      <h2>
        <Link to={{ name: "mail", id }}>
          {subject === null || subject === ""
            ? (words.notices.kinds[kind] ?? words.mailbox.noSubject)
            : subject}
        </Link>
      </h2>
      <p className="row meta">
        <span>{nameOfChannel(channel, words)}</span>
        <Time at={at} />
        <span>
          {words.mailbox.to} <span className="hash">{to}</span>
        </span>
      </p>
    </li>
  );
}

/** One kept message, as it would have left. */
export function MailPage({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const mail = useQuery(looking("mail", { id }));
  return (
    <Page title={words.mail.title} lead={words.mail.lead}>
      <div className="stack">
        <p>
          <Link to={{ name: "mailbox" }}>{words.mailbox.back}</Link>
        </p>
        <Answer query={mail}>
          {(answer) => (
            <>
              <Envelope {...answer} />
              {answer.headers.length === 0 ? null : <Headers headers={answer.headers} />}
            </>
          )}
        </Answer>
      </div>
    </Page>
  );
}

function Envelope({ from, to, channel, subject, at, text }: Mail) {
  const { words } = useVisit();
  return (
    <section className="card stack" aria-labelledby="subject">
      <h2 id="subject">{subject === "" ? words.mailbox.noSubject : subject}</h2>
      <dl className="held">
        {from === null ? null : (
          <div>
            <dt>{words.mail.from}</dt>
            <dd>{from}</dd>
          </div>
        )}
        <div>
          <dt>{words.mail.to}</dt>
          <dd>{to}</dd>
        </div>
        <div>
          <dt>{words.mail.channel}</dt>
          <dd>{nameOfChannel(channel, words)}</dd>
        </div>
        <div>
          <dt>{words.mail.at}</dt>
          <dd>
            <Time at={at} />
          </dd>
        </div>
      </dl>
      <p className="mail-text">
        {splitLinks(text).map((piece, index) =>
          piece.kind === "words" ? (
            piece.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other name, and never change
            <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
              {piece.href}
            </a>
          ),
        )}
      </p>
      <p className="meta">{words.mail.textHelp}</p>
    </section>
  );
}

function Headers({ headers }: Pick<Mail, "headers">) {
  const { words } = useVisit();
  return (
    <section className="card stack" aria-labelledby="headers">
      <h2 id="headers">{words.mail.headers}</h2>
      <dl className="held headers">
        {headers.map(({ name, value }) => {
          const isOneClick = /^list-unsubscribe/i.test(name);
          return (
            <div key={`${name} ${value}`} className={isOneClick ? "marked" : undefined}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
                {name.toLowerCase() === "list-unsubscribe" ? (
                  <p className="meta">{words.mail.oneClick}</p>
                ) : null}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

import type { BodyOf, ProblemDetails } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, reading, ServiceProblem } from "../api.ts";
import { Answer, ClauseChip, Notice, Trouble } from "../elements.tsx";
import {
  AreaField,
  atMost,
  ErrorCount,
  errorsOf,
  type FieldErrors,
  filled,
  findErrors,
  type Rule,
  readForm,
  SelectField,
  TextField,
  useFieldErrors,
} from "../fields.tsx";
import { type ContactTerms, contactTerms } from "../terms.ts";
import { useVisit } from "../visit.tsx";
import { asHeading, describeRemedy, formatInstant, inLanguage, nameOfLanguage, TAGS } from "../words.ts";

type Message = BodyOf<"message">;

/** Sends one person a message, if the policy permits it; a refusal is shown as fully as it was given. */
export function SendMessage({ person }: { readonly person: string }) {
  const { words } = useVisit();
  const terms = useQuery(contactTerms);
  return (
    <section className="card stack" aria-labelledby="send">
      <div>
        <h2 id="send">{words.send.title}</h2>
        <p className="meta">{words.send.lead}</p>
      </div>
      <Answer query={terms}>
        {(answer) =>
          answer.purposes.length === 0 ? (
            <p>{words.send.nobody}</p>
          ) : (
            <MessageForm person={person} terms={answer} />
          )
        }
      </Answer>
    </section>
  );
}

function MessageForm({ person, terms }: { readonly person: string; readonly terms: ContactTerms }) {
  const { words } = useVisit();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (body: Message) => ask("message", { path: { person }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("messages").queryKey }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    const rules = rulesFor(terms, values);
    send.reset();
    if (show(form, findErrors(values, rules, words))) return;
    send.mutate(makeMessage(terms, values), {
      onSuccess: () => setTaken(taken + 1),
      onError: (error) => {
        if (error instanceof ServiceProblem) show(form, errorsOf(error.problem, Object.keys(rules), words));
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <ErrorCount errors={errors} />
      <MessageFields key={taken} terms={terms} errors={errors} />
      <p>
        <button type="submit" className="button primary" disabled={send.isPending}>
          {send.isPending ? words.send.sending : words.send.do}
        </button>
      </p>
      <div role="alert">
        {send.error === null ? null : <NotTaken error={send.error} sources={terms.sources} />}
      </div>
      <div role="status">{send.data === undefined ? null : <Queued {...send.data} />}</div>
    </form>
  );
}

function MessageFields({ terms, errors }: { readonly terms: ContactTerms; readonly errors: FieldErrors }) {
  const { words, language } = useVisit();
  const [purposeId, setPurpose] = useState(terms.purposes[0]?.id);
  const [isLater, setLater] = useState(false);
  const purpose = terms.purposes.find(({ id }) => id === purposeId);
  const zone = new Intl.DateTimeFormat(TAGS[language]).resolvedOptions().timeZone;
  return (
    <>
      <div className="pair">
        <SelectField
          name="purpose"
          label={words.send.purpose}
          errors={errors}
          onChange={setPurpose}
          options={terms.purposes.map(({ id, title }) => ({
            value: id,
            label: asHeading(inLanguage(title, language)),
          }))}
        />
        <SelectField
          name="channel"
          label={words.send.channel}
          errors={errors}
          options={(purpose?.channels ?? []).map(({ id, title }) => ({
            value: id,
            label: asHeading(inLanguage(title, language)),
          }))}
        />
      </div>
      {terms.languages.map((tag) => (
        <LanguageFields key={tag} tag={tag} errors={errors} />
      ))}
      <p className="meta">{words.send.bodyHelp}</p>
      <div className="pair">
        <SelectField
          name="when"
          label={words.send.when}
          errors={errors}
          onChange={(value) => setLater(value === "later")}
          options={[
            { value: "now", label: words.send.now },
            { value: "later", label: words.send.later },
          ]}
        />
        {isLater ? (
          <TextField
            name="sendAt"
            type="datetime-local"
            label={words.send.at}
            help={words.send.atHelp(zone)}
            errors={errors}
          />
        ) : null}
      </div>
    </>
  );
}

function LanguageFields({ tag, errors }: { readonly tag: string; readonly errors: FieldErrors }) {
  const { words } = useVisit();
  const name = nameOfLanguage(tag, words);
  return (
    <>
      <TextField name={`subject.${tag}`} label={words.send.subjectIn(name)} errors={errors} lang={tag} />
      <AreaField name={`body.${tag}`} label={words.send.bodyIn(name)} errors={errors} lang={tag} />
    </>
  );
}

/** What must hold of each field; `sendAt` only when a time is chosen. */
function rulesFor(
  { languages }: ContactTerms,
  { when }: Readonly<Record<string, string>>,
): Readonly<Record<string, Rule>> {
  const texts = languages.flatMap((tag) => [
    [`subject.${tag}`, atMost(200)],
    [`body.${tag}`, atMost(20_000)],
  ]);
  return {
    purpose: filled,
    channel: filled,
    ...Object.fromEntries(texts),
    ...(when === "later" ? { sendAt: validTime } : {}),
  };
}

const validTime: Rule = (value, words) => (Number.isNaN(Date.parse(value)) ? words.fields.time : null);

/** The message as the contract takes it, from a form without errors. A local time becomes an instant. */
export function makeMessage(
  { languages }: Pick<ContactTerms, "languages">,
  values: Readonly<Record<string, string>>,
): Message {
  const inEach = (part: string) =>
    Object.fromEntries(languages.map((tag) => [tag, (values[`${part}.${tag}`] ?? "").trim()]));
  const { purpose = "", channel = "", when, sendAt = "" } = values;
  const message = { purpose, channel, subject: inEach("subject"), body: inEach("body") };
  return when === "later" ? { ...message, sendAt: new Date(sendAt).toISOString() } : message;
}

type Sources = ContactTerms["sources"];

function NotTaken({ error, sources }: { readonly error: unknown; readonly sources: Sources }) {
  if (!(error instanceof ServiceProblem) || error.problem.code !== "refused")
    return <Trouble error={error} />;
  return <Refused problem={error.problem} sources={sources} />;
}

/** The gate's no: clause, reason in every language, the law behind it, what would lift it, and the receipt it left. */
export function Refused({
  problem,
  sources,
}: {
  readonly problem: ProblemDetails;
  readonly sources: Sources;
}) {
  const { words } = useVisit();
  const { clause, reason = {}, remedy = null, source, receipt } = problem;
  return (
    <Notice tone="refusal" title={words.send.refused} className="loud">
      <p className="row">
        <span>{words.send.refusedText}</span>
        {clause === undefined ? null : <ClauseChip id={clause} />}
      </p>
      <dl className="held">
        {Object.entries(reason).map(([tag, text]) => (
          <div key={tag}>
            <dt>{words.send.reasonIn(nameOfLanguage(tag, words))}</dt>
            <dd lang={tag}>{text}</dd>
          </div>
        ))}
        {source === null || source === undefined ? null : (
          <div>
            <dt>{words.send.source}</dt>
            <dd>{sources[source] ?? source}</dd>
          </div>
        )}
        <div>
          <dt>{words.send.lifts}</dt>
          <dd>{describeRemedy(remedy, words)}</dd>
        </div>
        {receipt === undefined ? null : (
          <div>
            <dt>{words.send.receipt}</dt>
            <dd>{words.send.receiptText(receipt.index)}</dd>
          </div>
        )}
      </dl>
    </Notice>
  );
}

function Queued({ message, receipt }: Awaited<ReturnType<typeof ask<"message">>>) {
  const { words, language } = useVisit();
  return (
    <Notice tone="permit" title={words.send.queued}>
      <p>{words.send.queuedText(formatInstant(message.dueAt, language))}</p>
      <p>
        {words.send.receipt}: {words.send.receiptText(receipt.index)}
      </p>
    </Notice>
  );
}

import { type AnswerOf, type BodyOf, CALL_OUTCOMES } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, reading } from "../api.ts";
import { Answer, ClauseChip, Notice, Page, Trouble } from "../elements.tsx";
import {
  AreaField,
  ErrorCount,
  type FieldErrors,
  readForm,
  SelectField,
  useFieldErrors,
} from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";
import { asHeading, formatInstant, inLanguage, nameOfLanguage } from "../words.ts";

type Call = NonNullable<AnswerOf<"takeCall">["call"]>;
type Objectable = AnswerOf<"calls">["objectable"][number];
type Outcome = BodyOf<"endCall">["outcome"];

const LOOK_MS = 5000;
const KEY = reading("calls").queryKey;

/** The call list: one call at a time. */
export function Calls() {
  const { words } = useVisit();
  const calls = useQuery({ ...reading("calls"), refetchInterval: LOOK_MS });
  return (
    <Page title={words.calls.title} lead={words.calls.lead}>
      <Answer query={calls}>
        {(list) => (
          <div className="stack">
            <p role="status">{words.calls.counts(list)}</p>
            <Desk objectable={list.objectable} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** Takes calls, and shows the one taken. */
function Desk({ objectable }: { readonly objectable: readonly Objectable[] }) {
  const { words } = useVisit();
  const client = useQueryClient();
  const [isNoted, setNoted] = useState(false);
  const take = useMutation({
    mutationFn: () => ask("takeCall"),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const call = take.data?.call ?? null;
  const ended = () => {
    setNoted(true);
    take.reset();
  };
  const begin = () => {
    setNoted(false);
    take.mutate();
  };
  return (
    <>
      <div role="status">{isNoted ? <Notice tone="permit" title={words.calls.noted} /> : null}</div>
      {call === null ? (
        <div className="stack">
          <p>
            <button type="button" className="button primary" disabled={take.isPending} onClick={begin}>
              {words.calls.take}
            </button>
          </p>
          <p role="status">{take.data?.call === null ? words.calls.none : ""}</p>
        </div>
      ) : (
        <TakenCall key={call.id} call={call} objectable={objectable} onEnd={ended} />
      )}
      <div role="alert">{take.error === null ? null : <Trouble error={take.error} />}</div>
    </>
  );
}

function TakenCall(p: {
  readonly call: Call;
  readonly objectable: readonly Objectable[];
  readonly onEnd: () => void;
}) {
  const { words, language } = useVisit();
  const { call } = p;
  const said = words.calls;
  return (
    <section className="card stack" aria-labelledby="call">
      <div className="row">
        <h2 id="call">{said.call(call.name)}</h2>
        <ClauseChip id={call.clause} />
      </div>
      <p className="meta">{said.yours(formatInstant(call.takenUntil, language))}</p>
      {call.unanswered === 0 ? null : <p className="meta">{said.before(call.unanswered)}</p>}
      <dl className="held">
        <div>
          <dt>{said.number}</dt>
          <dd>
            <a href={`tel:${call.number.replaceAll(/[^+\d]/g, "")}`}>{call.number}</a>
          </dd>
        </div>
        <div>
          <dt>{said.speak}</dt>
          <dd>{nameOfLanguage(call.language, words)}</dd>
        </div>
        <div>
          <dt>{said.why}</dt>
          <dd>{asHeading(inLanguage(call.title, language))}</dd>
        </div>
        <div>
          <dt>{words.person.title}</dt>
          <dd>
            <Link to={{ name: "person", id: call.person }}>{call.name}</Link>
          </dd>
        </div>
      </dl>
      <h3>{said.say}</h3>
      <div className="stack tight" lang={call.language}>
        <p>
          <strong>{call.subject}</strong>
        </p>
        {[...call.paragraphs, ...call.footer].map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      <EndCall {...p} />
    </section>
  );
}

function EndCall(p: {
  readonly call: Call;
  readonly objectable: readonly Objectable[];
  readonly onEnd: () => void;
}) {
  const { words } = useVisit();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome>("reached");
  const [errors, show] = useFieldErrors();
  const said = words.calls;
  const end = useMutation({
    mutationFn: (body: BodyOf<"endCall">) => ask("endCall", { path: { id: p.call.id }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const objectTo = outcome === "objected" ? objectionsIn(form) : [];
    const isMissing = outcome === "objected" && objectTo.length === 0;
    if (show(form, isMissing ? { objectTo: said.objectionMissing } : {})) return;
    end.mutate({ outcome, note: readForm(form).note ?? "", objectTo }, { onSuccess: p.onEnd });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <ErrorCount errors={errors} />
      <SelectField
        name="outcome"
        label={said.outcome}
        errors={errors}
        onChange={(value) => setOutcome(CALL_OUTCOMES.find((one) => one === value) ?? "reached")}
        options={CALL_OUTCOMES.map((value) => ({ value, label: said.outcomes[value] }))}
      />
      {outcome === "objected" ? (
        <Objections objectable={p.objectable} chosen={[p.call.purpose]} errors={errors} />
      ) : null}
      <AreaField name="note" label={said.note} help={said.noteHelp} errors={errors} rows={3} />
      <p>
        <button type="submit" className="button primary" disabled={end.isPending}>
          {said.end}
        </button>
      </p>
      <div role="alert">{end.error === null ? null : <Trouble error={end.error} />}</div>
    </form>
  );
}

function Objections(p: {
  readonly objectable: readonly Objectable[];
  readonly chosen: readonly string[];
  readonly errors: FieldErrors;
}) {
  const { words, language } = useVisit();
  const error = p.errors.objectTo;
  return (
    <fieldset className="checks" id="objectTo" tabIndex={-1}>
      <legend>{words.calls.objections}</legend>
      <p className="help error">{error ?? words.calls.objectionsHelp}</p>
      {p.objectable.map(({ purpose, title }) => (
        <label key={purpose}>
          <input
            type="checkbox"
            name="objectTo"
            value={purpose}
            defaultChecked={p.chosen.includes(purpose)}
          />
          <span>{asHeading(inLanguage(title, language))}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The purposes that are ticked. */
function objectionsIn(form: HTMLFormElement): string[] {
  return new FormData(form).getAll("objectTo").filter((value) => typeof value === "string");
}

/** On a person's page: what they said when they rang. */
export function TelephoneNote({ person }: { readonly person: string }) {
  const { words } = useVisit();
  const { data } = useQuery(reading("calls"));
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const said = words.calls;
  const note = useMutation({
    mutationFn: (body: BodyOf<"telephoneNote">) => ask("telephoneNote", { path: { person }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: ["person"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { note: readForm(form).note ?? "", objectTo: objectionsIn(form) };
    const isMissing = body.note.trim() === "" && body.objectTo.length === 0;
    if (show(form, isMissing ? { objectTo: said.telephoneMissing } : {})) return;
    note.mutate(body, { onSuccess: () => setTaken(taken + 1) });
  };
  return (
    <section className="card stack" aria-labelledby="telephone">
      <div>
        <h2 id="telephone">{said.telephone}</h2>
        <p className="meta">{said.telephoneLead}</p>
      </div>
      <form key={taken} className="stack" onSubmit={submit} noValidate>
        <ErrorCount errors={errors} />
        <Objections objectable={data?.objectable ?? []} chosen={[]} errors={errors} />
        <AreaField name="note" label={said.note} help={said.noteHelp} errors={errors} rows={3} />
        <p>
          <button type="submit" className="button" disabled={note.isPending}>
            {said.end}
          </button>
        </p>
      </form>
      <div role="alert">{note.error === null ? null : <Trouble error={note.error} />}</div>
      <div role="status">{note.data === undefined ? null : <Notice tone="permit" title={said.noted} />}</div>
    </section>
  );
}

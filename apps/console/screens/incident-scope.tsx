import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ActForm, CheckGroup, refresh } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, Notice, PolicyText, Trouble } from "../elements.tsx";
import { AreaField, filled, type Rule, readForm, SelectField, TextField } from "../fields.tsx";
import {
  CHOICES,
  CONDITION_KINDS,
  type Condition,
  type ConditionKind,
  fieldOf,
  findUnticked,
  makeScope,
  type ScopeBody,
} from "../scope-form.ts";
import { useVisit } from "../visit.tsx";
import { formatCount, formatInstant, inLanguage } from "../words.ts";

type Incident = AnswerOf<"incident">;
type Choices = AnswerOf<"scopeChoices">;

/** Whom it concerns: asked by query and counted first, then written down once; others are named one by one. */
export function Scope({ incident }: { readonly incident: Incident }) {
  const { words } = useVisit();
  const choices = useQuery(reading("scopeChoices"));
  return (
    <section className="card stack" aria-labelledby="scope">
      <div>
        <h2 id="scope">{words.incident.steps.scope}</h2>
        <p className="meta">{words.incident.scope.lead}</p>
      </div>
      {incident.scope === null ? (
        <Answer query={choices}>{(answer) => <AskScope id={incident.id} choices={answer} />}</Answer>
      ) : (
        <Frozen incident={incident} scope={incident.scope} />
      )}
    </section>
  );
}

function Frozen(p: { readonly incident: Incident; readonly scope: NonNullable<Incident["scope"]> }) {
  const { words, language } = useVisit();
  const say = words.incident.scope;
  const { state, people, named, removed, frozenBy, frozenAt, categories } = p.scope;
  const count = (value: number) => formatCount(value, language);
  return (
    <>
      <p className="row">
        <Badge state={state === "frozen" ? "enforced" : "queued"}>
          {state === "frozen" ? say.frozenState : say.freezing}
        </Badge>
        <strong>{say.found(say.peopleOf(count(people)))}</strong>
        {named === 0 ? null : <span>{say.named(count(named))}</span>}
        {removed === 0 ? null : <span>{say.removed(count(removed))}</span>}
      </p>
      <p className="meta">{say.frozen(frozenBy, formatInstant(frozenAt, language))}</p>
      <p>
        {say.concerned}
        {language === "zh" ? "：" : ": "}
        {categories.map(({ title }) => inLanguage(title, language)).join(language === "zh" ? "、" : ", ")}
      </p>
      {p.incident.state === "closed" ? null : <NamePeople id={p.incident.id} />}
    </>
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const areIds: Rule = (value, words) =>
  filled(value, words) ??
  (linesOf(value).every((line) => ID.test(line)) ? null : words.incident.scope.wrongIds);

function linesOf(text: string): string[] {
  return text.split(/\s+/).filter((line) => line !== "");
}

function NamePeople({ id }: { readonly id: string }) {
  const { words } = useVisit();
  const say = words.incident.scope;
  const [unknown, setUnknown] = useState<readonly string[]>([]);
  const send = async ({ names = "", nameReason = "" }: Readonly<Record<string, string>>) => {
    const body = { people: linesOf(names), reason: nameReason };
    setUnknown((await ask("nameIncidentPeople", { path: { id }, body })).unknown);
  };
  return (
    <details>
      <summary>{say.name}</summary>
      <ActForm
        act={say.nameDo}
        done={words.incident.done}
        rules={{ names: areIds, nameReason: filled }}
        send={send}
        empties
      >
        {(errors) => (
          <>
            <AreaField name="names" label={say.ids} errors={errors} rows={3} />
            <TextField name="nameReason" label={words.incident.reason} errors={errors} />
          </>
        )}
      </ActForm>
      <div role="status">
        {unknown.length === 0 ? null : (
          <Notice tone="caution" title={say.unknown}>
            <ul>
              {unknown.map((one) => (
                <li key={one}>
                  <code>{one}</code>
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
    </details>
  );
}

function AskScope({ id, choices }: { readonly id: string; readonly choices: Choices }) {
  const { words, language } = useVisit();
  const say = words.incident.scope;
  const [conditions, setConditions] = useState<readonly Condition[]>([{ number: 1, kind: "held" }]);
  const [unticked, setUnticked] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<ScopeBody | null>(null);
  const preview = useMutation({
    mutationFn: (body: ScopeBody) => ask("previewScope", { path: { id }, body }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = readForm(event.currentTarget);
    const missing = findUnticked(values, conditions);
    setUnticked(missing);
    document.getElementById(missing[0] ?? "")?.focus();
    if (missing.length > 0) return;
    const body = makeScope(values, conditions);
    setAsked(body);
    preview.mutate(body);
  };
  const change = (number: number, kind: ConditionKind) => {
    setConditions(conditions.map((one) => (one.number === number ? { number, kind } : one)));
  };
  const add = () => {
    const last = conditions.at(-1)?.number ?? 0;
    setConditions([...conditions, { number: last + 1, kind: "registered" }]);
  };
  const errorOf = (name: string) => (unticked.includes(name) ? say.choose : undefined);
  return (
    <form className="stack" onSubmit={submit} onChange={() => setAsked(null)} noValidate>
      <CheckGroup
        name="concerned"
        legend={say.concerned}
        error={errorOf("concerned")}
        options={optionsOf(choices, "categories", language)}
      />
      {conditions.length < 2 ? null : (
        <SelectField
          name="match"
          label={say.match}
          errors={{}}
          options={[
            { value: "all", label: say.all },
            { value: "any", label: say.any },
          ]}
        />
      )}
      {conditions.map((condition) => (
        <ConditionFields
          key={condition.number}
          condition={condition}
          choices={choices}
          errorOf={errorOf}
          onKind={(kind) => change(condition.number, kind)}
          onRemove={
            conditions.length === 1
              ? null
              : () => setConditions(conditions.filter((one) => one !== condition))
          }
        />
      ))}
      <p className="row">
        <button type="button" className="button" onClick={add}>
          {say.add}
        </button>
        <button type="submit" className="button primary" disabled={preview.isPending}>
          {say.preview}
        </button>
      </p>
      <div role="alert">{preview.error === null ? null : <Trouble error={preview.error} />}</div>
      <div role="status">
        {preview.data === undefined || asked === null ? null : (
          <Preview id={id} body={asked} {...preview.data} />
        )}
      </div>
    </form>
  );
}

function Preview(p: AnswerOf<"previewScope"> & { readonly id: string; readonly body: ScopeBody }) {
  const { words, language } = useVisit();
  const say = words.incident.scope;
  const people = say.peopleOf(formatCount(p.people, language));
  const freeze = useFreeze(p.id);
  return (
    <Notice tone="caution" title={say.found(people)}>
      <ul>
        {p.categories.map(({ category, title, people: having }) => (
          <li key={category}>
            <PolicyText text={title} />
            {language === "zh" ? "：" : ": "}
            {formatCount(having, language)}
          </li>
        ))}
      </ul>
      <ConfirmButton
        label={say.freeze}
        title={say.freezeTitle(people)}
        text={say.freezeText}
        act={say.freezeDo}
        isPending={freeze.isPending}
        error={freeze.error}
        onConfirm={(done) => freeze.mutate(p.body, { onSuccess: done })}
      />
    </Notice>
  );
}

function useFreeze(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ScopeBody) => ask("freezeScope", { path: { id }, body }),
    onSettled: () => refresh(client),
  });
}

function ConditionFields(p: {
  readonly condition: Condition;
  readonly choices: Choices;
  readonly errorOf: (name: string) => string | undefined;
  readonly onKind: (kind: ConditionKind) => void;
  readonly onRemove: (() => void) | null;
}) {
  const { words, language } = useVisit();
  const say = words.incident.scope;
  const name = (part: string) => fieldOf(p.condition, part);
  return (
    <fieldset className="stack condition">
      <legend>{say.condition(p.condition.number)}</legend>
      <SelectField
        name={name("kind")}
        label={say.kind}
        errors={{}}
        defaultValue={p.condition.kind}
        onChange={(value) => {
          const kind = CONDITION_KINDS.find((one) => one === value);
          if (kind !== undefined) p.onKind(kind);
        }}
        options={CONDITION_KINDS.map((value) => ({ value, label: say.kinds[value] }))}
      />
      {CHOICES[p.condition.kind].map(({ of }) => (
        <CheckGroup
          key={of}
          name={name(of)}
          legend={say[of]}
          error={p.errorOf(name(of))}
          options={optionsOf(p.choices, of, language)}
        />
      ))}
      <div className="pair">
        <TextField name={name("from")} type="datetime-local" label={say.from} errors={{}} />
        <TextField name={name("until")} type="datetime-local" label={say.until} errors={{}} />
      </div>
      {p.onRemove === null ? null : (
        <p>
          <button type="button" className="button small" onClick={p.onRemove}>
            {say.remove}
          </button>
        </p>
      )}
    </fieldset>
  );
}

type Offered = (typeof CHOICES)[ConditionKind][number]["of"];

function optionsOf(choices: Choices, of: Offered, language: "en" | "zh") {
  if (of === "events") return choices.events.map((value) => ({ value, label: value }));
  if (of === "operators") return choices.operators.map(({ id, name }) => ({ value: id, label: name }));
  if (of === "countries") {
    const names = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
    const codes = [...new Set(choices.recipients.flatMap(({ countries }) => countries))].sort();
    return codes.map((value) => ({ value, label: names.of(value) ?? value }));
  }
  return choices[of].map(({ id, title }) => ({ value: id, label: inLanguage(title, language) }));
}

import type { AnswerOf, BodyOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActForm, type Values } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { Answer, ClauseChip } from "../elements.tsx";
import { atMost, type FieldErrors, filled, type Rule, SelectField, TextField } from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { inLanguage, nameOfLanguage } from "../words.ts";

type Template = AnswerOf<"serviceTemplates">[number];
type Words = Template["title"];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST_TEXT = 80;

const isDay: Rule = (value, words) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? null : words.service.isDay);
const isPerson: Rule = (value, words) => (UUID.test(value.trim()) ? null : words.service.isId);

/** Sends a service message: a declared text, its blanks filled, to one person or to everybody. */
export function ServiceMessage() {
  const { words } = useVisit();
  const templates = useQuery(reading("serviceTemplates"));
  return (
    <section className="card stack" aria-labelledby="service">
      <div>
        <h2 id="service">{words.service.title}</h2>
        <p className="meta">{words.service.lead}</p>
      </div>
      <Answer query={templates}>
        {(answer) => (answer.length === 0 ? <p>{words.service.none}</p> : <ServiceForm templates={answer} />)}
      </Answer>
    </section>
  );
}

function ServiceForm({ templates }: { readonly templates: readonly Template[] }) {
  const { words, language } = useVisit();
  const [name, setName] = useState(templates[0]?.name);
  const [audience, setAudience] = useState("everybody");
  const template = templates.find((each) => each.name === name);
  if (template === undefined) return null;
  const languages = Object.keys(template.subject);
  return (
    <ActForm
      act={words.service.send}
      done={words.service.sent}
      isMain
      rules={rulesFor(template, languages, audience)}
      send={(values) => ask("sendService", { body: makeBody(template, values) })}
    >
      {(errors) => (
        <>
          <SelectField
            name="template"
            label={words.service.template}
            errors={errors}
            onChange={setName}
            options={templates.map((each) => ({ value: each.name, label: inLanguage(each.title, language) }))}
          />
          <Preview {...template} />
          <Blanks key={template.name} template={template} languages={languages} errors={errors} />
          <SelectField
            name="audience"
            label={words.service.audience}
            errors={errors}
            onChange={setAudience}
            options={[
              { value: "everybody", label: words.service.everybody },
              { value: "person", label: words.service.person },
            ]}
          />
          {audience === "person" ? (
            <TextField
              name="person"
              label={words.service.personId}
              help={words.service.personHelp}
              errors={errors}
            />
          ) : null}
        </>
      )}
    </ActForm>
  );
}

/** The text in the operator's language, with what each blank asks for in its place. */
function Preview({ clause, subject, paragraphs, blanks }: Template) {
  const { words, language } = useVisit();
  const asked = (text: Words): string =>
    inLanguage(text, language).replaceAll(/\{(\w+)\}/g, (place, name: string) => {
      const blank = blanks.find((each) => each.name === name);
      return blank === undefined ? place : `[${inLanguage(blank.title, language)}]`;
    });
  return (
    <div className="stack tight">
      <p className="row meta">
        <ClauseChip id={clause} />
        <span>{words.service.preview}</span>
      </p>
      <blockquote className="stack tight">
        <p>
          <strong>{asked(subject)}</strong>
        </p>
        {paragraphs.map((text) => (
          <p key={asked(text)}>{asked(text)}</p>
        ))}
      </blockquote>
    </div>
  );
}

function Blanks(p: {
  readonly template: Template;
  readonly languages: readonly string[];
  readonly errors: FieldErrors;
}) {
  const { words, language } = useVisit();
  return p.template.blanks.map(({ name, title, kind }) => {
    const label = inLanguage(title, language);
    return kind === "date" ? (
      <TextField key={name} name={name} type="date" label={label} errors={p.errors} />
    ) : (
      <div key={name} className="pair">
        {p.languages.map((tag) => (
          <TextField
            key={tag}
            name={`${name}.${tag}`}
            label={words.service.blankIn(label, nameOfLanguage(tag, words))}
            lang={tag}
            errors={p.errors}
          />
        ))}
      </div>
    );
  });
}

function rulesFor(
  { blanks }: Template,
  languages: readonly string[],
  audience: string,
): Readonly<Record<string, Rule>> {
  const short = atMost(LONGEST_TEXT);
  const text: Rule = (value, words) => filled(value, words) ?? short(value, words);
  const rules = blanks.flatMap(({ name, kind }): [string, Rule][] =>
    kind === "date" ? [[name, isDay]] : languages.map((tag) => [`${name}.${tag}`, text]),
  );
  return Object.fromEntries(audience === "person" ? [...rules, ["person", isPerson]] : rules);
}

function makeBody({ name, blanks, subject }: Template, values: Values): BodyOf<"sendService"> {
  const { audience, person = "" } = values;
  const places = blanks.flatMap((blank) =>
    blank.kind === "date" ? [blank.name] : Object.keys(subject).map((tag) => `${blank.name}.${tag}`),
  );
  return {
    template: name,
    blanks: Object.fromEntries(places.map((place) => [place, values[place] ?? ""])),
    audience: audience === "person" ? { kind: "person", person: person.trim() } : { kind: "everybody" },
  };
}

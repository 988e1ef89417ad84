import { type AnswerOf, type BodyOf, INCIDENT_FLAGS } from "@avow/contract";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { ActForm, CheckGroup, ticked, type Values } from "../act-form.tsx";
import { ask } from "../api.ts";
import { Notice, PolicyText, Trouble } from "../elements.tsx";
import { AreaField, type Rule, readForm, SelectField, TextField } from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { formatInstant, inLanguage } from "../words.ts";

type Incident = AnswerOf<"incident">;
type Facts = BodyOf<"gradeIncident">;
type Grade = AnswerOf<"gradeIncident">;

const isCount: Rule = (value, words) => (/^\d*$/.test(value.trim()) ? null : words.incident.level.number);

/** What the law grades by, what it proposes, and what an operator decides. */
export function Level({ incident }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const say = words.incident.level;
  const { id, triage, levels } = incident;
  const fields = useRef<HTMLDivElement>(null);
  const grade = useMutation({ mutationFn: (body: Facts) => ask("gradeIncident", { path: { id }, body }) });
  const propose = () => {
    const form = fields.current?.closest("form");
    if (form !== null && form !== undefined) grade.mutate(factsOf(readForm(form)));
  };
  const proposed = grade.data ?? triage?.proposed ?? null;
  return (
    <section className="card stack" aria-labelledby="level">
      <div>
        <h2 id="level">{words.incident.steps.level}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      {triage === null ? null : (
        <p>
          <strong>
            {say.decided(
              inLanguage(triage.level.title, language),
              triage.by,
              formatInstant(triage.at, language),
            )}
          </strong>
          {triage.reason === "" ? null : ` (${triage.reason})`}
        </p>
      )}
      <ActForm
        act={say.do}
        done={words.incident.done}
        rules={{ peopleAffected: isCount, lossCny: isCount }}
        send={(values) =>
          ask("triageIncident", {
            path: { id },
            body: { facts: factsOf(values), rank: Number(values.rank), reason: (values.reason ?? "").trim() },
          })
        }
      >
        {(errors) => (
          <div className="stack" ref={fields}>
            <TextField
              name="peopleAffected"
              label={say.people}
              errors={errors}
              defaultValue={triage?.facts.peopleAffected?.toString()}
            />
            <TextField
              name="lossCny"
              label={say.loss}
              errors={errors}
              defaultValue={triage?.facts.lossCny?.toString()}
            />
            <CheckGroup
              name="flags"
              legend={say.flags}
              chosen={triage?.facts.flags ?? []}
              options={INCIDENT_FLAGS.map((value) => ({ value, label: say.flagNames[value] }))}
            />
            <p>
              <button type="button" className="button" disabled={grade.isPending} onClick={propose}>
                {say.grade}
              </button>
            </p>
            <div role="alert">{grade.error === null ? null : <Trouble error={grade.error} />}</div>
            <div role="status">{proposed === null ? null : <Proposed {...proposed} />}</div>
            <SelectField
              name="rank"
              label={say.rank}
              errors={errors}
              defaultValue={triage?.level.rank.toString()}
              options={levels.map(({ rank, title }) => ({
                value: `${rank}`,
                label: inLanguage(title, language),
              }))}
            />
            <AreaField
              name="reason"
              label={words.incident.reason}
              help={say.reasonHelp}
              errors={errors}
              rows={3}
            />
          </div>
        )}
      </ActForm>
    </section>
  );
}

function Proposed({ level, because, open }: Grade) {
  const { words, language } = useVisit();
  const say = words.incident.level;
  return (
    <Notice tone="caution" title={say.proposed(inLanguage(level.title, language))}>
      {(["because", "open"] as const).map((part) => {
        const rules = part === "because" ? because : open;
        return rules.length === 0 ? null : (
          <div key={part}>
            <p>{say[part]}</p>
            <ul>
              {rules.map(({ rule, cite, text }) => (
                <li key={`${rule} ${text.en}`}>
                  <PolicyText text={text} /> <span className="meta">{cite}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </Notice>
  );
}

/** What stands in the form; an empty number is one that nobody knows. */
function factsOf(values: Values): Facts {
  const number = (text = "") => (text.trim() === "" ? null : Number(text));
  const chosen = new Set(ticked(values, "flags"));
  return {
    peopleAffected: number(values.peopleAffected),
    lossCny: number(values.lossCny),
    flags: INCIDENT_FLAGS.filter((flag) => chosen.has(flag)),
  };
}

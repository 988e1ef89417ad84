import { type AnswerOf, pathOf, REPORT_STAGES } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { ActForm, CheckGroup, instantOf, ticked, type Values } from "../act-form.tsx";
import { ask } from "../api.ts";
import { Badge, Notice } from "../elements.tsx";
import { AreaField, filled, SelectField, TextField } from "../fields.tsx";
import { Hash } from "../hash.tsx";
import { contactTerms } from "../terms.ts";
import { useVisit } from "../visit.tsx";
import { formatInstant, inLanguage, nameOfLanguage } from "../words.ts";

type Incident = AnswerOf<"incident">;
type Item = Incident["items"][number];
type Stage = Item["stage"];

/** The report to the authority: its items in order, the document to read, and that it was handed in. */
export function Authority({ incident }: { readonly incident: Incident }) {
  const { words } = useVisit();
  const say = words.incident.authority;
  const { id, items, filings } = incident;
  return (
    <section className="card stack" aria-labelledby="authority">
      <div>
        <h2 id="authority">{words.incident.steps.authority}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      {incident.rehearsal ? (
        <Notice tone="caution" title={say.rehearsal}>
          <p>{say.rehearsalText}</p>
        </Notice>
      ) : null}
      {incident.state === "closed" ? null : (
        <ActForm act={say.save} done={words.incident.done} send={(values) => save(id, items, values)}>
          {(errors) =>
            REPORT_STAGES.map((stage) => {
              const ofStage = items.filter((item) => item.stage === stage);
              return ofStage.length === 0 ? null : (
                <fieldset className="stack" key={stage}>
                  <legend>{say.stages[stage]}</legend>
                  <ul className="stack bare">
                    {ofStage.map((item) => (
                      <li key={item.key}>
                        <ItemField item={item} errors={errors} />
                      </li>
                    ))}
                  </ul>
                </fieldset>
              );
            })
          }
        </ActForm>
      )}
      <ReadReport incident={incident} />
      <Filings filings={filings} />
      {incident.state === "closed" ? null : <FileReport incident={incident} />}
    </section>
  );
}

/** The name of an item's field; an item's own key could be that of another field of the page. */
function fieldOf(key: string): string {
  return `items.${key}`;
}

function save(id: string, items: readonly Item[], values: Values) {
  const written = items.filter((item) => item.written).map(({ key }) => [key, values[fieldOf(key)] ?? ""]);
  return ask("writeIncidentReport", { path: { id }, body: { items: Object.fromEntries(written) } });
}

function ItemField({
  item,
  errors,
}: {
  readonly item: Item;
  readonly errors: Readonly<Record<string, string>>;
}) {
  const { words, language } = useVisit();
  const say = words.incident.authority;
  const title = inLanguage(item.title, language);
  const help = [item.cite, ...(item.lacking ? [say.lacks] : [])].join(" · ");
  if (item.written)
    return (
      <AreaField
        name={fieldOf(item.key)}
        label={title}
        help={help}
        rows={3}
        errors={errors}
        defaultValue={item.text}
      />
    );
  return (
    <div className="stack tight">
      <p>
        <strong>{title}</strong> <span className="meta">{`${say.own} · ${help}`}</span>
      </p>
      <p className="as-read">{item.text}</p>
    </div>
  );
}

/** The document of each stage in each language, in a tab of its own. */
function ReadReport({ incident: { id } }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const say = words.incident.authority;
  const address = (stage: Stage, tag: string) =>
    `${pathOf("incidentReport", { id })}?${new URLSearchParams({ stage, language: tag })}`;
  return (
    <div className="stack tight">
      <h3>{say.read}</h3>
      <ul className="row bare">
        {REPORT_STAGES.flatMap((stage) =>
          (terms?.languages ?? [language]).map((tag) => (
            <li key={`${stage} ${tag}`}>
              <a href={address(stage, tag)} target="_blank" rel="noopener">
                {`${say.stages[stage]} (${nameOfLanguage(tag, words)})`}
              </a>
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

function Filings({ filings }: Pick<Incident, "filings">) {
  const { words, language } = useVisit();
  const say = words.incident.authority;
  if (filings.length === 0) return null;
  return (
    <div className="stack tight">
      <h3>{say.filed}</h3>
      <ul className="entries">
        {filings.map(({ id, stage, to, at, reference, by, document }) => (
          <li key={id}>
            <p className="row">
              <Badge state="sent">{say.filed}</Badge>
              <span>{say.filing(say.stages[stage], to, formatInstant(at, language))}</span>
            </p>
            <p className="meta row">
              {reference === "" ? null : <span>{reference}</span>}
              <span>{by}</span>
              <span>
                {say.hash} <Hash of={document} />
              </span>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function FileReport({ incident: { id, deadlines, rehearsal } }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const say = words.incident.authority;
  const owed = deadlines.filter(({ metBy, metAt }) => metBy !== "people" && metAt === null);
  const isLate = owed.some(({ state, lateness }) => state === "passed" && lateness === null);
  const send = (values: Values) => {
    const at = instantOf(values.filedAt);
    return ask("fileIncidentReport", {
      path: { id },
      body: {
        stage: REPORT_STAGES.find((stage) => stage === values.stage) ?? "first",
        language: values.reportLanguage ?? language,
        deadlines: ticked(values, "for"),
        to: values.to ?? "",
        reference: values.reference ?? "",
        ...(at === undefined ? {} : { at }),
        ...(values.lateReason === undefined ? {} : { lateReason: values.lateReason }),
      },
    });
  };
  return (
    <details>
      <summary>{rehearsal ? say.rehearse : say.file}</summary>
      <ActForm act={say.fileDo} done={words.incident.done} rules={{ to: filled }} send={send} empties>
        {(errors) => (
          <>
            <SelectField
              name="stage"
              label={say.stage}
              errors={errors}
              options={REPORT_STAGES.map((value) => ({ value, label: say.stages[value] }))}
            />
            <SelectField
              name="reportLanguage"
              label={say.language}
              errors={errors}
              options={(terms?.languages ?? [language]).map((value) => ({
                value,
                label: nameOfLanguage(value, words),
              }))}
            />
            <TextField name="to" label={say.to} errors={errors} />
            <TextField name="reference" label={say.reference} errors={errors} />
            <TextField
              name="filedAt"
              type="datetime-local"
              label={say.at}
              help={say.atHelp}
              errors={errors}
            />
            {owed.length === 0 ? null : (
              <CheckGroup
                name="for"
                legend={say.deadlines}
                options={owed.map((deadline) => ({
                  value: deadline.id,
                  label: `${inLanguage(deadline.duty, language)} (${deadline.cite}, ${formatInstant(deadline.dueAt, language)})`,
                }))}
              />
            )}
            {isLate ? (
              <AreaField
                name="lateReason"
                label={say.late}
                help={words.incident.clocks.lateHelp}
                rows={3}
                errors={errors}
              />
            ) : null}
          </>
        )}
      </ActForm>
    </details>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActForm, CheckGroup, textsOf, ticked, type Values } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { Answer, Badge, Page, TableHead, Time } from "../elements.tsx";
import { AreaField, atMost, type FieldErrors, type Rule, SelectField, TextField } from "../fields.tsx";
import { type MarketingTerms, marketingTerms } from "../marketing-terms.ts";
import { Link, useVisit } from "../visit.tsx";
import { asHeading, inLanguage, nameOfLanguage } from "../words.ts";

export type Campaign = AnswerOf<"campaign">;
type Licence = AnswerOf<"licences">[number];

/** Every campaign, and a form to write another. */
export function Campaigns() {
  const { words } = useVisit();
  const campaigns = useQuery(reading("campaigns"));
  const terms = useQuery(marketingTerms);
  const licences = useQuery(reading("licences"));
  const say = words.campaigns;
  return (
    <Page title={say.title} lead={say.lead}>
      <div className="stack">
        <Answer query={campaigns}>
          {(rows) =>
            rows.length === 0 ? <p className="empty">{say.empty}</p> : <CampaignList rows={rows} />
          }
        </Answer>
        <Answer query={terms}>
          {(known) => (
            <Answer query={licences}>{(held) => <WriteCampaign terms={known} licences={held} />}</Answer>
          )}
        </Answer>
      </div>
    </Page>
  );
}

function CampaignList({ rows }: { readonly rows: readonly Campaign[] }) {
  const { words, language } = useVisit();
  const say = words.campaigns;
  return (
    <section className="card stack" aria-labelledby="list">
      <h2 id="list">{say.list}</h2>
      <table className="records">
        <caption className="visually-hidden">{say.list}</caption>
        <TableHead headings={[say.subject, say.state, say.created]} />
        <tbody>
          {rows.map(({ id, subject, state, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={{ name: "campaign", id }} label={say.open(inLanguage(subject, language))}>
                  {inLanguage(subject, language)}
                </Link>
              </th>
              <td data-label={say.state}>
                <Badge state={state}>{say.states[state]}</Badge>
              </td>
              <td data-label={say.created}>
                <Time at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function WriteCampaign({
  terms,
  licences,
}: {
  readonly terms: MarketingTerms;
  readonly licences: readonly Licence[];
}) {
  const { words, language } = useVisit();
  const say = words.campaigns;
  const [chosen, choose] = useState(terms.purposes[0]?.id ?? "");
  const purpose = terms.purposes.find(({ id }) => id === chosen);
  if (purpose === undefined) return null;
  const open = licences.filter((one) => one.purpose === chosen && one.state === "in-force");
  const kinds = terms.kinds.map(({ id, title, depth }) => ({
    value: id,
    label: `${" ".repeat(depth * 2)}${inLanguage(title, language)}`,
  }));
  return (
    <section className="card stack" aria-labelledby="write">
      <h2 id="write">{say.add}</h2>
      <ActForm
        act={say.do}
        done={say.kept}
        empties
        rules={rulesFor(terms.languages)}
        send={(values) => ask("createCampaign", { body: readCampaign(values, purpose) })}
      >
        {(errors) => (
          <>
            <SelectField
              name="purpose"
              label={say.purpose}
              options={terms.purposes.map(({ id, title }) => ({
                value: id,
                label: asHeading(inLanguage(title, language)),
              }))}
              onChange={choose}
              defaultValue={chosen}
              errors={errors}
            />
            {purpose.licensed ? (
              <SelectField
                name="licence"
                label={say.licence}
                options={open.map(({ id, holder }) => ({ value: id, label: holder }))}
                errors={errors}
              />
            ) : null}
            <SelectField
              name="about"
              label={say.about}
              help={say.aboutHelp}
              options={[...kinds, { value: "", label: say.aboutNothing }]}
              errors={errors}
            />
            <SelectField
              name="audience.bought"
              label={say.bought}
              options={[{ value: "", label: say.boughtAnything }, ...kinds]}
              errors={errors}
            />
            <SelectField
              name="audience.language"
              label={say.language}
              options={[
                { value: "", label: say.everyLanguage },
                ...terms.languages.map((tag) => ({ value: tag, label: nameOfLanguage(tag, words) })),
              ]}
              errors={errors}
            />
            <CheckGroup
              key={chosen}
              name="channels"
              legend={say.channels}
              options={purpose.channels.map(({ id, title }) => ({
                value: id,
                label: inLanguage(title, language),
              }))}
              chosen={purpose.channels.slice(0, 1).map(({ id }) => id)}
              error={errors.channels}
            />
            <Texts languages={terms.languages} errors={errors} />
          </>
        )}
      </ActForm>
    </section>
  );
}

function Texts({
  languages,
  errors,
}: {
  readonly languages: readonly string[];
  readonly errors: FieldErrors;
}) {
  const { words } = useVisit();
  const say = words.campaigns;
  return languages.map((tag) => (
    <fieldset className="stack" key={tag}>
      <legend>{nameOfLanguage(tag, words)}</legend>
      <TextField
        name={`subject.${tag}`}
        label={say.subjectIn(nameOfLanguage(tag, words))}
        lang={tag}
        errors={errors}
      />
      <AreaField
        name={`body.${tag}`}
        label={say.bodyIn(nameOfLanguage(tag, words))}
        lang={tag}
        errors={errors}
      />
    </fieldset>
  ));
}

function rulesFor(languages: readonly string[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(
    languages.flatMap((tag) => [
      [`subject.${tag}`, atMost(200)],
      [`body.${tag}`, atMost(20_000)],
    ]),
  );
}

/** What the form holds, as a campaign: the channels in the order in which the policy has them. */
function readCampaign(values: Values, { id, licensed, channels }: MarketingTerms["purposes"][number]) {
  const orNull = (value: string | undefined): string | null =>
    value === undefined || value === "" ? null : value;
  const through = ticked(values, "channels");
  return {
    purpose: id,
    licence: licensed ? orNull(values.licence) : null,
    about: orNull(values.about),
    subject: textsOf(values, "subject"),
    body: textsOf(values, "body"),
    channels: channels.map((one) => one.id).filter((one) => through.includes(one)) as Campaign["channels"],
    audience: {
      language: orNull(values["audience.language"]),
      bought: orNull(values["audience.bought"]),
    },
  };
}

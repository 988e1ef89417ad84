import { type AnswerOf, pathOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActForm, CheckGroup, instantOf, ticked } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, Page } from "../elements.tsx";
import { atMost, filled, type Rule, SelectField, TextField } from "../fields.tsx";
import { type MarketingTerms, marketingTerms } from "../marketing-terms.ts";
import { useVisit } from "../visit.tsx";
import { asHeading, formatInstant, inLanguage } from "../words.ts";

type Licence = AnswerOf<"licences">[number];

/** Whose messages are passed on, what about and until when. */
export function Licences() {
  const { words } = useVisit();
  const licences = useQuery(reading("licences"));
  const terms = useQuery(marketingTerms);
  const say = words.licences;
  return (
    <Page title={say.title} lead={say.lead}>
      <div className="stack">
        <Answer query={licences}>
          {(rows) => (rows.length === 0 ? <p className="empty">{say.empty}</p> : <LicenceList rows={rows} />)}
        </Answer>
        <Answer query={terms}>{(known) => <GrantLicence {...known} />}</Answer>
      </div>
    </Page>
  );
}

function LicenceList({ rows }: { readonly rows: readonly Licence[] }) {
  const { words } = useVisit();
  const say = words.licences;
  return (
    <section className="card stack" aria-labelledby="list">
      <div>
        <h2 id="list">{say.list}</h2>
        <p className="meta">{say.reportHelp}</p>
      </div>
      <table className="records">
        <caption className="visually-hidden">{say.list}</caption>
        <thead>
          <tr>
            <th scope="col">{say.holder}</th>
            <th scope="col">{say.state}</th>
            <th scope="col">{say.from}</th>
            <th scope="col">{say.used}</th>
            <th scope="col">{say.report}</th>
            <th scope="col">
              <span className="visually-hidden">{say.end}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <LicenceRow key={row.id} {...row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LicenceRow(licence: Licence) {
  const { words, language } = useVisit();
  const { id, holder, state, from, until, used, most } = licence;
  const say = words.licences;
  return (
    <tr>
      <th scope="row">{holder}</th>
      <td data-label={say.state}>
        <Badge state={state}>{say.states[state]}</Badge>
      </td>
      <td data-label={say.from}>{say.span(formatInstant(from, language), formatInstant(until, language))}</td>
      <td data-label={say.used}>{say.usedOf(used, most)}</td>
      <td data-label={say.report}>
        <a href={pathOf("licenceReportCsv", { id })} download aria-label={say.reportOf(holder)}>
          {say.report}
        </a>
      </td>
      <td>{state === "ended" || state === "lapsed" ? null : <EndLicence {...licence} />}</td>
    </tr>
  );
}

function EndLicence({ id, holder }: Licence) {
  const { words } = useVisit();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask("endLicence", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("licences").queryKey }),
  });
  const say = words.licences;
  return (
    <ConfirmButton
      isSmall
      label={say.end}
      name={say.endOf(holder)}
      title={say.endTitle(holder)}
      text={say.endText}
      act={say.endDo}
      isPending={end.isPending}
      error={end.error}
      onConfirm={(done) => end.mutate(undefined, { onSuccess: done })}
    />
  );
}

const isMost: Rule = (value, words) =>
  /^[1-9]\d{0,8}$/.test(value.trim()) && Number(value) <= 100_000_000 ? null : words.licences.wrongMost;
const RULES = { holder: atMost(120), most: isMost, from: filled, until: filled };

function GrantLicence({ purposes, kinds }: MarketingTerms) {
  const { words, language } = useVisit();
  const say = words.licences;
  const licensed = purposes.filter((purpose) => purpose.licensed);
  if (licensed.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="grant">
      <h2 id="grant">{say.add}</h2>
      <ActForm
        act={say.do}
        done={say.granted}
        empties
        rules={RULES}
        send={(values) =>
          ask("grantLicence", {
            body: {
              holder: values.holder ?? "",
              purpose: values.purpose ?? "",
              kinds: ticked(values, "kinds"),
              most: Number(values.most),
              from: instantOf(values.from) ?? "",
              until: instantOf(values.until) ?? "",
            },
          })
        }
      >
        {(errors) => (
          <>
            <TextField name="holder" label={say.holder} errors={errors} />
            <SelectField
              name="purpose"
              label={say.purpose}
              options={licensed.map(({ id, title }) => ({
                value: id,
                label: asHeading(inLanguage(title, language)),
              }))}
              errors={errors}
            />
            <CheckGroup
              name="kinds"
              legend={say.kinds}
              options={kinds.map(({ id, title }) => ({ value: id, label: inLanguage(title, language) }))}
              error={errors.kinds === undefined ? undefined : say.noneTicked}
            />
            <TextField name="most" label={say.most} help={say.mostHelp} errors={errors} />
            <TextField name="from" type="datetime-local" label={say.from} errors={errors} />
            <TextField name="until" type="datetime-local" label={say.until} errors={errors} />
          </>
        )}
      </ActForm>
    </section>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, reading, ServiceProblem } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { CopyField } from "../copy-field.tsx";
import { Answer, Notice, Page, TableHead, Trouble } from "../elements.tsx";
import {
  atMost,
  ErrorCount,
  errorsOf,
  findErrors,
  type Rule,
  readForm,
  SelectField,
  TextField,
  useFieldErrors,
} from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { formatInstant, TAGS } from "../words.ts";

type Listed = AnswerOf<"advertisers">;
type Advertiser = Listed["advertisers"][number];

/** Who may read statistics, where they are shown, and what of the year's privacy budget is left. */
export function Advertisers() {
  const { words } = useVisit();
  const listed = useQuery(reading("advertisers"));
  return (
    <Page title={words.advertisers.title} lead={words.advertisers.lead}>
      <Answer query={listed}>
        {({ advertisers, budget }) => (
          <div className="stack">
            <BudgetCard {...budget} />
            <AddAdvertiser />
            <AddPlacement advertisers={advertisers.filter(({ closedAt }) => closedAt === null)} />
            {advertisers.length === 0 ? (
              <p className="empty">{words.advertisers.empty}</p>
            ) : (
              advertisers.map((one) => <AdvertiserCard key={one.id} {...one} />)
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function BudgetCard({ year, rho, epsilon }: Listed["budget"]) {
  const { words, language } = useVisit();
  const say = words.advertisers;
  const format = new Intl.NumberFormat(TAGS[language], { maximumFractionDigits: 4 });
  const parts = [
    [rho.spent, say.spent],
    [rho.reserved, say.reserved],
    [rho.left, say.left],
  ] as const;
  return (
    <section className="card stack" aria-labelledby="budget">
      <div>
        <h2 id="budget">{say.budget(year)}</h2>
        <p className="meta">{say.budgetLead(format.format(epsilon))}</p>
      </div>
      <meter className="budget" min={0} max={rho.year} value={rho.spent} aria-label={say.budget(year)} />
      <div className="grid">
        {parts.map(([value, name]) => (
          <p className="figure" key={name}>
            <b>{format.format(value)}</b>
            <span>{name}</span>
          </p>
        ))}
      </div>
    </section>
  );
}

const NAME_RULES = { name: atMost(120) };

/** Adds an advertiser; the key is shown this once and kept nowhere. */
function AddAdvertiser() {
  const { words } = useVisit();
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const add = useMutation({
    mutationFn: (name: string) => ask("addAdvertiser", { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: reading("advertisers").queryKey }),
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    add.reset();
    if (show(form, findErrors(values, NAME_RULES, words))) return;
    add.mutate((values.name ?? "").trim(), { onSuccess: () => setTaken(taken + 1) });
  };
  const say = words.advertisers;
  return (
    <section className="card stack" aria-labelledby="add">
      <h2 id="add">{say.add}</h2>
      <form className="stack" onSubmit={submit} noValidate>
        <ErrorCount errors={errors} />
        <TextField key={taken} name="name" label={say.name} errors={errors} />
        <p>
          <button type="submit" className="button" disabled={add.isPending}>
            {say.do}
          </button>
        </p>
      </form>
      <div role="alert">{add.error === null ? null : <Trouble error={add.error} />}</div>
      <div role="status">
        {add.data === undefined ? null : <NewKey name={add.data.advertiser.name} secret={add.data.key} />}
      </div>
    </section>
  );
}

/** The key of an advertiser who was just added. */
export function NewKey({ name, secret }: { readonly name: string; readonly secret: string }) {
  const { words } = useVisit();
  const say = words.advertisers;
  return (
    <Notice tone="permit" title={say.made(name)}>
      <p>{say.madeText}</p>
      <CopyField label={say.key} value={secret} />
    </Notice>
  );
}

const isTarget: Rule = (value, words) => {
  const url = URL.parse(value.trim());
  return url?.protocol === "https:" && value.trim().length <= 300 ? null : words.advertisers.wrongTarget;
};
const isSection: Rule = (value, words) =>
  /^[a-z0-9-]{1,64}$/.test(value.trim()) ? null : words.advertisers.wrongSection;
const PLACEMENT_RULES = { placement: atMost(120), target: isTarget, section: isSection };

function AddPlacement({ advertisers }: { readonly advertisers: readonly Advertiser[] }) {
  const { words } = useVisit();
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const add = useMutation({
    mutationFn: ({ id, ...body }: { id: string; name: string; target: string; section: string }) =>
      ask("addPlacement", { path: { id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: reading("advertisers").queryKey }),
  });
  if (advertisers.length === 0) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    add.reset();
    if (show(form, findErrors(values, PLACEMENT_RULES, words))) return;
    const said = (name: string) => (values[name] ?? "").trim();
    add.mutate(
      { id: said("advertiser"), name: said("placement"), target: said("target"), section: said("section") },
      {
        onSuccess: () => setTaken(taken + 1),
        onError: (error) => {
          if (error instanceof ServiceProblem)
            show(form, errorsOf(error.problem, Object.keys(PLACEMENT_RULES), words));
        },
      },
    );
  };
  const say = words.advertisers;
  const options = advertisers.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section className="card stack" aria-labelledby="add-placement">
      <h2 id="add-placement">{say.addPlacement}</h2>
      <form className="stack" onSubmit={submit} noValidate key={taken}>
        <ErrorCount errors={errors} />
        <SelectField name="advertiser" label={say.advertiser} options={options} errors={errors} />
        <TextField name="placement" label={say.placement} errors={errors} />
        <TextField name="target" label={say.target} help={say.targetHelp} errors={errors} />
        <TextField name="section" label={say.section} help={say.sectionHelp} errors={errors} />
        <p>
          <button type="submit" className="button" disabled={add.isPending}>
            {say.doPlacement}
          </button>
        </p>
      </form>
      <div role="alert">{add.error === null ? null : <Trouble error={add.error} />}</div>
      <div role="status">
        {add.data === undefined ? null : <Notice tone="permit" title={say.madePlacement(add.data.name)} />}
      </div>
    </section>
  );
}

function AdvertiserCard(advertiser: Advertiser) {
  const { words, language } = useVisit();
  const { id, name, createdAt, closedAt, placements } = advertiser;
  const say = words.advertisers;
  return (
    <section className="card stack" aria-labelledby={`advertiser-${id}`}>
      <div className="card-head">
        <h2 id={`advertiser-${id}`}>{name}</h2>
        {closedAt === null ? <CloseAdvertiser {...advertiser} /> : null}
      </div>
      <p className="meta">
        {closedAt === null
          ? say.since(formatInstant(createdAt, language))
          : say.closedAt(formatInstant(closedAt, language))}
      </p>
      {placements.length === 0 ? (
        <p className="meta">{say.noPlacements}</p>
      ) : (
        <PlacementTable {...advertiser} />
      )}
    </section>
  );
}

function PlacementTable({ name, placements }: Advertiser) {
  const { words } = useVisit();
  const say = words.advertisers;
  return (
    <table className="records">
      <caption className="visually-hidden">{say.placements(name)}</caption>
      <TableHead headings={[say.placement, say.section, say.target]} />
      <tbody>
        {placements.map((placement) => (
          <tr key={placement.id}>
            <th scope="row">{placement.name}</th>
            <td data-label={say.section}>{placement.section}</td>
            <td data-label={say.target}>{placement.target}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CloseAdvertiser({ id, name }: Advertiser) {
  const { words } = useVisit();
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: () => ask("closeAdvertiser", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("advertisers").queryKey }),
  });
  const say = words.advertisers;
  return (
    <ConfirmButton
      isSmall
      label={say.close}
      name={say.closeOf(name)}
      title={say.closeTitle(name)}
      text={say.closeText}
      act={say.closeDo}
      isPending={close.isPending}
      error={close.error}
      onConfirm={(done) => close.mutate(undefined, { onSuccess: done })}
    />
  );
}

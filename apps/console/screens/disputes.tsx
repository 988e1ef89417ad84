import { pathOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, type Dispute, reading, ServiceProblem } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, ClauseChip, Notice, Page, Trouble } from "../elements.tsx";
import { atMost, ErrorCount, errorsOf, findErrors, readForm, TextField, useFieldErrors } from "../fields.tsx";
import { contactTerms } from "../terms.ts";
import { Link, useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";

/** Every dispute, the open ones first. */
export function Disputes() {
  const { words } = useVisit();
  const disputes = useQuery(reading("disputes"));
  return (
    <Page title={words.disputes.title} lead={words.disputes.lead}>
      <div className="stack">
        <Explained />
        <Answer query={disputes}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="empty">{words.disputes.empty}</p>
            ) : (
              <>
                <DisputeList title={words.disputes.open} rows={rows.filter(isOpen)} />
                <DisputeList title={words.disputes.closed} rows={rows.filter((row) => !isOpen(row))} />
              </>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}

function isOpen({ closedAt }: Dispute): boolean {
  return closedAt === null;
}

/** Which clause a dispute stands on, and that it leaves a receipt. */
function Explained() {
  const { words } = useVisit();
  const { data } = useQuery(contactTerms);
  if (data === undefined) return null;
  return (
    <p className="row meta">
      <ClauseChip id={data.courtsClause} />
      <span>{words.disputes.explains}</span>
    </p>
  );
}

function DisputeList({ title, rows }: { readonly title: string; readonly rows: readonly Dispute[] }) {
  const { words } = useVisit();
  const { reference, person, opened, closedAt, file, close, noOpen } = words.disputes;
  if (rows.length === 0) return title === words.disputes.open ? <p className="empty">{noOpen}</p> : null;
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <table className="records">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{reference}</th>
            <th scope="col">{opened}</th>
            {rows.some(isOpen) ? null : <th scope="col">{closedAt}</th>}
            <th scope="col">{person}</th>
            <th scope="col">{file}</th>
            {rows.some(isOpen) ? (
              <th scope="col">
                <span className="visually-hidden">{close}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <DisputeRow key={row.id} {...row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DisputeRow(dispute: Dispute) {
  const { words, language } = useVisit();
  const { id, person, reference, openedBy, openedAt, closedBy, closedAt } = dispute;
  const said = words.disputes;
  const at = (instant: string) => formatInstant(instant, language);
  return (
    <tr>
      <th scope="row">{reference}</th>
      <td data-label={said.opened}>{said.by(openedBy, at(openedAt))}</td>
      {closedBy === null || closedAt === null ? null : (
        <td data-label={said.closedAt}>{said.by(closedBy, at(closedAt))}</td>
      )}
      <td data-label={said.person}>
        <Link to={{ name: "person", id: person }} label={said.openPerson(reference)}>
          {said.seePerson}
        </Link>
      </td>
      <td data-label={said.file}>
        <a href={pathOf("disputeFile", { id })} download aria-label={said.fileOf(reference)}>
          {said.file}
        </a>
      </td>
      {isOpen(dispute) ? (
        <td>
          <CloseDispute {...dispute} />
        </td>
      ) : null}
    </tr>
  );
}

function CloseDispute({ id, reference }: Dispute) {
  const { words } = useVisit();
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: () => ask("closeDispute", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("disputes").queryKey }),
  });
  const said = words.disputes;
  return (
    <ConfirmButton
      isSmall
      label={said.close}
      name={said.closeOf(reference)}
      title={said.closeTitle(reference)}
      text={said.closeText}
      act={said.closeDo}
      isPending={close.isPending}
      error={close.error}
      onConfirm={(done) => close.mutate(undefined, { onSuccess: done })}
    />
  );
}

const RULES = { reference: atMost(120) };

/** On a person's page: the disputes that hold their data, and a form to open another. */
export function HoldForDispute({ person }: { readonly person: string }) {
  const { words } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const { data: disputes = [] } = useQuery(reading("disputes"));
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const hold = useMutation({
    mutationFn: (reference: string) => ask("openDispute", { path: { person }, body: { reference } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("disputes").queryKey }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    hold.reset();
    if (show(form, findErrors(values, RULES, words))) return;
    hold.mutate((values.reference ?? "").trim(), {
      onSuccess: () => setTaken(taken + 1),
      onError: (error) => {
        if (error instanceof ServiceProblem) show(form, errorsOf(error.problem, Object.keys(RULES), words));
      },
    });
  };
  const held = disputes.filter((dispute) => dispute.person === person && isOpen(dispute));
  return (
    <section className="card stack" aria-labelledby="hold">
      <div>
        <h2 id="hold">{words.disputes.hold}</h2>
        {terms === undefined ? null : <p className="meta">{words.disputes.holdLead(terms.courtsClause)}</p>}
      </div>
      <div role="status">
        {held.length === 0 ? null : (
          <Notice tone="caution" title={words.disputes.held}>
            <ul className="references">
              {held.map(({ id, reference }) => (
                <li key={id}>{reference}</li>
              ))}
            </ul>
            <p>
              <Link to={{ name: "disputes" }}>{words.disputes.toAll}</Link>
            </p>
          </Notice>
        )}
      </div>
      <form className="stack" onSubmit={submit} noValidate>
        <ErrorCount errors={errors} />
        <TextField
          key={taken}
          name="reference"
          label={words.disputes.reference}
          help={words.disputes.referenceHelp}
          errors={errors}
        />
        <p>
          <button type="submit" className="button" disabled={hold.isPending}>
            {words.disputes.do}
          </button>
        </p>
        <div role="alert">{hold.error === null ? null : <Trouble error={hold.error} />}</div>
      </form>
    </section>
  );
}

import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, reading, session } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { CopyField } from "../copy-field.tsx";
import { Answer, Notice, Page, TableHead, Time, Trouble } from "../elements.tsx";
import { addressOf } from "../router.ts";
import { useVisit } from "../visit.tsx";
import { formatInstant } from "../words.ts";

type Listed = AnswerOf<"operators">;

/** Who can log in, who was invited, and a way to invite. */
export function Operators() {
  const { words } = useVisit();
  const listed = useQuery(reading("operators"));
  return (
    <Page title={words.operators.title} lead={words.operators.lead}>
      <Answer query={listed}>
        {({ operators, invitations }) => (
          <div className="stack">
            <OperatorTable operators={operators} />
            <Invite />
            <Invitations invitations={invitations} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function OperatorTable({ operators }: Pick<Listed, "operators">) {
  const { words } = useVisit();
  const { data: self } = useQuery(session);
  const { name, email, since, you, title, invitedBy, first } = words.operators;
  return (
    <div className="card">
      <table className="records">
        <caption className="visually-hidden">{title}</caption>
        <TableHead headings={[name, email, since, invitedBy]} />
        <tbody>
          {operators.map((operator) => (
            <tr key={operator.id}>
              <th scope="row">
                {operator.name}
                {operator.email === self?.email ? <span className="meta"> · {you}</span> : null}
              </th>
              <td data-label={email}>{operator.email}</td>
              <td data-label={since}>
                <Time at={operator.since} />
              </td>
              <td data-label={invitedBy}>{operator.invitedBy ?? <span className="meta">{first}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Makes a link, which is shown this once and kept nowhere. */
function Invite() {
  const { words, language } = useVisit();
  const client = useQueryClient();
  const invite = useMutation({
    mutationFn: () => ask("inviteOperator"),
    onSuccess: () => client.invalidateQueries({ queryKey: reading("operators").queryKey }),
    gcTime: 0,
  });
  const made = invite.data;
  return (
    <section className="card stack" aria-labelledby="invite">
      <div>
        <h2 id="invite">{words.operators.invite}</h2>
        <p className="meta">{words.operators.inviteLead}</p>
      </div>
      <p>
        <button type="button" className="button" disabled={invite.isPending} onClick={() => invite.mutate()}>
          {words.operators.do}
        </button>
      </p>
      <div role="alert">{invite.error === null ? null : <Trouble error={invite.error} />}</div>
      <div role="status">
        {made === undefined ? null : (
          <Notice tone="permit" title={words.operators.made}>
            <p>{words.operators.madeText(formatInstant(made.expiresAt, language))}</p>
            <InvitationLink token={made.token} />
          </Notice>
        )}
      </div>
    </section>
  );
}

function InvitationLink({ token }: { readonly token: string }) {
  const { words } = useVisit();
  const link = `${window.location.origin}${addressOf({ name: "join" }, "", token)}`;
  return <CopyField label={words.operators.link} value={link} />;
}

function Invitations({ invitations }: Pick<Listed, "invitations">) {
  const { words } = useVisit();
  const { invitations: title, noInvitations, invitedBy, until, withdraw, by } = words.operators;
  const { language } = useVisit();
  return (
    <section className="card stack" aria-labelledby="invitations">
      <h2 id="invitations">{title}</h2>
      {invitations.length === 0 ? (
        <p className="meta">{noInvitations}</p>
      ) : (
        <table className="records">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{invitedBy}</th>
              <th scope="col">{until}</th>
              <th scope="col">
                <span className="visually-hidden">{withdraw}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invitations.map((row) => (
              <tr key={row.id}>
                <th scope="row">{by(row.invitedBy, formatInstant(row.invitedAt, language))}</th>
                <td data-label={until}>
                  <Time at={row.expiresAt} />
                </td>
                <td>
                  <WithdrawInvitation {...row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function WithdrawInvitation({ id, invitedBy }: Listed["invitations"][number]) {
  const { words } = useVisit();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => ask("withdrawInvitation", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("operators").queryKey }),
  });
  const said = words.operators;
  return (
    <ConfirmButton
      isSmall
      label={said.withdraw}
      name={said.withdrawOf(invitedBy)}
      title={said.withdrawTitle}
      text={said.withdrawText}
      act={said.withdrawDo}
      isPending={withdraw.isPending}
      error={withdraw.error}
      onConfirm={(done) => withdraw.mutate(undefined, { onSuccess: done })}
    />
  );
}

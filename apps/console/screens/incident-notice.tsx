import type { AnswerOf } from "@avow/contract";
import { WRITTEN_ELEMENTS } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActButton, ActForm, refresh, textsOf, type Values } from "../act-form.tsx";
import { ask } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Badge, ClauseChip, Notice } from "../elements.tsx";
import { AreaField } from "../fields.tsx";
import { contactTerms } from "../terms.ts";
import { Link, useVisit } from "../visit.tsx";
import { formatCount, formatInstant, nameOfLanguage } from "../words.ts";

type Incident = AnswerOf<"incident">;
type Written = NonNullable<Incident["notice"]>;

/** What people are told: written in every language, with what it lacks named; approved by another, then sent. */
export function NoticeEditor({ incident }: { readonly incident: Incident }) {
  const { words, language } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const say = words.incident.notice;
  const { id, notice } = incident;
  const languages = terms?.languages ?? [];
  const shown = isOver(incident) ? "sent" : (notice?.state ?? "draft");
  const isSent = notice?.state === "sending" || notice?.state === "paused";
  return (
    <section className="card stack" aria-labelledby="notice">
      <div className="card-head">
        <h2 id="notice">{words.incident.steps.notice}</h2>
        {notice === null ? null : <Badge state={`notice-${shown}`}>{say.states[shown]}</Badge>}
        {notice === null || notice.notice === null ? null : (
          <Link to={{ name: "notice", id: notice.notice }}>{words.notices.progressOf}</Link>
        )}
      </div>
      <p className="meta">{say.lead}</p>
      {notice === null ? null : (
        <p className="meta">
          {say.writtenBy(notice.writtenBy, formatInstant(notice.writtenAt, language))}
          {notice.approvedBy === null || notice.approvedAt === null
            ? null
            : ` · ${say.approvedBy(notice.approvedBy, formatInstant(notice.approvedAt, language))}`}
        </p>
      )}
      {notice === null || notice.lacking.length === 0 ? null : <Lacking {...notice} />}
      {isSent || languages.length === 0 ? null : (
        <ActForm
          act={words.incident.save}
          done={words.incident.done}
          send={(values) => save(id, notice, values)}
        >
          {(errors) =>
            WRITTEN_ELEMENTS.map((element) => (
              <div key={element} className="pair">
                {languages.map((tag) => (
                  <AreaField
                    key={tag}
                    name={`${element}.${tag}`}
                    label={say.inLanguage(say.elements[element], nameOfLanguage(tag, words))}
                    lang={tag}
                    rows={3}
                    errors={errors}
                    defaultValue={notice?.texts[element]?.[tag]}
                  />
                ))}
              </div>
            ))
          }
        </ActForm>
      )}
      {notice === null ? null : (
        <>
          <Preview {...notice} />
          <Sending incident={incident} notice={notice} />
        </>
      )}
    </section>
  );
}

function save(id: string, notice: Written | null, values: Values) {
  const texts = Object.fromEntries(WRITTEN_ELEMENTS.map((element) => [element, textsOf(values, element)]));
  return ask("writeIncidentNotice", { path: { id }, body: { texts, over: notice?.version ?? 0 } });
}

/** Everything that lacks, with the rule that asks for it. */
function Lacking({ lacking }: Written) {
  const { words } = useVisit();
  const say = words.incident.notice;
  return (
    <Notice tone="refusal" title={say.lacks}>
      <ul>
        {lacking.map(({ element, language, cite, clause }) => (
          <li key={`${element} ${language}`}>
            {say.lack(say.elements[element], nameOfLanguage(language, words))}{" "}
            <span className="meta">{cite}</span> <ClauseChip id={clause} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Preview({ preview }: Written) {
  const { words } = useVisit();
  return (
    <details>
      <summary>{words.incident.notice.preview}</summary>
      <div className="stack">
        {Object.entries(preview).map(([tag, { subject, paragraphs }]) => (
          <article key={tag} lang={tag} className="stack tight as-read">
            <h3>{subject}</h3>
            <p>{paragraphs.join("\n\n")}</p>
          </article>
        ))}
      </div>
    </details>
  );
}

/** Nobody is left whom it is on its way to; somebody who is named later is told all the same. */
function isOver({ notice, groups }: Incident): boolean {
  return (
    notice?.state === "sending" &&
    groups.length > 0 &&
    groups.every(({ group }) => group !== "waiting" && group !== "not-asked")
  );
}

/** Approval by another, then the sending: begun, paused, gone on with. */
function Sending({ incident, notice }: { readonly incident: Incident; readonly notice: Written }) {
  const { words, language } = useVisit();
  const client = useQueryClient();
  const say = words.incident.notice;
  const path = { id: incident.id };
  const send = useMutation({
    mutationFn: () => ask("sendIncidentNotice", { path }),
    onSettled: () => refresh(client),
  });
  if (incident.state === "closed") return null;
  if (notice.state === "draft")
    return notice.mayApprove ? (
      <div>
        <ActButton
          isMain
          label={say.approve}
          act={() => ask("approveIncidentNotice", { path, body: { version: notice.version } })}
        />
      </div>
    ) : notice.lacking.length > 0 ? null : (
      <p className="meta">{say.own}</p>
    );
  if (notice.state === "sending")
    return isOver(incident) ? null : (
      <div>
        <ActButton label={say.pause} act={() => ask("pauseIncidentNotice", { path })} />
      </div>
    );
  if (notice.state === "paused")
    return (
      <div>
        <ActButton isMain label={say.resume} act={() => ask("sendIncidentNotice", { path })} />
      </div>
    );
  if (incident.scope?.state !== "frozen") return <p className="meta">{say.needsScope}</p>;
  const people = words.incident.scope.peopleOf(formatCount(incident.scope.people, language));
  return (
    <p>
      <ConfirmButton
        label={say.send}
        title={say.sendTitle(people)}
        text={say.sendText}
        act={say.sendDo}
        isPending={send.isPending}
        error={send.error}
        onConfirm={(done) => send.mutate(undefined, { onSuccess: done })}
      />
    </p>
  );
}

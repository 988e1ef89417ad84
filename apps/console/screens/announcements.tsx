import type { AnswerOf } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActForm, instantOf, localTime, refresh, textsOf, type Values } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, Page } from "../elements.tsx";
import { AreaField, type FieldErrors, filled, SelectField, TextField } from "../fields.tsx";
import { contactTerms } from "../terms.ts";
import { useVisit } from "../visit.tsx";
import { formatInstant, inLanguage, nameOfLanguage } from "../words.ts";

type Desk = AnswerOf<"announcementDesk">;
type Announcement = Desk["announcements"][number];
type Subject = Announcement["subject"];
type Texts = Readonly<Record<string, string>>;

const REFRESH_MS = 5_000;

/** Every announcement, and a form in which one is written. */
export function Announcements() {
  const { words } = useVisit();
  const desk = useQuery({ ...reading("announcementDesk"), refetchInterval: REFRESH_MS });
  const say = words.announcements;
  return (
    <Page title={say.title} lead={say.lead}>
      <Answer query={desk}>
        {(answer) => (
          <div className="stack">
            {answer.announcements.length === 0 ? (
              <p className="empty">{say.empty}</p>
            ) : (
              answer.announcements.map((one) => <AnnouncementCard key={one.id} one={one} desk={answer} />)
            )}
            <section className="card stack" aria-labelledby="write">
              <div>
                <h2 id="write">{say.write}</h2>
                <p className="meta">{say.writeLead(answer.leastDays)}</p>
              </div>
              <WriteForm desk={answer} kind="policy-change" />
            </section>
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** On an incident's page: its announcements, and the form for one, filled in with what the notice says. */
export function IncidentAnnouncements({ incident }: { readonly incident: AnswerOf<"incident"> }) {
  const { words, language } = useVisit();
  const desk = useQuery({ ...reading("announcementDesk"), refetchInterval: REFRESH_MS });
  const { data: terms } = useQuery(contactTerms);
  const say = words.announcements;
  const { id, notice, scope } = incident;
  const languages = terms?.languages ?? [];
  const separator = (tag: string) => (tag.startsWith("zh") ? "、" : ", ");
  const categories = Object.fromEntries(
    languages.map((tag) => [
      tag,
      (scope?.categories ?? [])
        .map(({ title }) => title[tag] ?? inLanguage(title, language))
        .join(separator(tag)),
    ]),
  );
  return (
    <section className="stack" aria-labelledby="announcements">
      <div>
        <h2 id="announcements">{words.incident.steps.announcements}</h2>
        <p className="meta">{say.announceLead}</p>
      </div>
      <Answer query={desk}>
        {(answer) => (
          <>
            {answer.announcements
              .filter(({ subject }) => subject.id === id)
              .map((one) => (
                <AnnouncementCard key={one.id} one={one} desk={answer} />
              ))}
            {incident.state === "closed" ? null : (
              <details className="card">
                <summary>{say.announce}</summary>
                <WriteForm
                  key={notice?.version ?? 0}
                  desk={answer}
                  kind="incident"
                  id={id}
                  elements={{ ...notice?.texts, categories, contact: terms?.contact ?? {} }}
                />
              </details>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

const DAY_MS = 86_400_000;

/** Writes an announcement, or, given one, writes it anew. */
function WriteForm(p: {
  readonly desk: Desk;
  readonly kind: Subject["kind"];
  /** What it is of, where that is settled. */
  readonly id?: string;
  readonly before?: Announcement;
  readonly elements?: Readonly<Partial<Record<string, Texts>>>;
}) {
  const { words } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const say = words.announcements;
  const { before } = p;
  // Two forms may stand on one page.
  const prefix = before === undefined ? "" : `${before.id}.`;
  const languages = terms?.languages ?? [];
  const elements = p.desk.elements[p.kind];
  const until = before?.until ?? new Date(Date.now() + (p.desk.leastDays + 1) * DAY_MS).toISOString();
  const send = (given: Values) => {
    const values = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.slice(prefix.length), value]),
    );
    const body = {
      subject: { kind: p.kind, id: p.id ?? (values.subject ?? "").trim() },
      reason: textsOf(values, "reason"),
      title: textsOf(values, "title"),
      elements: Object.fromEntries(elements.map(({ id }) => [id, textsOf(values, `elements.${id}`)])),
      until: instantOf(values.until) ?? "",
    };
    return before === undefined
      ? ask("draftAnnouncement", { body })
      : ask("reviseAnnouncement", { path: { id: before.id }, body });
  };
  const fields = { prefix, languages, elements, before, texts: before?.elements ?? p.elements ?? {} };
  if (languages.length === 0) return null;
  return (
    <ActForm
      act={before === undefined ? say.do : say.revise}
      done={words.incident.done}
      prefix={prefix}
      rules={{ [`${prefix}until`]: filled, ...(p.id === undefined ? { subject: filled } : {}) }}
      send={send}
    >
      {(errors) => (
        <>
          {p.id === undefined ? <ChooseChange errors={errors} /> : null}
          <TextFields {...fields} errors={errors} />
          <TextField
            name={`${prefix}until`}
            type="datetime-local"
            label={say.until}
            errors={errors}
            defaultValue={localTime(new Date(until))}
          />
        </>
      )}
    </ActForm>
  );
}

/** Which change of the policy: one that was approved. */
function ChooseChange({ errors }: { readonly errors: FieldErrors }) {
  const { words, language } = useVisit();
  const { data: proposals = [] } = useQuery(reading("proposals"));
  const approved = proposals.filter(({ state }) => state === "approved" || state === "current");
  return (
    <SelectField
      name="subject"
      label={words.announcements.subject}
      errors={errors}
      options={approved.map(({ id, title, effectiveAt }) => ({
        value: id,
        label: `${inLanguage(title, language)}, ${formatInstant(effectiveAt, language)}`,
      }))}
    />
  );
}

/** Title, elements and reason, each in every language. */
function TextFields(p: {
  readonly prefix: string;
  readonly languages: readonly string[];
  readonly elements: Desk["elements"][Subject["kind"]];
  readonly before: Announcement | undefined;
  readonly texts: Readonly<Partial<Record<string, Texts>>>;
  readonly errors: FieldErrors;
}) {
  const { words, language } = useVisit();
  const say = words.announcements;
  const { prefix, errors } = p;
  const name = (tag: string) => nameOfLanguage(tag, words);
  return (
    <>
      <div className="pair">
        {p.languages.map((tag) => (
          <TextField
            key={tag}
            name={`${prefix}title.${tag}`}
            label={say.heading(name(tag))}
            lang={tag}
            errors={errors}
            defaultValue={p.before?.title[tag]}
          />
        ))}
      </div>
      {p.elements.map(({ id, title }) => (
        <div key={id} className="pair">
          {p.languages.map((tag) => (
            <AreaField
              key={tag}
              name={`${prefix}elements.${id}.${tag}`}
              label={say.element(inLanguage(title, language), name(tag))}
              lang={tag}
              rows={3}
              errors={errors}
              defaultValue={p.texts[id]?.[tag]}
            />
          ))}
        </div>
      ))}
      <div className="pair">
        {p.languages.map((tag) => (
          <AreaField
            key={tag}
            name={`${prefix}reason.${tag}`}
            label={say.reason(name(tag))}
            help={say.reasonHelp}
            lang={tag}
            rows={3}
            errors={errors}
            defaultValue={p.before?.reason[tag]}
          />
        ))}
      </div>
    </>
  );
}

function AnnouncementCard({ one, desk }: { readonly one: Announcement; readonly desk: Desk }) {
  const { words, language } = useVisit();
  const say = words.announcements;
  const at = (instant: string) => formatInstant(instant, language);
  const { id, state, subject, withdrawal, standing } = one;
  return (
    <section className="card stack" aria-labelledby={`announcement-${id}`}>
      <div className="card-head">
        <h2 id={`announcement-${id}`}>{inLanguage(one.title, language)}</h2>
        <Badge state={`announcement-${state}`}>{say.states[state]}</Badge>
      </div>
      <ul className="meta">
        <li>{say.of[subject.kind]}</li>
        {one.rehearsal ? <li>{say.rehearsal}</li> : null}
        <li>{say.between(at(one.from), at(one.until))}</li>
        <li>{say.drafted(one.draftedBy, at(one.draftedAt))}</li>
        {one.approvedBy === null || one.approvedAt === null ? null : (
          <li>{say.approved(one.approvedBy, at(one.approvedAt))}</li>
        )}
        {standing === null ? null : <li>{say.standing(standing.people, standing.told)}</li>}
        {one.index === null ? null : <li>{say.logged(one.index)}</li>}
      </ul>
      {withdrawal === null ? null : (
        <p>
          <strong>{say.withdrawn(withdrawal.by, at(withdrawal.at))}</strong>
          <br />
          {inLanguage(withdrawal.reason, language)}
        </p>
      )}
      <Whole one={one} desk={desk} />
      <Acts one={one} desk={desk} />
    </section>
  );
}

/** All that it says, in every language, as whoever approves has to read it. */
function Whole({ one, desk }: { readonly one: Announcement; readonly desk: Desk }) {
  const { words } = useVisit();
  const say = words.announcements;
  return (
    <details>
      <summary>{say.whole}</summary>
      {Object.entries(one.title).map(([tag, title]) => (
        <article key={tag} lang={tag} className="stack tight as-read">
          <h3>{title}</h3>
          {desk.elements[one.subject.kind].map((element) => (
            <p key={element.id}>
              <strong>{element.title[tag] ?? element.id}</strong>
              {"\n"}
              {one.elements[element.id]?.[tag]}
            </p>
          ))}
          <p>
            <strong>{say.reason(nameOfLanguage(tag, words))}</strong>
            {"\n"}
            {one.reason[tag]}
          </p>
        </article>
      ))}
    </details>
  );
}

function Acts({ one, desk }: { readonly one: Announcement; readonly desk: Desk }) {
  const { words, language } = useVisit();
  const client = useQueryClient();
  const say = words.announcements;
  const approve = useMutation({
    mutationFn: () => ask("approveAnnouncement", { path: { id: one.id } }),
    onSettled: () => refresh(client),
  });
  if (one.state === "withdrawn" || one.state === "ended") return <PublicPage one={one} />;
  return (
    <>
      {one.state !== "draft" ? (
        <PublicPage one={one} />
      ) : (
        <>
          {one.mayApprove ? (
            <p>
              <ConfirmButton
                label={say.approve}
                name={`${say.approve}: ${inLanguage(one.title, language)}`}
                title={say.approveTitle}
                text={say.approveText}
                act={say.approveDo}
                isPending={approve.isPending}
                error={approve.error}
                onConfirm={(done) => approve.mutate(undefined, { onSuccess: done })}
              />
            </p>
          ) : (
            <p className="meta">{say.own}</p>
          )}
          <details>
            <summary>{say.reviseTitle}</summary>
            <WriteForm desk={desk} kind={one.subject.kind} id={one.subject.id} before={one} />
          </details>
        </>
      )}
      <WithdrawForm {...one} />
    </>
  );
}

function PublicPage({ one }: { readonly one: Announcement }) {
  const { words, language } = useVisit();
  if (one.rehearsal || one.state === "scheduled" || one.approvedAt === null) return null;
  return (
    <p>
      <a href={`/privacy/${language}/announcements/${one.id}`} target="_blank" rel="noopener">
        {words.announcements.page}
      </a>
    </p>
  );
}

function WithdrawForm({ id }: Announcement) {
  const { words } = useVisit();
  const { data: terms } = useQuery(contactTerms);
  const say = words.announcements;
  const name = `${id}.withdrawal`;
  return (
    <details>
      <summary>{say.withdraw}</summary>
      <ActForm
        act={say.withdrawDo}
        send={(values) =>
          ask("withdrawAnnouncement", { path: { id }, body: { reason: textsOf(values, name) } })
        }
        rules={Object.fromEntries((terms?.languages ?? []).map((tag) => [`${name}.${tag}`, filled]))}
      >
        {(errors) =>
          (terms?.languages ?? []).map((tag) => (
            <AreaField
              key={tag}
              name={`${name}.${tag}`}
              label={say.withdrawReason(nameOfLanguage(tag, words))}
              lang={tag}
              rows={2}
              errors={errors}
            />
          ))
        }
      </ActForm>
    </details>
  );
}

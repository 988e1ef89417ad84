import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActButton } from "../act-form.tsx";
import { ask, reading } from "../api.ts";
import { ConfirmButton } from "../confirm.tsx";
import { Answer, Badge, ClauseChip, Page, TableHead } from "../elements.tsx";
import { Link, useVisit } from "../visit.tsx";
import { inLanguage, nameOfLanguage } from "../words.ts";
import type { Campaign } from "./campaigns.tsx";

/** How often a campaign is looked at while something of it is under way. */
const LOOK_MS = 1000;

/** One campaign: what it says, who would get it and why others would not, and the way to start it. */
export function CampaignPage({ id }: { readonly id: string }) {
  const { words, language } = useVisit();
  const campaign = useQuery({
    ...reading("campaign", { id }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnderWay(data) ? LOOK_MS : false),
  });
  return (
    <Answer query={campaign}>
      {(one) => (
        <Page title={inLanguage(one.subject, language)}>
          <div className="stack">
            <p className="row meta">
              <Badge state={one.state}>{words.campaigns.states[one.state]}</Badge>
              {one.holder === null ? null : <span>{words.campaigns.holder(one.holder)}</span>}
              {one.notice === null ? null : (
                <Link to={{ name: "notice", id: one.notice }}>{words.notices.progressOf}</Link>
              )}
            </p>
            <Preview {...one} />
            <Start {...one} />
            <Text {...one} />
          </div>
        </Page>
      )}
    </Answer>
  );
}

function isUnderWay({ state, preview }: Campaign): boolean {
  return state === "gathering" || (preview !== null && preview.finishedAt === null);
}

function Preview({ id, preview }: Campaign) {
  const { words } = useVisit();
  const say = words.campaigns;
  const isCounting = preview !== null && preview.finishedAt === null;
  return (
    <section className="card stack" aria-labelledby="preview">
      <div>
        <h2 id="preview">{say.preview}</h2>
        <p className="meta">{say.previewLead}</p>
      </div>
      <div role="status" className="stack tight">
        {preview === null ? null : (
          <>
            {isCounting ? (
              <progress
                className="wide"
                max={Math.max(preview.people, 1)}
                value={preview.asked}
                aria-label={say.preview}
              />
            ) : null}
            <p className="meta">{say.asked(preview.asked, preview.people)}</p>
            <p>
              <b>{say.wouldGet(preview.wouldGet)}</b>
            </p>
          </>
        )}
      </div>
      {preview === null || isCounting ? null : <Excluded excluded={preview.excluded} />}
      <ActButton
        label={preview === null ? say.begin : say.again}
        isDisabled={isCounting}
        act={() => ask("previewCampaign", { path: { id } })}
      />
    </section>
  );
}

function Excluded({ excluded }: { readonly excluded: NonNullable<Campaign["preview"]>["excluded"] }) {
  const { words } = useVisit();
  const say = words.campaigns;
  if (excluded.length === 0) return <p className="meta">{say.noneExcluded}</p>;
  const codes: Readonly<Record<string, string>> = say.codes;
  return (
    <table className="records">
      <caption>{say.excluded}</caption>
      <TableHead headings={[say.reason, say.clause, say.people]} />
      <tbody>
        {excluded.map(({ clause, code, people }) => (
          <tr key={`${clause} ${code}`}>
            <th scope="row">{Object.hasOwn(codes, code) ? codes[code] : code}</th>
            <td data-label={say.clause}>{clause === null ? say.audience : <ClauseChip id={clause} />}</td>
            <td data-label={say.people}>{people}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Start(campaign: Campaign) {
  const { words } = useVisit();
  const client = useQueryClient();
  const { id, state, gathered, beyond } = campaign;
  const start = useMutation({
    mutationFn: () => ask("startCampaign", { path: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: reading("campaign", { id }).queryKey }),
  });
  const say = words.campaigns;
  return (
    <section className="card stack" aria-labelledby="start">
      <div>
        <h2 id="start">{say.start}</h2>
        <p className="meta">{say.startLead}</p>
      </div>
      {state === "draft" ? (
        <ConfirmButton
          label={say.start}
          title={say.startTitle}
          text={say.startText}
          act={say.startDo}
          isPending={start.isPending}
          error={start.error}
          onConfirm={(done) => start.mutate(undefined, { onSuccess: done })}
        />
      ) : (
        <div role="status">
          <p>{say.gathered(gathered)}</p>
          {beyond === 0 ? null : <p>{say.beyond(beyond)}</p>}
        </div>
      )}
    </section>
  );
}

function Text({ subject, body }: Campaign) {
  const { words, language } = useVisit();
  const say = words.campaigns;
  return (
    <section className="card stack" aria-labelledby="text">
      <div>
        <h2 id="text">{say.text}</h2>
        <p className="meta">{say.labelled}</p>
      </div>
      {Object.keys(subject).map((tag) => (
        <div key={tag} lang={tag} className="stack tight">
          <h3>{subject[tag]}</h3>
          <p className="meta" lang={language}>
            {nameOfLanguage(tag, words)}
          </p>
          <p className="as-read">{body[tag]}</p>
        </div>
      ))}
    </section>
  );
}

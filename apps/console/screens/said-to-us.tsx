import { OBJECTION_DOORS } from "@avow/contract";
import { useQuery } from "@tanstack/react-query";
import { ActButton, ActForm } from "../act-form.tsx";
import { ask, type PersonView, reading } from "../api.ts";
import { Answer } from "../elements.tsx";
import { SelectField } from "../fields.tsx";
import { marketingTerms } from "../marketing-terms.ts";
import { useVisit } from "../visit.tsx";
import { asHeading, formatInstant, inLanguage } from "../words.ts";

/** On a person's page: objections they made to staff, and that they are under age. */
export function SaidToUs({ person }: Pick<PersonView, "person">) {
  const { words, language } = useVisit();
  const terms = useQuery(marketingTerms);
  const say = words.saidToUs;
  return (
    <section className="card stack" aria-labelledby="said">
      <div>
        <h2 id="said">{say.title}</h2>
        <p className="meta">{say.lead}</p>
      </div>
      <Answer query={terms}>
        {({ purposes }) =>
          purposes.length === 0 ? (
            <p className="meta">{say.none}</p>
          ) : (
            <ActForm
              act={say.do}
              done={say.done}
              prefix="said."
              send={(values) =>
                ask("objectionHeard", {
                  path: { person },
                  body: {
                    purpose: values["said.purpose"] ?? "",
                    how: OBJECTION_DOORS.find((door) => door === values["said.how"]) ?? "telephone",
                  },
                })
              }
            >
              {(errors) => (
                <>
                  <SelectField
                    name="said.purpose"
                    label={say.purpose}
                    options={purposes.map(({ id, title }) => ({
                      value: id,
                      label: asHeading(inLanguage(title, language)),
                    }))}
                    errors={errors}
                  />
                  <SelectField
                    name="said.how"
                    label={say.how}
                    options={OBJECTION_DOORS.map((door) => ({ value: door, label: say.ways[door] }))}
                    errors={errors}
                  />
                </>
              )}
            </ActForm>
          )
        }
      </Answer>
      <MinorMark person={person} />
    </section>
  );
}

function MinorMark({ person }: Pick<PersonView, "person">) {
  const { words, language } = useVisit();
  const minor = useQuery(reading("minor", { person }));
  const say = words.saidToUs;
  return (
    <div className="stack tight">
      <h3>{say.minor}</h3>
      <p className="meta">{say.minorLead}</p>
      <Answer query={minor}>
        {(known) => (
          <>
            <p role="status">
              {known.since === null ? say.isNoMinor : say.isMinor(formatInstant(known.since, language))}
            </p>
            <ActButton
              label={known.minor ? say.unmark : say.mark}
              act={() => ask("markMinor", { path: { person }, body: { minor: !known.minor } })}
            />
          </>
        )}
      </Answer>
    </div>
  );
}

import type { BodyOf, ProblemDetails } from "@avow/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, reading, ServiceProblem } from "../api.ts";
import { Answer, Notice, Trouble } from "../elements.tsx";
import {
  ErrorCount,
  type FieldErrors,
  readForm,
  SelectField,
  TextField,
  useFieldErrors,
} from "../fields.tsx";
import { useVisit } from "../visit.tsx";
import { TAGS, type Words } from "../words.ts";

type Body = BodyOf<"propose">;
type Source = Body["source"];

/** A form that has a version checked and proposed. Where it is unsound, every error is listed and nothing was proposed. */
export function Propose() {
  const { words, go } = useVisit();
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const propose = useMutation({
    mutationFn: (body: Body) => ask("propose", { body }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: reading("proposals").queryKey });
      go({ name: "proposal", id });
    },
    gcTime: 0,
  });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    propose.reset();
    const made = await makeBody(form, words);
    if (!show(form, made.errors) && made.body !== null) propose.mutate(made.body);
  };
  return (
    <section className="card stack" aria-labelledby="propose">
      <div>
        <h2 id="propose">{words.propose.title}</h2>
        <p className="meta">{words.propose.lead}</p>
      </div>
      <FolderNote />
      <form className="stack" onSubmit={submit} noValidate>
        <ErrorCount errors={errors} />
        <ProposalFields errors={errors} />
        <p>
          <button type="submit" className="button primary" disabled={propose.isPending}>
            {propose.isPending ? words.propose.doing : words.propose.do}
          </button>
        </p>
        <div role="alert">{propose.error === null ? null : <NotProposed error={propose.error} />}</div>
      </form>
    </section>
  );
}

/** Whether the folder holds anything new. */
function FolderNote() {
  const { words } = useVisit();
  const folder = useQuery(reading("policyFolder"));
  const { folderUnread, folderDiffers, folderSame } = words.propose;
  return (
    <Answer query={folder}>
      {({ version, differs }) => (
        <p role="status">
          {version === null ? folderUnread : differs ? folderDiffers(version.slice(0, 12)) : folderSame}
        </p>
      )}
    </Answer>
  );
}

function ProposalFields({ errors }: { readonly errors: FieldErrors }) {
  const { words, language } = useVisit();
  const { source, folder, file, fileLabel, fileHelp, when, asSaid, later, at, atHelp } = words.propose;
  const [isFile, setFile] = useState(false);
  const [isLater, setLater] = useState(false);
  const zone = new Intl.DateTimeFormat(TAGS[language]).resolvedOptions().timeZone;
  return (
    <>
      <div className="pair">
        <SelectField
          name="source"
          label={source}
          errors={errors}
          onChange={(value) => setFile(value === "file")}
          options={[
            { value: "folder", label: folder },
            { value: "file", label: file },
          ]}
        />
        {isFile ? (
          <TextField
            name="file"
            type="file"
            accept="application/json,.json"
            label={fileLabel}
            help={fileHelp}
            errors={errors}
          />
        ) : null}
      </div>
      <div className="pair">
        <SelectField
          name="when"
          label={when}
          errors={errors}
          onChange={(value) => setLater(value === "later")}
          options={[
            { value: "said", label: asSaid },
            { value: "later", label: later },
          ]}
        />
        {isLater ? (
          <TextField name="at" type="datetime-local" label={at} help={atHelp(zone)} errors={errors} />
        ) : null}
      </div>
    </>
  );
}

/** What a filled-in form proposes, or what is wrong with it. */
async function makeBody(
  form: HTMLFormElement,
  words: Words,
): Promise<{ readonly body: Body | null; readonly errors: FieldErrors }> {
  const { source: from, when, at = "" } = readForm(form);
  const file = new FormData(form).get("file");
  const source = from === "file" && file instanceof File ? parseSource(await file.text()) : null;
  const isTimed = when === "later";
  const errors: FieldErrors = {
    ...(from === "file" && source === null ? { file: words.propose.fileBad } : {}),
    ...(isTimed && !(Date.parse(at) > Date.now()) ? { at: words.propose.atWrong } : {}),
  };
  if (Object.keys(errors).length > 0) return { body: null, errors };
  return { body: { source, ...(isTimed ? { effectiveAt: new Date(at).toISOString() } : {}) }, errors };
}

/** The policy in a file as `avow build` writes it, or `null`. What is in it, the service checks. */
export function parseSource(text: string): Source {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || !("model" in parsed) || !("words" in parsed))
    return null;
  const { model, words } = parsed;
  const properties = "properties" in parsed ? parsed.properties : null;
  if (properties !== null && typeof properties !== "string") return null;
  if (typeof words !== "object" || words === null || Array.isArray(words)) return null;
  const entries = Object.entries(words).flatMap(([language, said]) =>
    typeof said === "string" ? [[language, said] as const] : [],
  );
  if (entries.length !== Object.keys(words).length) return null;
  return { model, words: Object.fromEntries(entries), properties };
}

function NotProposed({ error }: { readonly error: unknown }) {
  if (!(error instanceof ServiceProblem) || error.problem.code !== "policy-unsound")
    return <Trouble error={error} />;
  return <Unsound problem={error.problem} />;
}

/** Every error that keeps a policy from being proposed, where it stands. */
export function Unsound({ problem }: { readonly problem: ProblemDetails }) {
  const { words } = useVisit();
  const errors = problem.errors ?? [];
  return (
    <Notice tone="refusal" title={words.propose.unsound} className="loud">
      <p>{words.propose.unsoundText(errors.length)}</p>
      <ul className="entries findings">
        {errors.map(({ at, message }) => (
          <li key={`${at} ${message}`}>
            <p lang="en">{message}</p>
            <p className="meta">
              <code>{at}</code>
            </p>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

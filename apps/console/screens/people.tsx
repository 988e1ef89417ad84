import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, ServiceProblem } from "../api.ts";
import { Notice, Page, Trouble } from "../elements.tsx";
import { ErrorCount, findErrors, isEmail, readForm, TextField, useFieldErrors } from "../fields.tsx";
import { useVisit } from "../visit.tsx";

/** The field a shortcut leads to. */
export const FIND_FIELD = "find";

/** Finds one person. The address travels in the body and is in no address bar, history or log. */
export function People() {
  const { words, go } = useVisit();
  const [errors, show] = useFieldErrors();
  const find = useMutation({
    mutationFn: (email: string) => ask("findPerson", { body: { email } }),
    onSuccess: ({ person }) => go({ name: "person", id: person }),
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = readForm(event.currentTarget);
    const found = findErrors(values, { [FIND_FIELD]: isEmail }, words);
    find.reset();
    if (!show(event.currentTarget, found)) find.mutate((values[FIND_FIELD] ?? "").trim());
  };
  return (
    <Page title={words.people.title} lead={words.people.lead}>
      <div>
        <form className="card stack narrow" onSubmit={submit} noValidate>
          <ErrorCount errors={errors} />
          <TextField
            name={FIND_FIELD}
            type="email"
            label={words.people.email}
            help={words.people.help}
            errors={errors}
          />
          <p>
            <button type="submit" className="button primary" disabled={find.isPending}>
              {words.people.find}
            </button>
          </p>
        </form>
        <div className="result narrow" role="status">
          {find.error === null ? null : isNobody(find.error) ? (
            <Notice tone="caution" title={words.people.nobody} />
          ) : (
            <Trouble error={find.error} />
          )}
        </div>
      </div>
    </Page>
  );
}

function isNobody(error: unknown): boolean {
  return error instanceof ServiceProblem && error.problem.code === "not-found";
}

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, ServiceProblem } from "../api.ts";
import { Notice, Page, Trouble } from "../elements.tsx";
import {
  atMost,
  ErrorCount,
  errorsOf,
  findErrors,
  isEmail,
  newPassword,
  readForm,
  TextField,
  useFieldErrors,
} from "../fields.tsx";
import { Link, useVisit } from "../visit.tsx";

const RULES = { name: atMost(120), email: isEmail, password: newPassword };

/** What a link of the one kind and the other is for. */
const KINDS = { first: "firstOperator", join: "joinOperators" } as const;

/**
 * Makes an operator: the first one, or one who was invited. The link's token stands after `#`, which a browser sends to
 * nobody.
 */
export function First({ kind, onMade }: { readonly kind: keyof typeof KINDS; readonly onMade: () => void }) {
  const { words, place, go } = useVisit();
  const [token] = useState(place);
  const [errors, show] = useFieldErrors();
  const make = useMutation({
    mutationFn: (body: { readonly name: string; readonly email: string; readonly password: string }) =>
      ask(KINDS[kind], { body: { token, ...body } }),
    onSuccess: () => {
      onMade();
      go({ name: "log-in" });
    },
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    make.reset();
    if (show(form, findErrors(values, RULES, words))) return;
    const { name = "", email = "", password = "" } = values;
    make.mutate(
      { name: name.trim(), email: email.trim(), password },
      {
        onError: (error) => {
          if (error instanceof ServiceProblem) show(form, errorsOf(error.problem, Object.keys(RULES), words));
        },
      },
    );
  };
  const isBadLink = token === "" || isTokenUnknown(make.error);
  return (
    <Page title={words[kind].title} lead={words[kind].lead}>
      <div className="stack narrow">
        <div role="alert">{isBadLink ? <BadLink kind={kind} /> : null}</div>
        {token === "" ? null : (
          <form className="card stack" onSubmit={submit} noValidate>
            <ErrorCount errors={errors} />
            <TextField name="name" autoComplete="name" label={words.first.name} errors={errors} />
            <TextField
              name="email"
              type="email"
              autoComplete="username"
              label={words.logIn.email}
              errors={errors}
            />
            <TextField
              name="password"
              type="password"
              autoComplete="new-password"
              label={words.logIn.password}
              help={words.logIn.passwordHelp}
              errors={errors}
            />
            <p>
              <button type="submit" className="button primary" disabled={make.isPending}>
                {words[kind].do}
              </button>
            </p>
            <div role="alert">{make.error === null || isBadLink ? null : <Trouble error={make.error} />}</div>
          </form>
        )}
      </div>
    </Page>
  );
}

function BadLink({ kind }: { readonly kind: keyof typeof KINDS }) {
  const { words } = useVisit();
  return (
    <Notice tone="refusal" title={words[kind].badLink}>
      <p>{words[kind].badLinkText}</p>
      <p>
        <Link to={{ name: "log-in" }}>{words.first.toLogIn}</Link>
      </p>
    </Notice>
  );
}

function isTokenUnknown(error: unknown): boolean {
  return error instanceof ServiceProblem && error.problem.code === "token-unknown";
}

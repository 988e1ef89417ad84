import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { forget, logIn, session } from "../api.ts";
import { Notice, Page, Trouble } from "../elements.tsx";
import { ErrorCount, filled, findErrors, isEmail, readForm, TextField, useFieldErrors } from "../fields.tsx";
import { useVisit } from "../visit.tsx";

/** Why the log-in is shown, where it was not simply asked for. */
export type LogInReason = "made" | "ended" | "loggedOut";

/** The log-in. It stands at whatever address was asked for, so that one goes on where one was. */
export function LogIn({
  reason,
  onEntered,
}: {
  readonly reason: LogInReason | null;
  readonly onEntered: () => void;
}) {
  const { words, screen, go } = useVisit();
  const [errors, show] = useFieldErrors();
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: async (credentials: { readonly email: string; readonly password: string }) => {
      await logIn(credentials);
      forget(client);
      onEntered();
      go(screen.name === "log-in" || screen.name === "first" ? { name: "today" } : screen);
      await client.refetchQueries({ queryKey: session.queryKey }, { throwOnError: true });
    },
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = readForm(event.currentTarget);
    const found = findErrors(values, { email: isEmail, password: filled }, words);
    enter.reset();
    const { email = "", password = "" } = values;
    if (!show(event.currentTarget, found)) enter.mutate({ email: email.trim(), password });
  };
  return (
    <Page title={words.logIn.title} lead={words.logIn.lead}>
      <div className="stack narrow">
        <div role="status">
          {reason === null ? null : (
            <Notice tone={reason === "made" ? "permit" : "caution"} title={words.logIn[reason]} />
          )}
        </div>
        <form className="card stack" onSubmit={submit} noValidate>
          <ErrorCount errors={errors} />
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
            autoComplete="current-password"
            label={words.logIn.password}
            errors={errors}
          />
          <p>
            <button type="submit" className="button primary" disabled={enter.isPending}>
              {words.logIn.do}
            </button>
          </p>
          <div role="alert">{enter.error === null ? null : <Trouble error={enter.error} />}</div>
        </form>
      </div>
    </Page>
  );
}

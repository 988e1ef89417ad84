import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ServiceProblem } from "./api.ts";
import { Trouble } from "./elements.tsx";
import {
  ErrorCount,
  errorsOf,
  type FieldErrors,
  findErrors,
  type Rule,
  readForm,
  useFieldErrors,
} from "./fields.tsx";
import { useVisit } from "./visit.tsx";

/** What a form holds, as text, by name. */
export type Values = Readonly<Record<string, string>>;

/**
 * A form that does one thing: it says what is wrong at each field, before and after asking, and that it was done. What is read
 * from the service is asked for again then, unless `keeps` says that nothing there has changed.
 */
export function ActForm(p: {
  readonly act: string;
  readonly send: (values: Values) => Promise<unknown>;
  readonly rules?: Readonly<Record<string, Rule>>;
  readonly children: (errors: FieldErrors) => ReactNode;
  /** What it says when it was done; nothing unless given, for then the page shows it. */
  readonly done?: string;
  readonly isMain?: true;
  readonly keeps?: true;
  /** What the names of its fields begin with, where two forms of a kind stand on one page. */
  readonly prefix?: string;
  /** Begins anew, empty, once it was done. */
  readonly empties?: true;
}) {
  const { words } = useVisit();
  const client = useQueryClient();
  const [errors, show] = useFieldErrors();
  const [taken, setTaken] = useState(0);
  const act = useMutation({
    mutationFn: p.send,
    onSettled: () => (p.keeps ? undefined : refresh(client)),
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = readForm(form);
    act.reset();
    if (show(form, findErrors(values, p.rules ?? {}, words))) return;
    act.mutate(values, {
      onSuccess: () => {
        if (p.empties) setTaken(taken + 1);
      },
      onError: (error) => {
        const { prefix = "" } = p;
        const names = [...form.elements].map(({ id }) => id.slice(prefix.length));
        if (!(error instanceof ServiceProblem)) return;
        const found = Object.entries(errorsOf(error.problem, names, words));
        show(form, Object.fromEntries(found.map(([name, said]) => [`${prefix}${name}`, said])));
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate key={taken}>
      <ErrorCount errors={errors} />
      {p.children(errors)}
      <p>
        <button type="submit" className={`button ${p.isMain ? "primary" : ""}`} disabled={act.isPending}>
          {p.act}
        </button>
      </p>
      <div role="alert">{act.error === null ? null : <Trouble error={act.error} />}</div>
      <p role="status">{act.isSuccess && p.done !== undefined ? p.done : ""}</p>
    </form>
  );
}

/** Has everything that is shown asked for again, but not what leaves evidence with a person when it is read. */
export function refresh(client: ReturnType<typeof useQueryClient>): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ observers }) =>
      observers.every(({ options }) => options.staleTime !== Number.POSITIVE_INFINITY),
  });
}

/** A button that does one thing at once. */
export function ActButton(p: {
  readonly label: string;
  readonly act: () => Promise<unknown>;
  readonly isMain?: true;
  readonly isDisabled?: boolean;
}) {
  const client = useQueryClient();
  const act = useMutation({ mutationFn: p.act, onSettled: () => refresh(client) });
  return (
    <>
      <button
        type="button"
        className={`button ${p.isMain ? "primary" : ""}`}
        disabled={act.isPending || p.isDisabled === true}
        onClick={() => act.mutate()}
      >
        {p.label}
      </button>
      <div role="alert">{act.error === null ? null : <Trouble error={act.error} />}</div>
    </>
  );
}

/** Boxes to tick under one question; each is called `<name>.<value>`. */
export function CheckGroup(p: {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen?: readonly string[];
  readonly error?: string | undefined;
}) {
  return (
    <fieldset className="checks" id={p.name} tabIndex={-1}>
      <legend>{p.legend}</legend>
      {p.error === undefined ? null : <p className="error">{p.error}</p>}
      {p.options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="checkbox"
            name={`${p.name}.${value}`}
            defaultChecked={p.chosen?.includes(value) ?? false}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** What was ticked in a {@link CheckGroup}. */
export function ticked(values: Values, name: string): string[] {
  return Object.keys(values)
    .filter((key) => key.startsWith(`${name}.`))
    .map((key) => key.slice(name.length + 1));
}

/** The texts of a form whose fields are called `<name>.<language>`. */
export function textsOf(values: Values, name: string): Record<string, string> {
  return Object.fromEntries(
    ticked(values, name).map((language) => [language, values[`${name}.${language}`] ?? ""]),
  );
}

/** What a field for a time holds, as an instant; `undefined` where it is empty. */
export function instantOf(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : new Date(value).toISOString();
}

/** An instant as a field for a time takes it: in the operator's own time zone, to the minute. */
export function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

import type { ProblemDetails } from "@avow/contract";
import { type ReactNode, useState } from "react";
import { useVisit } from "./visit.tsx";
import type { Words } from "./words.ts";

/** What is wrong with a form, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

interface FieldLook {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly errors: FieldErrors;
}

/** A label, a control, its help and its error, tied together. The control's id is its name. */
function FieldFrame(p: FieldLook & { readonly children: ReactNode }) {
  const error = p.errors[p.name];
  return (
    <div className="field">
      <label htmlFor={p.name}>{p.label}</label>
      {p.help === undefined ? null : (
        <span className="help" id={`${p.name}-help`}>
          {p.help}
        </span>
      )}
      {error === undefined ? null : (
        <span className="error" id={`${p.name}-error`}>
          {error}
        </span>
      )}
      {p.children}
    </div>
  );
}

/** What ties a control to its label, help and error. */
function tied({ name, help, errors }: FieldLook) {
  const told = [help === undefined ? "" : `${name}-help`, errors[name] === undefined ? "" : `${name}-error`];
  return {
    id: name,
    name,
    "aria-describedby": told.filter((id) => id !== "").join(" ") || undefined,
    "aria-invalid": errors[name] === undefined ? undefined : true,
  };
}

export function TextField(
  p: FieldLook & {
    readonly type?: "text" | "email" | "password" | "date" | "datetime-local" | "file";
    readonly autoComplete?: string;
    readonly lang?: string | undefined;
    readonly accept?: string;
    readonly defaultValue?: string | undefined;
  },
) {
  return (
    <FieldFrame {...p}>
      <input
        {...tied(p)}
        type={p.type ?? "text"}
        autoComplete={p.autoComplete ?? "off"}
        lang={p.lang}
        accept={p.accept}
        defaultValue={p.defaultValue}
      />
    </FieldFrame>
  );
}

export function AreaField(
  p: FieldLook & {
    readonly lang?: string | undefined;
    readonly defaultValue?: string | undefined;
    readonly rows?: number;
  },
) {
  return (
    <FieldFrame {...p}>
      <textarea {...tied(p)} rows={p.rows ?? 6} lang={p.lang} defaultValue={p.defaultValue} />
    </FieldFrame>
  );
}

export function SelectField(
  p: FieldLook & {
    readonly options: readonly { readonly value: string; readonly label: string }[];
    readonly onChange?: (value: string) => void;
    readonly defaultValue?: string | undefined;
  },
) {
  return (
    <FieldFrame {...p}>
      <select
        {...tied(p)}
        defaultValue={p.defaultValue}
        onChange={(event) => p.onChange?.(event.currentTarget.value)}
      >
        {p.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** Says how many fields are wrong, as soon as some are. */
export function ErrorCount({ errors }: { readonly errors: FieldErrors }) {
  const { words } = useVisit();
  const count = Object.keys(errors).length;
  return (
    <p className="visually-hidden" role="alert">
      {count === 0 ? "" : words.fields.check(count)}
    </p>
  );
}

/** What a form holds, as text, by name. */
export function readForm(form: HTMLFormElement): Readonly<Record<string, string>> {
  const entries = [...new FormData(form)].map(([name, value]) => [
    name,
    typeof value === "string" ? value : "",
  ]);
  return Object.fromEntries(entries);
}

/** Shows what is wrong with a form and brings the reader to its first wrong field; `false` when nothing is. */
export type ShowErrors = (form: HTMLFormElement, found: FieldErrors) => boolean;

/** What is wrong with a form, and how to show it. */
export function useFieldErrors(): readonly [FieldErrors, ShowErrors] {
  const [errors, setErrors] = useState<FieldErrors>({});
  const show: ShowErrors = (form, found) => {
    setErrors(found);
    const wrong = [...form.elements].find((element) => Object.hasOwn(found, element.id));
    if (wrong instanceof HTMLElement) wrong.focus();
    return Object.keys(found).length > 0;
  };
  return [errors, show];
}

/** What a value must be; `null` when it is, else what to tell. */
export type Rule = (value: string, words: Words) => string | null;

export const filled: Rule = (value, words) => (value.trim() === "" ? words.fields.required : null);

export const isEmail: Rule = (value, words) =>
  filled(value, words) ?? (/^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : words.fields.email);

export const newPassword: Rule = (value, words) =>
  filled(value, words) ?? (value.length < 12 ? words.fields.passwordShort : atMost(256)(value, words));

/** Filled, with at most `limit` characters. */
export function atMost(limit: number): Rule {
  return (value, words) =>
    filled(value, words) ?? (value.trim().length > limit ? words.fields.tooLong(limit) : null);
}

/** What is wrong with `values`, by rule; empty when nothing is. */
export function findErrors(
  values: Readonly<Record<string, string>>,
  rules: Readonly<Record<string, Rule>>,
  words: Words,
): FieldErrors {
  const errors = Object.entries(rules).flatMap(([name, rule]) => {
    const error = rule(values[name] ?? "", words);
    return error === null ? [] : [[name, error]];
  });
  return Object.fromEntries(errors);
}

/** The fields a problem points at (`/subject/en` is `subject.en`); what is wrong there, the operator's own language says. */
export function errorsOf(
  problem: Pick<ProblemDetails, "errors">,
  names: readonly string[],
  words: Words,
): FieldErrors {
  const pointed = (problem.errors ?? []).map(({ at }) => at.slice(1).replaceAll("/", "."));
  const known = pointed.filter((name) => names.includes(name));
  return Object.fromEntries(known.map((name) => [name, words.fields.rejected]));
}

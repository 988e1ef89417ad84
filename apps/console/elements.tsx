import type { ProblemDetails } from "@avow/contract";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { ServiceProblem } from "./api.ts";
import { focusArrival, Link, useVisit } from "./visit.tsx";
import { describeProblem, formatInstant, inLanguage } from "./words.ts";

/** One page: its heading, which takes the focus when it was moved to, unless to a place on it; and what follows. */
export function Page(p: { readonly title: string; readonly lead?: string; readonly children?: ReactNode }) {
  const { words, moved, place } = useVisit();
  const hasPlace = place !== "";
  useEffect(() => {
    document.title = `${p.title} – ${words.console}`;
  }, [p.title, words]);
  useEffect(() => {
    if (moved.current && !hasPlace) focusArrival();
  }, [moved, hasPlace]);
  return (
    <div className="wrap wide stack loose">
      <div className="stack tight">
        <h1 id="heading" tabIndex={-1}>
          {p.title}
        </h1>
        {p.lead === undefined ? null : <p className="lead">{p.lead}</p>}
      </div>
      {p.children}
    </div>
  );
}

/** A clause's number, leading to its words. */
export function ClauseChip({ id }: { readonly id: string }) {
  const { words } = useVisit();
  return (
    <Link to={{ name: "policy" }} place={id} className="clause">
      {words.clause(id)}
    </Link>
  );
}

/** A state in its colour, its mark and its word. */
export function Badge({ state, children }: { readonly state: string; readonly children: ReactNode }) {
  return (
    <span className="badge" data-state={state}>
      {children}
    </span>
  );
}

export function Time({ at }: { readonly at: string }) {
  const { language } = useVisit();
  return <time dateTime={at}>{formatInstant(at, language)}</time>;
}

const SHAPES = {
  permit: "m7.5 12.5 3 3 6-7",
  caution: "M12 6.5v7M12 17v.1",
  refusal: "m8.5 8.5 7 7m0-7-7 7",
} as const;

/** A table's column headings, of which no two are the same. */
export function TableHead({ headings }: { readonly headings: readonly string[] }) {
  return (
    <thead>
      <tr>
        {headings.map((heading) => (
          <th key={heading} scope="col">
            {heading}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A coloured box with an icon, a heading and what follows. */
export function Notice(p: {
  readonly tone: keyof typeof SHAPES;
  readonly title: string;
  readonly className?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={`notice ${p.tone} ${p.className ?? ""}`} ref={bringIntoView}>
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="10" />
        <path d={SHAPES[p.tone]} />
      </svg>
      <h2>{p.title}</h2>
      {p.children === undefined ? null : <div className="stack tight">{p.children}</div>}
    </div>
  );
}

/** What has just appeared is seen, wherever the page stands. */
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** A query's answer, or that it is on its way, or why there is none and a button to ask again. */
export function Answer<T>(p: {
  readonly query: UseQueryResult<T>;
  readonly children: (answer: T) => ReactNode;
}) {
  const { words } = useVisit();
  const { data, error, refetch } = p.query;
  if (error !== null) {
    return (
      <>
        <div role="alert">
          <Trouble error={error}>
            <button type="button" className="button small" onClick={() => refetch()}>
              {words.retry}
            </button>
          </Trouble>
        </div>
        {data === undefined ? null : p.children(data)}
      </>
    );
  }
  if (data === undefined) {
    return (
      <p className="loading" role="status">
        {words.loading}
      </p>
    );
  }
  return <>{p.children(data)}</>;
}

/** Why something did not work, in the operator's language. */
export function Trouble({ error, children }: { readonly error: unknown; readonly children?: ReactNode }) {
  const { words } = useVisit();
  if (error instanceof ServiceProblem)
    return <ProblemNotice problem={error.problem}>{children}</ProblemNotice>;
  return (
    <Notice tone="refusal" title={words.trouble.unreachable}>
      <p>{words.trouble.unreachableText}</p>
      {children === undefined ? null : <p>{children}</p>}
    </Notice>
  );
}

function ProblemNotice(p: { readonly problem: ProblemDetails; readonly children?: ReactNode }) {
  const { words, language } = useVisit();
  const { code, clause, status } = p.problem;
  return (
    <Notice tone="refusal" title={words.trouble.title}>
      <p>{describeProblem(p.problem, language)}</p>
      <p className="row meta">
        {clause === undefined ? null : <ClauseChip id={clause} />}
        {status < 500 ? null : (
          <span>
            {words.trouble.code} <code>{code}</code>
          </span>
        )}
      </p>
      {p.children === undefined ? null : <p>{p.children}</p>}
    </Notice>
  );
}

/** Text of the policy in the operator's language. */
export function PolicyText({ text }: { readonly text: Readonly<Record<string, string>> }) {
  const { language } = useVisit();
  return <>{inLanguage(text, language)}</>;
}

import type {
  Action,
  AnyModel,
  ClauseId,
  ClauseStatus,
  Condition,
  Formerly,
  Notices,
  Text,
} from "./model.ts";

/** A condition with the promise it keeps, and the legal rule that demands it when the policy alone would not. */
export interface BoundCondition {
  readonly condition: Condition;
  readonly clause: ClauseId;
  readonly source: string | null;
}

/** One permission, with everything folded in that the policy's other parts and the law add to it. */
export interface Rule {
  readonly clause: ClauseId;
  readonly action: Action;
  readonly purpose: string;
  readonly data: readonly string[];
  readonly by: readonly string[];
  readonly form: string | null;
  readonly channel: readonly string[] | null;
  readonly recipient: readonly string[] | null;
  readonly key: string | null;
  /** All must hold; the first that does not gives the refusal. */
  readonly when: readonly BoundCondition[];
}

/** A clause as published: its words in each language as CommonMark, facts already filled in. */
export interface Clause {
  readonly id: ClauseId;
  readonly section: string;
  readonly status: ClauseStatus;
  /** Elements of the model and parts of the software that stand behind it, for example `form registration`. */
  readonly mechanisms: readonly string[];
  readonly words: Text;
}

/** A heading of the published text, with the unnumbered prose that follows it. */
export interface Section {
  /** `1`, `2`, `2.1`; empty for the preamble. */
  readonly id: string;
  readonly level: number;
  readonly title: Text;
  readonly prose: Text;
}

/** Legal rule the build has applied. */
export interface AppliedLaw {
  readonly id: string;
  readonly instrument: string;
  readonly article: string;
  readonly effective: string;
  /** `read` operative text read, `secondary` confirmed by another source, `unchecked`. */
  readonly verified: "read" | "secondary" | "unchecked";
  readonly duty: Text;
}

/**
 * A policy as everything else knows it: what was declared, the rules that follow, and the published words.
 * Its identity is the SHA-256 of its canonical JSON (RFC 8785), in lower-case hexadecimal.
 */
export interface Bundle {
  readonly format: "avow-bundle/1";
  readonly id: string;
  readonly title: Text;
  readonly languages: readonly string[];
  readonly effective: string;
  readonly controller: AnyModel["controller"] | null;
  readonly law: AnyModel["law"] & { readonly applied: readonly AppliedLaw[] };
  readonly roles: AnyModel["roles"];
  readonly channels: AnyModel["channels"];
  readonly recipients: AnyModel["recipients"];
  readonly data: AnyModel["data"];
  readonly purposes: AnyModel["purposes"];
  /** Absent where the policy knows no kinds of products. */
  readonly products?: NonNullable<AnyModel["products"]>;
  readonly forms: AnyModel["forms"];
  readonly storage: AnyModel["storage"];
  /** Absent where the policy lets pages reach no other host. */
  readonly hosts?: NonNullable<AnyModel["hosts"]>;
  readonly notices: Notices;
  readonly formerly: Formerly;
  readonly rules: readonly Rule[];
  readonly sections: readonly Section[];
  readonly clauses: readonly Clause[];
}

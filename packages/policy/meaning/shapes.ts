import type { BoundCondition } from "../bundle.ts";
import type { Action, ClauseId, Text } from "../model.ts";

/**
 * Where operations that differ in their data and their facts alone meet: one point of the model's space. `object` is the
 * form, channel, recipient or key that the action takes, and `null` for an action that takes none.
 */
export interface Point {
  readonly action: Action;
  readonly by: string;
  readonly purpose: string;
  readonly object: string | null;
}

/** A way to be permitted at a point: any part of `data` together, when all of `when` holds. */
export interface Way {
  /** `category.field`, sorted. */
  readonly data: readonly string[];
  /** In canonical order, none twice. */
  readonly when: readonly BoundCondition[];
  readonly clause: ClauseId;
}

/** All that a policy permits at a point: no way is contained in another. Empty means nothing is permitted. */
export interface Permission {
  readonly point: Point;
  readonly ways: readonly Way[];
}

/**
 * One thing that has changed in meaning, at every one of `points`, in words for people. An operation is part of it when the
 * conditions it is permitted under went from those of `before` to those of `after`, and it takes one of `data`; or, where
 * the change is one of what is taken `together`, when all it takes is among `data`.
 */
export interface MeaningChange {
  /** `terms`: permitted before and after, and not under the same conditions. */
  readonly kind: "permitted" | "no-longer-permitted" | "terms";
  /** Whether more is possible than before, less, or each in part; part only occurs for `terms`. */
  readonly direction: "wider" | "narrower" | "both";
  /** Every combination of the roles, purposes and objects that occur, in today's names. */
  readonly points: readonly Point[];
  /** Empty for what is stored without data. */
  readonly data: readonly string[];
  /** Each field alone has not changed like this: it is having them in one operation. */
  readonly together: boolean;
  /** The alternatives, none containing another; none where nothing was permitted. `before` cites clauses by the numbers they had. */
  readonly before: readonly Way[];
  readonly after: readonly Way[];
  /** One sentence in each language of the newer policy. */
  readonly sentence: Text;
}

/** A stretch of words that stayed, went or came. */
export interface WordChange {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** A clause whose published words differ. `before` or `after` is `null` where the clause did not exist. */
export interface ClauseChange {
  readonly before: ClauseId | null;
  readonly after: ClauseId | null;
  /** By language. */
  readonly words: Readonly<Record<string, readonly WordChange[]>>;
}

/** Who must hear of a change, or be asked again, before it holds for them. */
export interface Consequence {
  /** `asked`: what they consented to is wider now, and until they answer the old limits hold. */
  readonly kind: "told" | "asked";
  /** Whom it concerns: all, those who consented to `purpose`, or those of whom `category` is held. */
  readonly who:
    | { readonly kind: "everyone" }
    | { readonly kind: "consented"; readonly purpose: string }
    | { readonly kind: "held"; readonly category: string };
  readonly sentence: Text;
}

/** What the step from one policy to another means. */
export interface PolicyDifference {
  /** SHA-256 of either bundle, hexadecimal. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly MeaningChange[];
  /** Parts whose clause, title, retention, life or asking words changed, without a change in what is permitted. */
  readonly notes: readonly { readonly part: string; readonly sentence: Text }[];
  readonly clauses: readonly ClauseChange[];
  readonly consequences: readonly Consequence[];
}

/** An answer to a question about all that a policy can ever permit. */
export interface Answer {
  /** The question as it was understood, in each language. */
  readonly question: Text;
  readonly findings: readonly {
    /** Every combination of the roles, purposes and objects that occur. */
    readonly points: readonly Point[];
    readonly way: Way;
    readonly sentence: Text;
  }[];
  /** What it comes to, in one sentence, in each language; says so when nothing is permitted. */
  readonly summary: Text;
}

import type { Text } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { AnnouncementTables } from "./tables.ts";

export type SubjectKind = AnnouncementTables["announcement"]["subject_kind"];

/** How the people stand whom an announcement would be made for: counts, of the moment they were asked for. */
export interface Standing {
  /** Whom it concerns. */
  readonly people: number;
  /** Whom a channel has reached. */
  readonly told: number;
  /**
   * Who can be reached and was not tried, or to whom something is still under way. As long as there are any, an announcement
   * would be made instead of telling them.
   */
  readonly untried: number;
  /** Of a rehearsal, which is shown to nobody outside. */
  readonly rehearsal: boolean;
}

/** An announcement, and the id of what it is of. */
export interface Announced {
  readonly id: string;
  readonly announcement: string;
}

/** What an announcement can be of, as the folder that owns it hands it to this one. */
export interface Subject {
  readonly kind: SubjectKind;
  /** What must be said of it, in order, each in every language of the policy. */
  readonly elements: readonly { readonly id: string; readonly title: Text }[];
  /** Whom it may stand for now; `null` where there is nothing of this id. */
  standing(context: Context, tx: Tx, id: string): Promise<Standing | null>;
  /** Told in the transaction that publishes, so that it can keep who is covered. */
  published?(context: Context, tx: Tx, of: Announced): Promise<void>;
  /** Told in the transaction that takes back what was published: it covers nobody any more. */
  withdrawn?(context: Context, tx: Tx, of: Announced): Promise<void>;
}

/** Every subject, by its kind. */
export type Subjects = Readonly<Record<SubjectKind, Subject>>;

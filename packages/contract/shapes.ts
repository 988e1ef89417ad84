import { z } from "zod";

/** An instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime();
/** One text in each language of the policy. */
export const Words = z.record(z.string(), z.string());
/** Where a receipt stands: noted with an index, or covered by a signed checkpoint and so ready to download. */
export const ReceiptState = z.enum(["pending", "sequenced", "logged"]);

/** A receipt as a list shows it; the file itself has its own route. */
export const ReceiptSummary = z.object({
  id: z.uuid(),
  kind: z.string(),
  clause: z.string(),
  at: Instant,
  /** Position in this person's own sequence, from 1, without gaps. */
  sequence: z.int().positive(),
  state: ReceiptState,
  /** Position in the log; `null` for the moment before it has one. */
  index: z.int().nonnegative().nullable(),
});

/** What an act leaves at once: the receipt's id, and its place in the log. The file follows when a checkpoint covers it. */
export const ReceiptHandle = z.object({ id: z.uuid(), index: z.int().nonnegative() });

export const RegistrationBody = z.strictObject({
  form: z.string().max(64),
  /** Values by `category.field`, as entered. An undeclared field is refused by name. */
  values: z.record(z.string().max(128), z.string().max(100_000)),
});
export const Registered = z.object({ receipt: ReceiptHandle });

export const LogInBody = z.strictObject({
  email: z.string().max(1000),
  password: z.string().max(1000),
  /** The choice made on the log-in form. A browser signal against tracking counts as a refusal. */
  cookies: z.enum(["accepted", "refused"]),
  /** The browser's own refusal, where it sent one: Global Privacy Control or the older Do Not Track. It is honoured and recorded. */
  signal: z.enum(["gpc", "dnt"]).optional(),
});
export const LoggedIn = z.object({
  /** Bearer token of this session. */
  token: z.string(),
  expiresAt: Instant,
  language: z.string(),
  /** The cookie to set, when the gate permits one; `null` when cookies were refused. */
  cookie: z.object({ name: z.string(), maxAgeSeconds: z.int().positive() }).nullable(),
});

export const CookiesBody = z.strictObject({ cookies: z.enum(["accepted", "refused"]) });
export const CookiesChosen = z.object({
  cookies: z.enum(["accepted", "refused"]),
  /** The session's cookie, where one may be set now. */
  cookie: LoggedIn.shape.cookie,
  receipt: ReceiptHandle,
});

export const HeldValue = z.object({
  path: z.string(),
  title: Words,
  /** The value; `null` when it is kept only in a form nobody can read, as a password is. */
  value: z.string().nullable(),
  purposes: z.array(z.object({ id: z.string(), title: Words, clause: z.string() })),
});
export const Holding = z.object({
  category: z.string(),
  title: Words,
  clause: z.string(),
  collectedAt: Instant,
  /** In words: until when it is kept. */
  until: Words,
  values: z.array(HeldValue),
});

export const Choice = z.object({
  purpose: z.string(),
  title: Words,
  clause: z.string(),
  /** The exact words asked, and their SHA-256 (hex, of the canonical JSON of the text in all languages). */
  ask: Words,
  wording: z.string(),
  state: z.enum(["never-asked", "granted", "refused", "withdrawn"]),
  since: Instant.nullable(),
  objection: z.object({ clause: z.string(), at: Instant.nullable() }).nullable(),
});

export const Me = z.object({
  language: z.string(),
  /** Whether this session lives without a cookie. */
  cookies: z.enum(["accepted", "refused"]),
  /** The browser's own refusal that was honoured when this session began. */
  signal: z.enum(["gpc", "dnt"]).nullable(),
  /** Versions whose limits still hold for this person, as the gate is told of them. */
  heldTo: z.array(z.string()),
  holdings: z.array(Holding),
  choices: z.array(Choice),
});

export const ChoiceBody = z.strictObject({
  choice: z.enum(["agree", "refuse"]),
  /** `wording` of the words that were on the screen; a choice about other words is refused. */
  wording: z.string().max(64),
});
export const ChoiceMade = z.object({ choice: Choice, receipt: ReceiptHandle });
export const ObjectionBody = z.strictObject({ objection: z.boolean() });

export const EraseBody = z.strictObject({ password: z.string().max(1000) });
/** The last receipt is handed over with the answer, for afterwards nothing here can open it. */
export const Erased = z.object({
  records: z.int().nonnegative(),
  receipt: ReceiptHandle,
  file: z.string().nullable(),
});

export const DecisionBody = z.strictObject({ operation: z.unknown(), facts: z.unknown() });
export const DecisionAnswer = z.union([
  z.object({ effect: z.literal("permit"), clause: z.string(), policy: z.string() }),
  z.object({
    effect: z.literal("refuse"),
    clause: z.string(),
    code: z.string(),
    reason: Words,
    remedy: z.record(z.string(), z.string()).nullable(),
    source: z.string().nullable(),
    policy: z.string(),
  }),
]);

export const Unsubscribed = z.object({ purpose: z.string(), title: Words, clause: z.string() });

/** A version of the policy that governs, will govern or has governed. */
export const VersionRow = z.object({
  /** SHA-256 of its bundle, hexadecimal; the bundle is at `/.well-known/avow/policy/<version>`. */
  version: z.string(),
  title: Words,
  state: z.enum(["scheduled", "current", "former"]),
  /** From when it governs, and until when it did. */
  from: Instant,
  until: Instant.nullable(),
});

/** How often a clause permitted and refused; `null` where the figure is withheld because it is small. */
export const ActivityCount = z.object({
  permitted: z.int().nonnegative().nullable(),
  refused: z.int().nonnegative().nullable(),
});
export const Activity = z.object({
  asOf: Instant,
  /** Figures below this are withheld, others are rounded down to a multiple of it. */
  least: z.int().positive(),
  clauses: z.array(z.object({ clause: z.string(), day: ActivityCount, month: ActivityCount })),
  /** The last time the running service held the current version against `check`. */
  lastCheck: z.object({
    at: Instant,
    version: z.string(),
    errors: z.int().nonnegative(),
    warnings: z.int().nonnegative(),
  }),
});

/* The console. */

export const PROPOSAL_STATES = ["proposed", "approved", "withdrawn", "current", "former"] as const;
/** A version on its way to being current: proposed by one operator, approved by another. */
export const Proposal = z.object({
  id: z.uuid(),
  version: z.string(),
  title: Words,
  state: z.enum(PROPOSAL_STATES),
  effectiveAt: Instant,
  proposedBy: z.string(),
  proposedAt: Instant,
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  /** Warnings and notes of `check`; errors keep a version from being proposed. */
  diagnostics: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(["error", "warning", "note"]),
      file: z.string(),
      line: z.int().nullable(),
      message: z.string(),
      help: z.string().nullable(),
      source: z.string().nullable(),
    }),
  ),
  /** Whether the operator who asks may approve it: not their own, and not yet decided. */
  mayApprove: z.boolean(),
});
/** The policy as its author wrote it; `null` for the folder the service was started with. */
export const ProposalBody = z.strictObject({
  source: z
    .strictObject({
      model: z.unknown(),
      words: z.record(z.string().max(35), z.string().max(2_000_000)),
      properties: z.string().max(200_000).nullable(),
    })
    .nullable(),
  /** When it is to become current: at once when absent, or at the start of the day it says it takes effect. */
  effectiveAt: Instant.optional(),
});
/** Whether the folder the service was started with holds another version than the one that governs. */
export const FolderState = z.object({ version: z.string().nullable(), differs: z.boolean() });

export const DOCUMENTS = ["record-of-processing", "impact-assessment"] as const;
/** A document made from the model and the evidence, in one language. `html` is a whole page without scripts. */
export const GeneratedDocument = z.object({ title: z.string(), html: z.string(), markdown: z.string() });

/** A dispute keeps the data it needs from being erased (clause 1.2) until it is closed. */
export const Dispute = z.object({
  id: z.uuid(),
  person: z.uuid(),
  reference: z.string(),
  openedBy: z.string(),
  openedAt: Instant,
  closedBy: z.string().nullable(),
  closedAt: Instant.nullable(),
});
export const DisputeBody = z.strictObject({
  /** The company's own reference, such as a court's case number; no personal data. */
  reference: z.string().trim().min(1).max(120),
});

export const FirstOperatorBody = z.strictObject({
  token: z.string().max(200),
  name: z.string().trim().min(1).max(120),
  email: z.email().max(254),
  password: z.string().min(12).max(256),
});

/** Who can log in to the console, and who has been invited to and not come yet. */
export const Operators = z.object({
  operators: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      since: Instant,
      /** `null` for the first one. */
      invitedBy: z.string().nullable(),
    }),
  ),
  invitations: z.array(
    z.object({ id: z.uuid(), invitedBy: z.string(), invitedAt: Instant, expiresAt: Instant }),
  ),
});
/** A one-time link for one new operator. The token is shown this once; only its hash is kept. */
export const OperatorInvitation = z.object({ id: z.uuid(), token: z.string(), expiresAt: Instant });

export const ClauseRow = z.object({
  id: z.string(),
  status: z.enum(["enforced", "pending", "states"]),
  brings: Words.nullable(),
  mechanisms: z.array(z.string()),
  words: Words,
});

export const Overview = z.object({
  policy: z.object({ id: z.string(), title: Words, version: z.string(), effective: z.string() }),
  clauses: z.object({ enforced: z.int(), pending: z.int(), states: z.int() }),
  people: z.int(),
  messages: z.record(z.string(), z.int()),
  ledger: z.object({
    size: z.int(),
    signedSize: z.int(),
    lastCheckpointAt: Instant.nullable(),
    fault: z.string().nullable(),
  }),
  mail: z.object({
    kind: z.enum(["smtp", "mailbox"]),
    server: z.string().nullable(),
    /** What the DNS has to say for receivers to know mail as ours; `null` where none leaves. */
    dns: z
      .object({
        /** Domain of the address mail is from, and of the one that reports of it go to. */
        from: z.string(),
        returns: z.string(),
        /** Whether this service takes those reports in. */
        inbound: z.boolean(),
        /** `null` where nothing is signed here; `aligned`: the signature is of the domain mail is from, or of one above or below it. */
        dkim: z
          .object({
            domain: z.string(),
            aligned: z.boolean(),
            record: z.object({ name: z.string(), type: z.literal("TXT"), value: z.string() }),
          })
          .nullable(),
      })
      .nullable(),
  }),
  /** Channels whose messages are kept in the mailbox, since nothing else is set up for them. */
  mailbox: z.array(z.string()),
});

export const MESSAGE_STATES = [
  "queued",
  "sending",
  "with-staff",
  "awaits-report",
  "sent",
  "refused",
  "stopped",
  "withdrawn",
  "failed",
  "unknown",
] as const;
export const MessageRow = z.object({
  id: z.uuid(),
  person: z.uuid(),
  purpose: z.string(),
  channel: z.string(),
  subject: Words,
  state: z.enum(MESSAGE_STATES),
  createdAt: Instant,
  dueAt: Instant,
  /** Why it was refused or stopped. */
  refusal: z.object({ clause: z.string(), code: z.string(), reason: Words }).nullable(),
  /** What went wrong with the channel, in its own words without an address. */
  failure: z.string().nullable(),
});

export const PersonFound = z.object({ person: z.uuid() });
export const PersonView = z.object({
  person: z.uuid(),
  name: z.string(),
  email: z.string(),
  registeredAt: Instant,
  choices: z.array(
    z.object({
      purpose: z.string(),
      title: Words,
      clause: z.string(),
      state: Choice.shape.state,
      since: Instant.nullable(),
      objectedAt: Instant.nullable(),
    }),
  ),
  messages: z.array(MessageRow),
});

export const MessageBody = z.strictObject({
  purpose: z.string().max(64),
  channel: z.string().max(64),
  subject: z.record(z.string(), z.string().trim().min(1).max(200)),
  body: z.record(z.string(), z.string().trim().min(1).max(20_000)),
  /** When it is to leave; at once when absent. At most a year ahead. */
  sendAt: Instant.optional(),
});
export const MessageQueued = z.object({ message: MessageRow, receipt: ReceiptHandle });

/** A message that was kept instead of sent. `subject` is what an operator wrote beforehand; `null` where it is written for each person. */
export const MailboxRow = z.object({
  id: z.uuid(),
  channel: z.string(),
  kind: z.string(),
  at: Instant,
  /** The person's id. */
  to: z.string(),
  subject: z.string().nullable(),
});
/** One of them, opened. */
export const MailboxMail = z.object({
  id: z.uuid(),
  channel: z.string(),
  at: Instant,
  /** Name and address. */
  to: z.string(),
  subject: z.string(),
  /** Who wrote, as an e-mail says it; `null` on other channels. */
  from: z.string().nullable(),
  /** Of an e-mail; none on other channels. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
});

/** RFC 9457. `errors` points at each wrong place; nothing in it repeats a value that was sent. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  help: z.string().optional(),
  clause: z.string().optional(),
  reason: Words.optional(),
  remedy: z.record(z.string(), z.string()).nullable().optional(),
  source: z.string().nullable().optional(),
  errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  receipt: ReceiptHandle.optional(),
});

interface FaultInit {
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly help?: string;
  readonly cause?: unknown;
}

/**
 * Our world broke: the store, the disk, the machine. Thrown, and caught only at the edge.
 * The message is lower case, has no full stop and never holds a personal value.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  /** Kebab case, stable: what the edge maps to a status. */
  readonly code: string;
  /** Whether the same call, made again later, may succeed without anybody's help. */
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly help?: string;

  constructor({ code, message, retryable = false, help, cause }: FaultInit) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable;
    if (help !== undefined) this.help = help;
  }
}

import {
  formatTrustPolicy,
  formatVerifierKey,
  hashLeaf,
  nodesFromTiles,
  proveInclusion,
  verifyInclusion,
} from "@avow/evidence";
import type { Database, Tx } from "@avow/postgres";
import { checkId, getEntry, insertEntries, insertEntry } from "./entries.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { corrupt, createTileReader } from "./log-folder.ts";
import { type LogPlace, openLog } from "./open-log.ts";
import type { LogSigner } from "./signer-file.ts";
import type { SignedHead } from "./tree-head.ts";

export interface LedgerOptions {
  /** Migrated with `ledgerMigrations`. A running ledger keeps one connection of the pool to itself. */
  readonly db: Database;
  /** Checkpoint and tiles: what is served under `/log/`. Made when missing. */
  readonly dir: string;
  /** Outside `dir` and the database, and in neither's backup: a restore of those must not roll it back. */
  readonly lastSignedFile: string;
  readonly signer: LogSigner;
  readonly now: () => Date;
  /** Shortest time between two checkpoints; 1000 unless told. */
  readonly checkpointEveryMs?: number;
  /** Pause after a batch of indexes, so that the next is larger; 8 unless told. Larger batches shuffle better. */
  readonly batchMs?: number;
  /** Told what breaks in the background, once until it changes. */
  readonly onFault: (fault: Error) => void;
  /** Accept the folder's checkpoint as the last one signed when the last-signed file is missing. */
  readonly adopt?: boolean;
}

/** How far an entry has come. `size` is that of a checkpoint on disk which covers it. */
export type EntryState =
  | { readonly state: "pending" }
  | { readonly state: "sequenced"; readonly index: number }
  | { readonly state: "logged"; readonly index: number; readonly size: number };

/** What proves that an entry is in the log: parts of a receipt. */
export interface EntryProof {
  readonly index: number;
  /** Leaf's sibling first, root's child last. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

export interface LedgerHealth {
  /** Entries with an index. */
  readonly size: number;
  /** Entries under the newest checkpoint. */
  readonly signedSize: number;
  /** When this process last saw a new checkpoint; `null` before the first. */
  readonly lastCheckpointAt: Date | null;
  /** Entries with an index and not yet under a checkpoint. */
  readonly lag: number;
  /** What is broken now, in words; `null` when nothing is. */
  readonly fault: string | null;
}

/** An append-only Merkle log over opaque leaves. Several processes may run it at once: one keeps it, the others append and read. */
export interface Ledger {
  /** The log's name: the first line of every checkpoint. */
  readonly origin: string;
  /** The public key, in the form that every C2SP tool reads. */
  readonly verifierKey: string;
  /** A tlog-policy file that trusts this log alone, without witnesses. */
  trustPolicy(): string;
  /**
   * Adds a leaf in the caller's transaction; returns the entry's id. It is there only when the caller commits.
   * @throws {RangeError} on a leaf longer than 65,535 bytes.
   */
  append(tx: Tx, leaf: Uint8Array): Promise<string>;
  /** As {@link append}, of several leaves in one statement; returns their ids in the same order. */
  appendMany(tx: Tx, leaves: readonly Uint8Array[]): Promise<readonly string[]>;
  /** Tells the ledger that entries were committed. Without it they are found within 100 ms. */
  kick(): void;
  /**
   * The entry's index, once it is durable; from then on it never changes. Ask after the commit.
   * @throws {Fault} `ledger-entry-unknown`; `ledger-stopped` (retryable); what made the ledger give up. The signal's
   *   reason when it aborts.
   */
  sequenced(id: string, o?: { signal?: AbortSignal }): Promise<number>;
  /** @throws {Fault} `ledger-entry-unknown`. */
  state(id: string): Promise<EntryState>;
  /**
   * The entry's proof under the newest checkpoint, or `null` until one on disk covers it. Verified before it is returned.
   * @throws {Fault} `ledger-entry-unknown`; `ledger-tile-corrupt` when row, tiles and checkpoint disagree.
   */
  proof(id: string): Promise<EntryProof | null>;
  /** Fulfils when a checkpoint on disk covers the entry. @throws {Fault} as `sequenced`. */
  logged(id: string): Promise<void>;
  /** The newest checkpoint this process knows to be on disk. */
  checkpoint(): string | null;
  health(): LedgerHealth;
  /**
   * Begins to keep the log, or to follow the process that does and to take over from it.
   * @throws {Fault} what `createLedger` throws, found anew; a fault that may pass is told to `onFault` instead.
   */
  start(): Promise<void>;
  /** Sequences and signs what is committed, then ends; a disk that refuses is told to `onFault`. Nothing is lost either way. */
  stop(): Promise<void>;
}

/**
 * Opens the log of `dir`, and refuses when database, tiles, checkpoint and last-signed file tell of different trees.
 * Writes nothing until `start()`.
 * @throws {Fault} `ledger-fork`, `ledger-tile-corrupt`, `ledger-last-signed-missing`, `ledger-signer-mismatch`; each says
 *   what disagrees and what to do. `ledger-disk` (retryable).
 */
export async function createLedger(o: LedgerOptions): Promise<Ledger> {
  const { db, dir, lastSignedFile, signer, adopt = false, checkpointEveryMs = 1000, batchMs = 8 } = o;
  const place: LogPlace = { db, dir, lastSignedFile, signer, adopt };
  const opened = await openLog(place);
  const keeper = createKeeper({ place, opened, checkpointEveryMs, batchMs, now: o.now, onFault: o.onFault });
  return makeLedger(place, keeper);
}

function makeLedger({ db, dir, signer }: LogPlace, keeper: Keeper): Ledger {
  const prove = createProver(dir);
  const sequenced: Ledger["sequenced"] = async (id, { signal } = {}) => {
    checkId(id);
    return keeper.waiters.index(id, signal);
  };
  return {
    origin: signer.name,
    verifierKey: formatVerifierKey(signer.verifier),
    trustPolicy: () =>
      formatTrustPolicy({
        logs: [{ key: signer.verifier, url: null }],
        witnesses: [],
        groups: [],
        quorum: "none",
      }),
    append: insertEntry,
    appendMany: insertEntries,
    kick: keeper.kick,
    sequenced,
    async state(id) {
      const { index } = await getEntry(db, id);
      const size = keeper.state().checkpoint?.size ?? 0;
      if (index === null) return { state: "pending" };
      return index < size ? { state: "logged", index, size } : { state: "sequenced", index };
    },
    async proof(id) {
      const { index, leaf } = await getEntry(db, id);
      const { checkpoint } = keeper.state();
      if (index === null || checkpoint === null || index >= checkpoint.size) return null;
      return { index, proof: await prove(checkpoint, index, leaf), checkpoint: checkpoint.note };
    },
    async logged(id) {
      await keeper.waiters.coverage(await sequenced(id));
    },
    checkpoint: () => keeper.state().checkpoint?.note ?? null,
    health() {
      const { size, checkpoint, lastCheckpointAt, fault } = keeper.state();
      const signedSize = checkpoint?.size ?? 0;
      return { size, signedSize, lastCheckpointAt, lag: size - signedSize, fault };
    },
    start: keeper.start,
    stop: keeper.stop,
  };
}

function createProver(
  dir: string,
): (head: SignedHead, index: number, leaf: Uint8Array) => Promise<readonly Uint8Array[]> {
  let readTile = createTileReader(dir);
  return async ({ size, root }, index, leaf) => {
    const proof = await proveInclusion(index, size, nodesFromTiles(size, readTile));
    if (verifyInclusion({ index, size, leafHash: hashLeaf(leaf), proof, root })) return proof;
    readTile = createTileReader(dir); // what it remembers may be what is wrong
    throw corrupt(`entry ${index} does not lead to the signed root: its row or a tile was altered`);
  };
}

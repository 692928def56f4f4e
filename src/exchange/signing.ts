import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { signedImport } from '../ledger/import.ts';
import { sealedTables, sealOldLists } from '../ledger/sealed-lists.ts';
import { signedKey, signedKeyUse, signedMandate } from '../parties/signed.ts';
import type { Store } from '../store/database.ts';
import { errorCode } from '../store/errors.ts';
import type { KeyRing } from '../store/keys.ts';
import {
  type Proof,
  proofOf,
  type RowMacs,
  type SignedTable,
  type SigningPart,
} from '../store/row-mac.ts';
import { asOnlyOne } from '../store/session-lock.ts';
import { signedParty } from '../store/signed-party.ts';
import { StartRefused } from '../store/start-faults.ts';
import { inTransaction } from '../store/transaction.ts';
import { resealContents } from './reseal.ts';
import {
  signedDisclosure,
  signedForgetting,
  signedHold,
  signedMessage,
  signedOperation,
} from './signed.ts';

/** Tables of which a row is believed when its MAC is right, by the part in which they are signed. */
export const signedTables: Readonly<
  Record<'rows' | 'records' | 'messages', readonly SignedTable[]>
> = {
  rows: [signedParty, signedKey, signedMandate, signedHold, signedDisclosure],
  records: [signedForgetting, signedOperation, signedImport, signedKeyUse],
  messages: [signedMessage],
};

/** Rows in a transaction. */
const batchSize = 2000;

/** How many rows of each table were signed, or lists sealed. */
export type Signed = Readonly<Record<string, number>>;

/**
 * Signs what was there before rows had MACs, or seals contents in today's version, once, and marks that as
 * done; from then on what is not so is not believed. What has a MAC is left as it is.
 *
 * Runs twice, or in two processes: one of them does it. Dies halfway: the next goes on; nothing is marked.
 *
 * @param owner as who owns the tables: nobody else may set the mark
 * @returns undefined when it was done, or another process is at it
 */
export async function signPart(
  owner: Pool,
  keys: KeyRing,
  part: SigningPart,
  { onProgress, signal }: { onProgress?: (rows: number) => void; signal?: AbortSignal } = {},
): Promise<Signed | undefined> {
  const alone = await asOnlyOne(owner, 'signing', async () => {
    const { rowCount } = await owner.query(
      "select from signing where part = $1 and state = 'unsigned'",
      [part],
    );
    if (rowCount === 0) return undefined;
    const signed: Record<string, number> = {};
    const progress = (name: string) => (rows: number) => {
      signed[name] = rows;
      onProgress?.(rows);
    };
    if (part === 'contents') {
      const onBatch = progress('message_content');
      const { sealed, unreadable } = await resealContents(owner, keys, {
        onBatch,
        ...(signal && { signal }),
      });
      Object.assign(signed, { message_content: sealed, unreadable: unreadable.length });
    } else if (part === 'lists')
      for (const table of sealedTables)
        await sealOldLists(owner, keys.rows, table, progress(table.name), signal);
    else
      for (const table of signedTables[part])
        await signTable(owner, keys.rows, table, progress(table.name), signal);
    await owner.query(
      "update signing set state = 'signed', mac = $2 where part = $1 and state = 'unsigned'",
      [part, keys.rows.markOf(part)],
    );
    return signed;
  });
  return alone?.done;
}

async function signTable(
  owner: Pool,
  macs: RowMacs,
  table: SignedTable,
  onProgress: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let rows = 0;
  for (let after: string | null = ''; after !== null; ) {
    signal?.throwIfAborted();
    const batch = await signBatch(owner, macs, table, after);
    rows += batch.rows;
    onProgress(rows);
    after = batch.last;
  }
}

/** @returns how many were signed, and the last of them; null when there were no more */
function signBatch(
  owner: Pool,
  macs: RowMacs,
  table: SignedTable,
  after: string,
): Promise<{ rows: number; last: string | null }> {
  const { name, columns } = table;
  const [id = ''] = columns;
  return inTransaction(owner, async (client) => {
    const { rows } = await client.query<{ proof: Proof }>(
      `select ${proofOf(table, 'one')} as proof from ${name} one
      where mac is null ${after && `and ${id} > $2`} order by ${id} limit $1 for no key update`,
      after ? [batchSize, after] : [batchSize],
    );
    const ids = rows.map(({ proof: [, id] }) => id);
    await client.query(
      // The id in the type that it has there.
      `update ${name} set mac = made.mac
      from jsonb_populate_recordset(null::${name}, $1::jsonb) given
        join unnest($2::text[], $3::bytea[]) made (id, mac) on made.id = given.${id}::text
      where ${name}.${id} = given.${id} and ${name}.mac is null`,
      [
        JSON.stringify(ids.map((one) => ({ [id]: one }))),
        ids,
        rows.map(({ proof: [, ...values] }) => macs.macOf(table, values)),
      ],
    );
    return { rows: rows.length, last: (rows.length === batchSize && ids.at(-1)) || null };
  });
}

/** What a signing tells. */
export interface SigningLog {
  /** It was done, with these counts. */
  readonly onSigned: (part: SigningPart, counts: Signed) => void;
  /** It is waited for, or goes on beside what else is done; why. */
  readonly onWait: (sentence: string) => void;
  readonly onError: (code: string) => void;
}

/** Before anything else is done. */
const atOnce = ['rows', 'lists'] as const;
/** In this order: a content is bound to what its message says. */
const beside = ['records', 'messages', 'contents'] as const;

const lookMs = 1000;

/**
 * The first start with keys: signs the rows that decide who may do what, and the lists that messages are judged
 * by, before anything else is done; those of messages, and then their contents, while the gateway serves. Until
 * that is done a message without a MAC is believed, and its content is read in the version before.
 */
export class FirstSigning {
  readonly #openOwner: () => Store;
  readonly #keys: KeyRing;
  readonly #log: SigningLog;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #signing: Promise<void> = Promise.resolve();

  /** @param openOwner opens the database as who owns the tables, as far as the settings know it */
  constructor(openOwner: () => Store, keys: KeyRing, log: SigningLog) {
    this.#openOwner = openOwner;
    this.#keys = keys;
    this.#log = log;
  }

  /**
   * Signs the rows that decide, or waits until another process has.
   *
   * @param stop ends the waiting, when the process is to stop before it has started
   * @throws {StartRefused} when nobody does who may; what `stop` was aborted with
   */
  async start(store: Store, stop?: AbortSignal): Promise<void> {
    const { rows } = this.#keys;
    for (const part of atOnce) if (!rows.isSigned(part)) await this.#signNow(part, store, stop);
    if (beside.every((part) => rows.isSigned(part))) return;
    this.#log.onWait(
      'records and messages that were kept before are being signed, and contents sealed anew; until that is done they are believed as they are',
    );
    this.#signing = this.#signMessages(store);
  }

  /** Ends after the batch in hand; the next start goes on. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#signing;
  }

  async #signNow(part: SigningPart, store: Store, stop?: AbortSignal): Promise<void> {
    const { rows } = this.#keys;
    const mayMark = await this.#sign(part, store);
    if (rows.isSigned(part)) return;
    if (!mayMark)
      throw new StartRefused(
        'The rows that decide who may do what are not signed yet, and only the owner of the tables may do that. Start one process with MIGRATION_DATABASE_URL first.',
      );
    this.#log.onWait('another process signs the rows that decide who may do what; this one waits');
    while (!rows.isSigned(part)) {
      await sleep(lookMs, undefined, stop && { signal: stop });
      await this.#sign(part, store);
    }
  }

  /** Signs a part, unless another process is at it. @returns whether this process may */
  async #sign(part: SigningPart, store: Store): Promise<boolean> {
    const owner = this.#openOwner();
    try {
      const { rows } = await owner.pool.query<{ may: boolean }>(
        "select has_table_privilege('signing', 'update') as may",
      );
      if (!rows[0]?.may) return false;
      const signal = this.#stop.signal;
      const counts = await signPart(owner.pool, this.#keys, part, { signal });
      if (counts) this.#log.onSigned(part, counts);
      await this.#keys.rows.refresh(store.db);
      return true;
    } finally {
      await owner.close();
    }
  }

  async #signMessages(store: Store): Promise<void> {
    try {
      for (const part of beside)
        if (!this.#keys.rows.isSigned(part) && !(await this.#sign(part, store))) return;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#log.onError(errorCode(error));
    }
    const done = beside.every((part) => this.#keys.rows.isSigned(part));
    if (this.#stop.signal.aborted || done) return;
    this.#timer = setTimeout(() => {
      this.#signing = this.#signMessages(store);
    }, 60 * lookMs);
    this.#timer.unref();
  }
}

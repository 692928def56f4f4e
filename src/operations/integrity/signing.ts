import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { sealedTables, sealOldLists } from '../../ledger/catalogue/sealed-lists.ts';
import { takeAlong } from '../../ledger/contracts/product-lists.ts';
import { signedContract, signedContractVersion } from '../../ledger/contracts/signed.ts';
import {
  signedConversion,
  signedConversionCommit,
  signedConversionMark,
  signedConversionRow,
} from '../../ledger/conversion/signed.ts';
import { signedCompleteDeclarations } from '../../ledger/declarations/signed.ts';
import { signedGoal } from '../../ledger/goals/signed.ts';
import { signedImport } from '../../ledger/import/imported.ts';
import { signedCompleteLedger } from '../../messages/drafts/signed.ts';
import { signedDisclosure, signedMessage } from '../../messages/signed.ts';
import { signedFresh } from '../../parties/access-log/signed.ts';
import { signedKey, signedKeyUse } from '../../parties/credentials/signed.ts';
import { signedDesignation } from '../../parties/designations/signed.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { signedMandate } from '../../parties/mandates/signed.ts';
import { localCall } from '../../parties/principal.ts';
import { signedSession } from '../../parties/sessions/signed.ts';
import { signedForgetting, signedHold } from '../../retention/signed.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import {
  type Proof,
  proofOf,
  type RowMacs,
  type SignedTable,
  type SigningPart,
} from '../../store/keys/row-mac.ts';
import { signedSignal, signedSignalChild } from '../../store/keys/signed-signals.ts';
import { Recurring } from '../../store/recurring.ts';
import { asOnlyOne } from '../../store/session-lock.ts';
import { StartRefused } from '../../store/start-faults.ts';
import { oncePer, unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedOperation, signedVerification } from '../signed.ts';
import { signFindings } from './findings.ts';
import { resealContents } from './reseal.ts';

/** Tables whose rows have a MAC, by the part in which they are signed. */
export const signedTables: Readonly<
  Record<'rows' | 'log' | 'records' | 'messages' | 'contracts', readonly SignedTable[]>
> = {
  rows: [
    ...[signedParty, signedKey, signedMandate, signedDesignation, signedHold, signedDisclosure],
    ...[signedCompleteLedger, signedCompleteDeclarations],
    ...[signedConversion, signedConversionRow, signedConversionMark, signedConversionCommit],
    ...[signedSignal, signedSignalChild],
    ...[signedGoal, signedSession, signedVerification],
  ],
  log: [signedFresh],
  records: [signedForgetting, signedOperation, signedImport, signedKeyUse],
  messages: [signedMessage],
  contracts: [signedContract, signedContractVersion],
};

/** Rows in one transaction. */
const batchSize = 2000;

/** How many rows of each table were signed, or lists sealed. */
export type Signed = Readonly<Record<string, number>>;

const holdPart = unnamed<{ part: string }>(
  "select from signing where part = $part and state = 'unsigned'",
);

const markSigned = unnamed<{ part: string; mac: Buffer }>(
  "update signing set state = 'signed', mac = $mac where part = $part and state = 'unsigned'",
);

/**
 * Signs rows from before there were MACs, or encrypts contents again in the present version, once, and marks the part as
 * done. From then on rows without a valid MAC are not believed. Rows with a MAC stay as they are.
 *
 * When it runs twice, or in two processes, one of them does it. When it dies halfway, nothing is marked and the next
 * run goes on.
 *
 * @param owner connects as the owner of the tables: only that role may set the mark
 * @returns undefined when it was done before, or another process is doing it
 */
export async function signPart(
  owner: Pool,
  keys: KeyRing,
  part: SigningPart,
  { onProgress, signal }: { onProgress?: (rows: number) => void; signal?: AbortSignal } = {},
): Promise<Signed | undefined> {
  const alone = await asOnlyOne(owner, 'signing', async () => {
    const { rowCount } = await owner.query(holdPart({ part }));
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
    } else if (part === 'contracts') {
      const onLists = progress('agreed_product');
      const call = localCall('gateway');
      const { lists, notBelieved } = await takeAlong(owner, keys.rows, call, onLists, signal);
      Object.assign(signed, { agreed_product: lists, not_believed: notBelieved.length });
    } else if (part === 'findings')
      await signFindings(owner, keys.rows, progress('message_finding'), signal);
    else if (part === 'lists')
      for (const table of sealedTables)
        await sealOldLists(owner, keys.rows, table, progress(table.name), signal);
    else
      for (const table of signedTables[part])
        await signTable(owner, keys.rows, table, progress(table.name), signal);
    await owner.query(markSigned({ part, mac: keys.rows.markOf(part) }));
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

const firstUnsigned = oncePer((table: SignedTable) =>
  unnamed<{ batchSize: number }>(unsignedSql(table, '')),
);

const unsignedAfter = oncePer((table: SignedTable) =>
  unnamed<{ batchSize: number; after: string }>(
    unsignedSql(table, `and ${table.columns[0]} > $after`),
  ),
);

function unsignedSql(table: SignedTable, which: string): string {
  return `
    select ${proofOf(table, 'one')} as proof from ${table.name} one
    where mac is null ${which} order by ${table.columns[0]} limit $batchSize for no key update`;
}

// `jsonb_populate_recordset` gives the ids the type of the column.
const writeMacs = oncePer(({ name, columns: [id] }: SignedTable) =>
  unnamed<{ rows: string; ids: readonly (string | null)[]; macs: readonly Buffer[] }>(`
    update ${name} set mac = made.mac
    from jsonb_populate_recordset(null::${name}, $rows::jsonb) given
      join unnest($ids::text[], $macs::bytea[]) made (id, mac) on made.id = given.${id}::text
    where ${name}.${id} = given.${id} and ${name}.mac is null`),
);

/** @returns how many were signed, and the last of them; null when there were no more */
function signBatch(
  owner: Pool,
  macs: RowMacs,
  table: SignedTable,
  after: string,
): Promise<{ rows: number; last: string | null }> {
  const [id = ''] = table.columns;
  return inTransaction(owner, async (client) => {
    const { rows } = await client.query<{ proof: Proof }>(
      after ? unsignedAfter(table)({ batchSize, after }) : firstUnsigned(table)({ batchSize }),
    );
    const ids = rows.map(({ proof: [, id] }) => id);
    await client.query(
      writeMacs(table)({
        rows: JSON.stringify(ids.map((one) => ({ [id]: one }))),
        ids,
        macs: rows.map(({ proof: [, ...values] }) => macs.macOf(table, values)),
      }),
    );
    return { rows: rows.length, last: (rows.length === batchSize && ids.at(-1)) || null };
  });
}

/** The callbacks of {@link FirstSigning}. */
export interface SigningLog {
  /** A part was signed, with these counts. */
  readonly onSigned: (part: SigningPart, counts: Signed) => void;
  /** The start waits for it, or it goes on in the background; the sentence says why. */
  readonly onWait: (sentence: string) => void;
  readonly onError: (code: string) => void;
}

/** Parts that are signed before the start goes on. */
const atOnce = ['rows', 'lists', 'log', 'contracts'] as const;
/** Parts that are signed in the background, in this order: a content is bound to the row of its message. */
const beside = ['records', 'messages', 'findings', 'contents'] as const;

/** The database as the owner of the tables, and as the gateway runs. */
interface Stores {
  readonly owner: Store;
  readonly store: Store;
}

const lookMs = 1000;
/** The pause after a failure, or when another process was signing. */
const againMs = 60_000;

/**
 * At the first start with keys: signs the rows that decide who may do what, and the lists by which messages are judged,
 * before anything else; then the rows of messages, and their contents, while the gateway serves. Until that is done
 * a message without a MAC is believed, and its content is read in the version before.
 */
export class FirstSigning {
  readonly #openOwner: () => Store;
  readonly #keys: KeyRing;
  readonly #log: SigningLog;
  readonly #stop = new AbortController();
  #signing: Recurring | undefined;

  /** @param openOwner opens the database as the owner of the tables, if the settings have that role */
  constructor(openOwner: () => Store, keys: KeyRing, log: SigningLog) {
    this.#openOwner = openOwner;
    this.#keys = keys;
    this.#log = log;
  }

  /**
   * Signs the rows that decide who may do what, or waits until another process has done so.
   *
   * @param stop ends the wait, when the process has to stop before it has started
   * @throws {StartRefused} when this process may not sign; the reason of `stop` when that was aborted
   */
  async start(store: Store, stop?: AbortSignal): Promise<void> {
    const { rows } = this.#keys;
    const now = atOnce.filter((part) => !rows.isSigned(part));
    if (now.length > 0)
      await this.#asOwner(async (owner) => {
        for (const part of now) await this.#signNow(part, { owner, store }, stop);
      });
    if (beside.every((part) => rows.isSigned(part))) return;
    this.#log.onWait(
      'records and messages that were kept before are being signed, and contents sealed anew; until that is done they are believed as they are',
    );
    const onError = (code: string) => this.#log.onError(code);
    this.#signing = new Recurring(againMs, () => this.#signMessages(store), onError);
    this.#signing.start();
  }

  /** Ends after the present batch; the next start goes on. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#signing?.stop();
  }

  async #asOwner<T>(work: (owner: Store) => Promise<T>): Promise<T> {
    const owner = this.#openOwner();
    try {
      return await work(owner);
    } finally {
      await owner.close();
    }
  }

  async #signNow(part: SigningPart, stores: Stores, stop?: AbortSignal): Promise<void> {
    const { rows } = this.#keys;
    const mayMark = await this.#sign(part, stores);
    if (rows.isSigned(part)) return;
    if (!mayMark)
      throw new StartRefused(
        'The rows that decide who may do what are not signed yet, and only the owner of the tables may do that. Start one process with MIGRATION_DATABASE_URL first.',
      );
    this.#log.onWait('another process signs the rows that decide who may do what; this one waits');
    while (!rows.isSigned(part)) {
      await sleep(lookMs, undefined, stop && { signal: stop });
      await this.#sign(part, stores);
    }
  }

  /** Signs a part, unless another process is doing it. @returns whether this process may */
  async #sign(part: SigningPart, { owner, store }: Stores): Promise<boolean> {
    const { rows } = await owner.pool.query<{ may: boolean }>(
      "select has_table_privilege('signing', 'update') as may",
    );
    if (!rows[0]?.may) return false;
    const signal = this.#stop.signal;
    const counts = await signPart(owner.pool, this.#keys, part, { signal });
    if (counts) this.#log.onSigned(part, counts);
    await this.#keys.rows.refresh(store.db);
    return true;
  }

  /** @returns how long to pause; infinite when it is done, or another process has to do it */
  #signMessages(store: Store): Promise<number> {
    return this.#asOwner(async (owner) => {
      for (const part of beside)
        if (!this.#keys.rows.isSigned(part) && !(await this.#sign(part, { owner, store })))
          return Infinity;
      return beside.every((part) => this.#keys.rows.isSigned(part)) ? Infinity : againMs;
    });
  }
}

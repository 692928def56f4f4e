import { randomBytes, randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { type FrozenMessage, keepMessage } from './frozen/keep-message.ts';
import { keepMessages } from './frozen/keep-messages.ts';
import { load } from './load.ts';
import { type Party, picker } from './parties.ts';

/**
 * Inserts the rows of accepted messages and does nothing else: a prepared statement, one transaction for each message
 * or for a batch of them, through a bare pool. The statement and the tables are frozen. Runs as a process of its own.
 */
export interface InsertLoad {
  readonly url: string;
  /** From whom and to whom. */
  readonly parties: readonly Party[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Bytes of a message. */
  readonly size: number;
  /** Messages in a transaction. */
  readonly batch: number;
}

async function main(options: InsertLoad): Promise<void> {
  const pool = new pg.Pool({ connectionString: options.url, max: options.connections });
  // As large as nonce, tag and ciphertext; what they say is the same to Postgres.
  const sealed = randomBytes(options.size + 28);
  const wrappedKey = randomBytes(60);
  const requestId = randomUUIDv7();
  const pickSender = picker(options.parties.filter((party) => party.kind === 'aanbieder'));
  const pickRecipient = picker(options.parties.filter((party) => party.kind === 'gemeente'));
  let posted = 0;
  const message = (): FrozenMessage => {
    posted++;
    return {
      id: randomUUIDv7(),
      type: 'JW315',
      afzender: pickSender().code,
      ontvanger: pickRecipient().code,
      identificatie: posted.toString(36).padStart(12, '0'),
      dagtekening: '2024-02-05',
      contentHash: randomBytes(32),
      line: randomBytes(32),
      requests: [randomBytes(32)],
      size: options.size,
      wrappedKey,
      sealed,
      actor: 'ijw_0123456789ab',
      address: '127.0.0.1',
      requestId,
    };
  };
  const { batch } = options;
  const insert = () =>
    batch === 1
      ? keepMessage(pool, message())
      : keepMessages(pool, Array.from({ length: batch }, message));
  const measured = await load(options.connections, options.warmUpSeconds, options.seconds, insert);
  await pool.end();
  console.log(JSON.stringify({ ...measured, posted }));
}

await main(JSON.parse(process.argv[2] ?? ''));

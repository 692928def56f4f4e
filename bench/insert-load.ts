import { randomBytes, randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { receive } from '../src/messages/lifecycle/receive.ts';
import { load } from './load.ts';
import { type Party, picker } from './parties.ts';

/**
 * Inserts the rows of accepted messages and does nothing else: the gateway's own prepared
 * statement, one transaction per message, through a bare pool. Runs as a process of its own.
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
  const insert = async () => {
    posted++;
    const sender = pickSender().code;
    const recipient = pickRecipient().code;
    await receive(pool, [
      {
        opensIdentificatie: true,
        id: randomUUIDv7(),
        type: 'JW315',
        afzender: sender,
        ontvanger: recipient,
        identificatie: posted.toString(36).padStart(12, '0'),
        dagtekening: '2024-02-05',
        sender,
        recipient,
        contentHash: randomBytes(32),
        linePosition: { line: randomBytes(32), requests: [randomBytes(32)] },
        size: options.size,
        heenberichtId: null,
        refuses: false,
        wrappedKey,
        sealed,
        finding: null,
        recipientOpenOn: null,
        mandates: null,
        receivedMac: null,
        mac: randomBytes(32),
        poster: { actor: 'ijw_0123456789ab', actorParty: sender, address: '127.0.0.1', requestId },
      },
    ]);
  };
  const measured = await load(options.connections, options.warmUpSeconds, options.seconds, insert);
  await pool.end();
  console.log(JSON.stringify({ ...measured, posted }));
}

await main(JSON.parse(process.argv[2] ?? ''));

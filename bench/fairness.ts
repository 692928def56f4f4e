import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import type { AttackLoad, AttackName } from './fairness-attack.ts';
import type { OthersLoad, OthersMeasured } from './fairness-others.ts';
import { percentile } from './load.ts';
import { signedRows, signedRowsSql } from './log-rows.ts';
import { makeParties, type Party, type PartyWithKey } from './parties.ts';
import { type GatewayProcess, run, startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

/** What the slowest in a hundred calls of others may take: so many times what it takes when all is quiet. */
const times = 3;
/** Or so many milliseconds, when that is more. */
const leastMs = 50;
/** Rows of the access log that are the attacker's. */
const logRows = 50_000;

const attackNames: readonly AttackName[] = [
  'exports',
  'searches',
  'dry runs',
  'long polls',
  'attributes',
  'comments',
  'uploads that do not end',
  'silent connections',
  'refusals',
];

const party = (code: string): Party => ({
  code,
  kind: code.length === 4 ? 'gemeente' : 'aanbieder',
  name: `Bench ${code}`,
  weight: 1,
});
const attackers = ['87654321', '0363'].map(party);
const others = ['23456789', '34567890', '45678901', '0362', '0384'].map(party);

/**
 * One party does its worst within its limits, in one way after the other, while five others do what they
 * do all day. Each of the loads is a process of its own; the limits are those of a gateway as it comes.
 */
export async function benchFairness({
  seconds,
  only = '',
  profile,
}: {
  readonly seconds: number;
  /** Only attacks with this text in their name. */
  readonly only?: string | undefined;
  readonly profile?: string | undefined;
}): Promise<void> {
  console.log(
    '\nFairness: one party does its worst, five others work (milliseconds of the others)',
  );
  const gateway = await startGatewayProcess({
    profile,
    environment: {
      RATE_LIMIT_PER_MINUTE: '',
      RATE_LIMIT_PROCESSOR_SECONDS: '',
      RATE_LIMIT_BYTES_PER_MINUTE: '',
    },
  });
  try {
    const [sender, recipient] = (await makeParties(gateway, attackers)) as [
      PartyWithKey,
      PartyWithKey,
    ];
    const working = await makeParties(gateway, others);
    await fillLog(gateway, sender.code);
    const day = (n: number) =>
      run<OthersMeasured>('./fairness-others.ts', {
        address: gateway.address,
        parties: working,
        recipient: '0362',
        seconds,
        run: `F${n.toString(36)}`,
      } satisfies OthersLoad);
    await day(0);
    const quiet = await day(1);
    const allowed = Math.max(times * percentile(quiet.latencies, 0.99), leastMs);
    const rows = [rowOf('(quiet)', quiet)];
    const worst: [string, number][] = [];
    for (const [n, attack] of attackNames.filter((name) => name.includes(only)).entries()) {
      const over = new AbortController();
      const load = { address: gateway.address, attack, sender, recipient } satisfies AttackLoad;
      const attacking = run('./fairness-attack.ts', load, over.signal).catch((error) => {
        if (!over.signal.aborted) throw error;
      });
      const measured = await day(n + 2);
      over.abort();
      await attacking;
      rows.push(rowOf(attack, measured));
      worst.push([attack, percentile(measured.latencies, 0.99)]);
      const unavailable = measured.refused[503] ?? 0;
      if (unavailable > 0) console.log(`${attack}: ${unavailable} times 503: NOT REACHED`);
    }
    printTable(['attack', 'calls', 'p50', 'p99', '503', 'other refusals'], rows);
    for (const [attack, p99] of worst) verdict(`p99 under ${attack}`, p99, allowed, 'most');
  } finally {
    await gateway.remove();
  }
}

function rowOf(name: string, { latencies, refused }: OthersMeasured): string[] {
  const { 503: unavailable = 0, ...rest } = refused;
  return [
    name,
    String(latencies.length),
    percentile(latencies, 0.5).toFixed(1),
    percentile(latencies, 0.99).toFixed(1),
    String(unavailable),
    Object.entries(rest)
      .map(([status, count]) => `${count} x ${status}`)
      .join(', ') || '0',
  ];
}

/** So that the log is worth reading: rows of the attacker, as the gateway writes them. */
async function fillLog({ dataDir }: GatewayProcess, code: string): Promise<void> {
  const postgres = await joinEmbeddedPostgres({ dataDir });
  const store = openStore({ url: postgres.url, size: 1 });
  try {
    const master = await readFile(join(dataDir, 'encryption.key'), 'utf8');
    const keys = await KeyRing.open(store.db, MasterKey.parse(master.trim()));
    const actions = Array.from({ length: logRows }, () => 'read-content' as const);
    const { values, signedOn } = signedRows(keys.rows, actions);
    await store.pool.query(
      `insert into access_log_fresh (id, action, actor, role, actor_party, party, counterparty,
        message_id, address, request_id, signed_on, mac)
      select id, action, 'ijw_0123456789ab', 'party', $4, $4, '0362', gen_random_uuid(), '192.0.2.1',
        gen_random_uuid()::text, $5::date, mac
      from ${signedRowsSql}`,
      [...values, code, signedOn],
    );
    // Sealing them is not what is measured.
    const left = async () => {
      const { rows } = await store.pool.query<{ left: number }>(
        'select count(*)::integer as left from access_log_fresh',
      );
      return rows[0]?.left ?? 0;
    };
    while ((await left()) > 100) await sleep(500);
  } finally {
    await store.close();
    await postgres.leave();
  }
}

import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { expect } from 'vitest';
import { appendEntries } from '../../src/ledger/chain/append.ts';
import { aboutOf } from '../../src/ledger/past/about.ts';
import type { LedgerBericht } from '../../src/ledger/past/bericht.ts';
import { eventsOf, imported } from '../../src/ledger/past/events.ts';
import { readPast } from '../../src/ledger/past/read-past.ts';
import { updateProjection } from '../../src/ledger/projection/update-projection.ts';
import { parseBericht } from '../../src/standard/messages/parse.ts';
import type { Store } from '../../src/store/database.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { Random } from '../support/generate/random.ts';
import { fixture } from '../support/messages.ts';
import { randomHistory } from './histories.ts';

/** The parties that report a child; the gemeente may be another half way. */
interface Parties {
  readonly bsn: string;
  readonly aanbieder: string;
  readonly gemeenten: readonly [first: string, later: string];
  /** Before numbers and references; children that share it take each other's. */
  readonly prefix: string;
}

const aanbieders = ['12345678', '87654321', '11223344'];
const today = '2026-01-05';
/** A JW301 with a conversion: one allocation follows another. */
export const complete = parseBericht('JW301', Buffer.from(fixture('JW301/valid-complete.xml')));
/** Children that may share numbers and references. */
const sharing = 20;

/** Three gemeenten, of which Purmerend succeeded Beemster. As before rows had MACs: under any key. */
export async function makeParties({ db }: Store): Promise<void> {
  const kind = 'gemeente';
  await db
    .insertInto('party')
    .values([
      { kind, code: '0363', name: 'Amsterdam' },
      { kind, code: '0439', name: 'Purmerend' },
      { kind, code: '0370', name: 'Beemster', until: '2021-12-31', successor: '0439' },
    ])
    .execute();
}

/**
 * Random histories of children from a number up to another, each at one or two aanbieders, reported to the
 * ledger as the gateway does: looked up, recorded and appended message by message. Half of the children
 * share their numbers and references with others, which the gemeente took as advice; some came from an import.
 *
 * @returns how many histories
 */
export async function liveLives(
  pool: Pool,
  keys: KeyRing,
  seed: number,
  [from, to]: readonly [number, number],
): Promise<number> {
  let histories = 0;
  for (let child = from; child < to; child++) {
    const random = new Random(seed + child);
    const wants = random.chance(0.3) ? 2 : 1;
    const prefix = String(random.chance(0.5) ? Math.floor(child / sharing) : 10_000 + child);
    const at = aanbieders.slice(random.below(2)).slice(0, wants);
    await inTransaction(pool, async (client) => {
      for (const aanbieder of at)
        await live(client, keys, random, {
          ...{ bsn: bsnOf(child), aanbieder, prefix },
          gemeenten: random.pick([
            ['0363', '0363'],
            ['0370', '0439'],
            ['0439', '0439'],
          ]),
        });
    });
    histories += at.length;
  }
  return histories;
}

async function live(
  client: PoolClient,
  keys: KeyRing,
  random: Random,
  parties: Parties,
): Promise<void> {
  if (random.chance(0.1))
    await report(client, keys, between(complete, parties, parties.gemeenten[0]));
  const { approved } = randomHistory(random, 16);
  const first = random.chance(0.2) ? approved.length : approved.length / 2;
  for (const [index, bericht] of approved.entries()) {
    const gemeente = parties.gemeenten[index < first ? 0 : 1];
    await report(client, keys, between(bericht, parties, gemeente), random.chance(0.1));
  }
}

let clock = Date.parse('2026-01-05T09:00:00Z');

/** What the gateway does with a message that is approved, within a transaction. */
export async function report(
  client: PoolClient,
  keys: KeyRing,
  bericht: LedgerBericht,
  isImported = false,
): Promise<void> {
  const about = aboutOf(bericht);
  if (!about) throw new Error('This message leads to no ledger entries.');
  const { knownPast, ledgerCase } = await readPast(client, keys, about, today);
  const added = eventsOf(bericht, knownPast.state, knownPast.around);
  if (added.length === 0) return;
  const events = isImported ? imported(added) : added;
  clock += 1;
  const recordedAt = new Date(clock);
  const messageId = isImported ? null : randomUUID();
  const entries = await updateProjection(
    client,
    keys,
    [{ ledgerCase, events, messageId }],
    recordedAt,
  );
  if (entries.length > 0) await appendEntries(client, keys, entries, recordedAt);
}

/** A message as others send it, about another child, with numbers and references of its own. */
export function between(
  bericht: LedgerBericht,
  { bsn, aanbieder, prefix }: Omit<Parties, 'gemeenten'>,
  gemeente: string,
): LedgerBericht {
  const byGemeente = bericht.type === 'JW301' || bericht.type === 'JW319';
  const [afzender, ontvanger] = byGemeente ? [gemeente, aanbieder] : [aanbieder, gemeente];
  const other: Readonly<Record<string, (value: string) => string>> = {
    afzender: () => afzender,
    ontvanger: () => ontvanger,
    bsn: () => bsn,
    toewijzingNummer: (number) => `${prefix}${number}`,
    referentieAanbieder: (reference) => `${prefix}${reference}`,
  };
  return JSON.parse(JSON.stringify(bericht), (name, value) => other[name]?.(value) ?? value);
}

/** Of a child by number: as long as a BSN, and never a real one. */
export function bsnOf(child: number): string {
  return String(999_900_006 + child);
}

/** All rows of the three tables, whole, as text. */
export async function allRows(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ row: string }>(
    `select 'allocation ' || to_jsonb(one)::text as row from allocation one
    union all select 'request ' || to_jsonb(one)::text from request one
    union all select 'delivery ' || to_jsonb(one)::text from delivery one order by row`,
  );
  return rows.map(({ row }) => row);
}

/** There are these rows, and no others. */
export async function expectRows(pool: Pool, right: readonly string[]): Promise<void> {
  const rows = await allRows(pool);
  const [wanted, found] = [new Set(right), new Set(rows)];
  expect({
    missing: right.filter((row) => !found.has(row)).slice(0, 3),
    extra: rows.filter((row) => !wanted.has(row)).slice(0, 3),
    count: rows.length,
  }).toEqual({ missing: [], extra: [], count: right.length });
}

/** How many rows there are. */
export async function count(pool: Pool, from: string): Promise<number> {
  const { rows } = await pool.query(`select count(*) as count from ${from}`);
  return Number(rows[0].count);
}

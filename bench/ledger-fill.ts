import { readFileSync } from 'node:fs';
import { appendEntries, type NewEntry } from '../src/ledger/chain/append.ts';
import { entryOf } from '../src/ledger/chain/entries.ts';
import { entryVersion } from '../src/ledger/chain/hash.ts';
import { emptyState } from '../src/ledger/model/state.ts';
import { eventsOf } from '../src/ledger/past/events.ts';
import { replaceRows } from '../src/ledger/projection/children.ts';
import { rowsOf } from '../src/ledger/projection/projection.ts';
import { together, wholeRows } from '../src/ledger/projection/rows.ts';
import type { BerichtOf } from '../src/standard/messages/berichten.ts';
import { parseBericht } from '../src/standard/messages/parse.ts';
import type { Store } from '../src/store/database.ts';
import type { KeyRing } from '../src/store/keys/keys.ts';
import { inTransaction } from '../src/store/transaction.ts';
import { region } from './parties.ts';

export type Product =
  BerichtOf<'JW301'>['client']['toegewezenProducten']['toegewezenProduct'][number];

/** A child, who helps it and who pays for that. */
export interface Situation {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly bsn: string;
}

/** An allocation of the filled ledger, of a child with a number that messages may name. */
export interface Filled extends Situation {
  readonly product: Product;
}

/** Allocations of each child: one a year. */
const perChild = 3;
/** Children in a commit. */
const batchSize = 2000;
const firstNumber = 100_000_000;

const gemeenten = region.filter(({ kind }) => kind === 'gemeente').map(({ code }) => code);
const aanbieders = region.filter(({ kind }) => kind === 'aanbieder').map(({ code }) => code);
const fixture = new URL('../fixtures/JW301/valid-complete.xml', import.meta.url);
const complete = parseBericht('JW301', readFileSync(fixture));

/** The same gemeente and aanbieder for the same index: each gemeente has children at each aanbieder. */
export function partiesOf(index: number): Omit<Situation, 'bsn'> {
  const gemeente = gemeenten[index % gemeenten.length] ?? '';
  const aanbieder = aanbieders[Math.floor(index / gemeenten.length) % aanbieders.length] ?? '';
  return { gemeente, aanbieder };
}

/** A year of help, from 1 March on. */
export function allocation(number: number, year = 2024): Product {
  return {
    toewijzingNummer: String(number),
    product: { categorie: '45', code: 'B04P' },
    toewijzingsdatum: `${year}-02-12`,
    toewijzingstijd: '10:00:00',
    ingangsdatum: `${year}-03-01`,
    einddatum: `${year + 1}-02-28`,
    omvang: { volume: '1', eenheid: '82', frequentie: '6' },
  };
}

/**
 * Fills an empty ledger with allocations, as approved messages would have: chains that hold, content
 * that the keys of the children open, and the rows of the tables.
 *
 * @param count of allocations, rounded up to whole children
 * @param bsns of some of the children, spread over all; nobody can send messages about the others
 * @param onProgress hears how many allocations there are
 * @returns the allocations of the children with a BSN
 */
export async function fillLedger(
  { pool }: Store,
  keys: KeyRing,
  { count, bsns }: { readonly count: number; readonly bsns: readonly string[] },
  onProgress: (allocations: number) => void,
): Promise<Filled[]> {
  const children = Math.ceil(count / perChild);
  const apart = Math.max(1, Math.floor(children / bsns.length));
  const filled: Filled[] = [];
  for (let from = 0; from < children; from += batchSize) {
    const indices = Array.from(
      { length: Math.min(batchSize, children - from) },
      (_, offset) => from + offset,
    );
    const made = indices.map((index) => {
      const known = index % apart === 0 ? bsns[index / apart] : undefined;
      const child = makeChild(keys, index, known ?? `another child ${index}`);
      if (known) filled.push(...child.filled);
      return child;
    });
    const recordedAt = new Date();
    await inTransaction(pool, async (client) => {
      await client.query(
        `with made as (
          insert into client (id, bsn_hash, bsn_sealed, revision)
          select id, bsn_hash, bsn_sealed, 1
          from unnest($1::uuid[], $2::bytea[], $3::bytea[]) one (id, bsn_hash, bsn_sealed)
        )
        insert into data_key (id, wrapped) select * from unnest($1::uuid[], $4::bytea[])`,
        [
          made.map(({ id }) => id.clientId),
          made.map(({ bsnHash }) => bsnHash),
          made.map(({ bsnSealed }) => bsnSealed),
          made.map(({ wrapped }) => wrapped),
        ],
      );
      const rows = made.map(({ id, events }) => {
        const columns = { recordedAt, messageId: null, sealed: null, version: entryVersion };
        const ofCase = rowsOf(
          keys,
          id,
          events.map((event) => ({ event, ...columns })),
        );
        return wholeRows(id, ofCase);
      });
      await replaceRows(client, [], together(rows), []);
      const entries = made.flatMap((child) => child.entries);
      await appendEntries(client, keys, entries, recordedAt);
    });
    onProgress(Math.min(count, (from + batchSize) * perChild));
  }
  // As autovacuum does it some time after so much was written; not to tables that are empty still.
  await pool.query('vacuum analyze client, data_key, ledger_entry, allocation, chain_head');
  return filled;
}

function makeChild(keys: KeyRing, index: number, bsn: string) {
  const clientId = crypto.randomUUID();
  const { wrapped, key } = keys.newClientKey(clientId);
  const { gemeente, aanbieder } = partiesOf(index);
  const products = Array.from({ length: perChild }, (_, n) =>
    allocation(firstNumber + index * perChild + n, 2021 + n),
  );
  const events = eventsOf(messageOf(products), emptyState);
  const id = { municipality: gemeente, provider: aanbieder, clientId };
  const about = { ...id, key, messageId: clientId };
  return {
    id,
    wrapped,
    bsnHash: keys.clientHash(bsn),
    bsnSealed: key.seal(Buffer.from(bsn)),
    events,
    entries: events.map((event): NewEntry => entryOf(event, about)),
    filled: products.map((product) => ({ gemeente, aanbieder, bsn, product })),
  };
}

function messageOf(products: readonly Product[]): BerichtOf<'JW301'> {
  const { client } = complete;
  return {
    ...complete,
    client: { ...client, toegewezenProducten: { toegewezenProduct: products } },
  };
}

import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { makeConversion } from '../../src/ledger/conversion/make.ts';
import { mappingOfRows } from '../../src/ledger/conversion/mapping-file.ts';
import {
  conversionOf,
  type NewConversion,
  newConversion,
  shareConversion,
} from '../../src/ledger/conversion/records.ts';
import { addRows } from '../../src/ledger/conversion/row-state.ts';
import { signedConversion } from '../../src/ledger/conversion/signed.ts';
import { isComplete } from '../../src/messages/drafts/complete.ts';
import { gemeenteNow } from '../../src/messages/views/gemeente.ts';
import { childFacts } from '../../src/region/conversion/children.ts';
import { dutchDate } from '../../src/standard/calendar.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** A preview of a gemeente, as a test wants it. */
export interface PlantedConversion {
  readonly gemeente?: string;
  readonly aanbieder?: string;
  /** Plain date. */
  readonly day?: string;
  /** Whether its aanbieders see it. */
  readonly shared?: boolean;
  /** Of children that were forgotten since. */
  readonly rows?: number;
}

/** Keeps a preview of some rows, as one that was made long ago. @returns its number */
export async function plantConversion(
  pool: Pool,
  keys: KeyRing,
  { rows = 1, ...given }: PlantedConversion = {},
): Promise<number> {
  const { gemeente: municipality = '0363', aanbieder: provider = '12345678', shared } = given;
  const id = await asked(pool, keys, given);
  await inTransaction(pool, async (client) => {
    const numbers = Array.from({ length: rows }, (_, n) => n + 1);
    await client.query(
      `insert into conversion_case (conversion_id, number, municipality, provider, sealed)
      select $1, number, $2, $3, '' from unnest($4::integer[]) number`,
      [id, municipality, provider, numbers],
    );
    const state = {
      ...{ conversionId: id, municipality, provider, toewijzingNummer: null, revision: 1 },
      ...{ version: 1, to: null, chosen: false, unmapped: 'no-rule', holds: [], remains: null },
      ...{ price: null, difference: null, marks: { gemeente: null, aanbieder: null } },
    };
    await addRows(
      client,
      keys.rows,
      numbers.map((number) => ({ ...state, id: randomUUIDv7(), number, caseNumber: number })),
    );
    await keys.rows.rewrite(client, signedConversion, id, () =>
      client.query(
        `update conversion set state = 'ready', digest = 'd', row_count = $2, declared_unused = 0
        where id = $1`,
        [id, rows],
      ),
    );
  });
  return finish(pool, keys, id, shared);
}

/** Makes a preview of what the ledger has. @returns its number */
export async function makePreview(
  pool: Pool,
  keys: KeyRing,
  given: Omit<PlantedConversion, 'rows'> = {},
): Promise<number> {
  const id = await asked(pool, keys, given);
  const parts = {
    ...{ pool, keys, signal: new AbortController().signal },
    gemeente: (code: string) => gemeenteNow(pool, keys.rows, code, dutchDate(new Date())),
    children: (cases: Parameters<typeof childFacts>[2], day: string) =>
      childFacts(pool, keys, cases, day),
    isComplete: (code: string, aanbieder: string) => isComplete(pool, keys.rows, code, aanbieder),
  };
  await makeConversion(parts, id, (code) => {
    throw new Error(code);
  });
  return finish(pool, keys, id, given.shared);
}

async function asked(
  pool: Pool,
  keys: KeyRing,
  { gemeente = '0363', day = '2027-01-01' }: PlantedConversion,
): Promise<string> {
  const row = { categorie: '45', code: '45A04', toCategorie: '45', toCode: 'B01P' };
  const wish: NewConversion = {
    ...{ day, gemeenten: [gemeente], aanbieders: null, owner: gemeente, madeBy: 'ijw_test' },
    input: { mapping: await mappingOfRows([row]), declared: [] },
  };
  return newConversion(pool, keys.rows, wish, async () => undefined);
}

async function finish(pool: Pool, keys: KeyRing, id: string, shared = false): Promise<number> {
  const { gemeenten, number } = await conversionOf(pool, keys.rows, id);
  if (shared)
    await inTransaction(pool, (client) =>
      shareConversion(client, keys.rows, id, gemeenten, 'ijw_test'),
    );
  return number;
}

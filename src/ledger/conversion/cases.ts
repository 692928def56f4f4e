import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { listStatement } from '../../store/rows.ts';
import { unnamed } from '../../store/statement.ts';
import type { Assessed, CaseFacts, Mapping } from './model.ts';
import { addRows, type RowState, spicOf, stateOf } from './row-state.ts';

/** What is encrypted of a case. Goes up with its form. */
const form = 1;

/** A case of a preview: facts, and what they come to. Personal. */
export interface ConversionCase {
  readonly number: number;
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
  readonly facts: CaseFacts;
  readonly assessed: readonly Assessed[];
}

/** What the ciphertext of a case is bound to, besides the child. */
function boundTo(
  conversionId: string,
  { number, municipality, provider }: Pick<ConversionCase, 'number' | 'municipality' | 'provider'>,
): string[] {
  return ['conversion-case', conversionId, String(number), municipality, provider];
}

/** Encrypts a case under the key of its child. */
export function sealCase(key: ClientKey, conversionId: string, one: ConversionCase): Buffer {
  const { facts, assessed } = one;
  const bytes = Buffer.from(JSON.stringify({ form, facts, assessed }));
  return key.seal(bytes, ...boundTo(conversionId, one));
}

function openCase(
  key: ClientKey,
  conversionId: string,
  one: Omit<ConversionCase, 'facts' | 'assessed'>,
  sealed: Uint8Array,
): ConversionCase {
  const bytes = key.unseal(sealed, ...boundTo(conversionId, one));
  const read = JSON.parse(bytes.toString()) as Pick<ConversionCase, 'facts' | 'assessed'> & {
    readonly form: number;
  };
  if (read.form !== form) throw new Error('a case of a conversion of another form');
  return { ...one, facts: read.facts, assessed: read.assessed };
}

interface CaseInsert {
  readonly conversion_id: string;
  readonly number: number;
  readonly municipality: string;
  readonly provider: string;
  readonly client_id: string;
  readonly sealed: Buffer;
}

const insertCases = listStatement<CaseInsert>(
  'insert-conversion-cases',
  'given',
  {
    conversion_id: 'uuid',
    number: 'integer',
    municipality: 'text',
    provider: 'text',
    client_id: 'uuid',
    sealed: 'bytea',
  },
  (rows) => `with ${rows}
    insert into conversion_case (conversion_id, number, municipality, provider, client_id, sealed)
    select conversion_id, number, municipality, provider, client_id, sealed from given`,
);

/** Keeps cases of a preview that is made, each with a row for each allocation. */
export async function keepCases(
  client: PoolClient,
  macs: RowMacs,
  conversionId: string,
  cases: readonly {
    readonly one: ConversionCase;
    readonly sealed: Buffer;
    readonly from: number;
  }[],
  mapping: Mapping,
): Promise<RowState[]> {
  if (cases.length === 0) return [];
  await client.query(
    insertCases(
      cases.map(({ one: { number, municipality, provider, clientId }, sealed }) => ({
        ...{ conversion_id: conversionId, number, municipality, provider },
        ...{ client_id: clientId, sealed },
      })),
    ),
  );
  const rows = cases.flatMap(({ one, from }) =>
    one.assessed.map((assessed, index) => {
      const { number: caseNumber, municipality, provider } = one;
      const at = { id: randomUUIDv7(), conversionId, number: from + index, caseNumber };
      return stateOf({ ...at, municipality, provider }, assessed, spicOf(mapping, assessed));
    }),
  );
  await addRows(client, macs, rows);
  return rows;
}

const sealedCases = unnamed<{ conversionId: string; numbers: readonly number[] }>(`
  select kept.*, wrapped
  from unnest($numbers::integer[]) asked (number)
  cross join lateral (
    select number, municipality, provider, client_id as "clientId", sealed from conversion_case
    where conversion_id = $conversionId::uuid and number = asked.number offset 0
  ) kept
  ${joinKey('kept."clientId"')}`);

/**
 * Some cases of a preview, by their number; those of children that were forgotten are not there. Who shows them writes the
 * rows of the access log.
 */
export async function readCases(
  db: Pool | PoolClient,
  keys: Pick<KeyRing, 'openClientKey'>,
  conversionId: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, { readonly one: ConversionCase; readonly key: ClientKey }>> {
  const { rows } = await db.query<
    Omit<ConversionCase, 'facts' | 'assessed'> & { sealed: Buffer; wrapped: Buffer }
  >(sealedCases({ conversionId, numbers: [...new Set(numbers)] }));
  return new Map(
    rows.map(({ sealed, wrapped, ...one }) => {
      const key = keys.openClientKey(one.clientId, wrapped);
      return [one.number, { one: openCase(key, conversionId, one, sealed), key }];
    }),
  );
}

const resealCase = unnamed<{ conversionId: string; number: number; sealed: Buffer }>(`
  update conversion_case set sealed = $sealed
  where conversion_id = $conversionId::uuid and number = $number::integer`);

/** Keeps a case that came to something else. */
export async function rewriteCase(
  client: PoolClient,
  key: ClientKey,
  conversionId: string,
  one: ConversionCase,
): Promise<void> {
  const sealed = sealCase(key, conversionId, one);
  await client.query(resealCase({ conversionId, number: one.number, sealed }));
}

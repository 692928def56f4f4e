import type { Pool, PoolClient } from 'pg';
import { familyOf } from '../../parties/directory/family.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import type { PrestatieRow } from '../declarations/rows.ts';

/** A Prestatie that the ledger has. */
export type KnownPrestatie = Omit<
  PrestatieRow,
  'provider' | 'municipality' | 'owns_number' | 'owns_period' | 'owns_credit' | 'changed_at'
>;

const columns = `id, client_id, declaration_id, class_path, toewijzing_nummer, state, product_category, product_code,
  period_begin, period_end, debet_credit, volume, unit, amount_cents, reference_hash::text, previous_hash::text,
  number_hash::text, declared_month, taken_back, owns_reference, decided_by`;

/** What the ledger has that rows about one gemeente and aanbieder are compared with. */
export interface PrestatiePast {
  /** Ids of children, by BSN. */
  readonly children: ReadonlyMap<string, string>;
  /** Of children, as `NUMBER CHILD`: what was allocated. */
  readonly allocated: ReadonlySet<string>;
  /** By the hash of its ReferentieNummer, as a row has it: what was declared or granted. */
  readonly byReference: ReadonlyMap<string, KnownPrestatie>;
  /** By id: what was imported before, refused ones too. */
  readonly byId: ReadonlyMap<string, KnownPrestatie>;
  /** Ids of declarations of which a Prestatie stands for the whole. */
  readonly begun: ReadonlySet<string>;
}

/** What is asked of the past. */
export interface PrestatieAsked {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly bsns: readonly string[];
  /** As `normalNumber` writes them. */
  readonly numbers: readonly string[];
  /** Of references, as rows have them. */
  readonly hashes: readonly string[];
  /** Ids of declarations. */
  readonly declarations: readonly string[];
}

const childrenOf = unnamed<{ hashes: readonly Buffer[] }>(`
  select encode(bsn_hash, 'hex') as hash, client.id from client ${joinKey('client.id')}
  where client.bsn_hash = any($hashes::bytea[])`);

const allocatedTo = unnamed<{
  gemeente: string;
  today: string;
  aanbieder: string;
  numbers: readonly string[];
}>(`
  with recursive ${familyOf}
  select toewijzing_nummer || ' ' || client_id as place from allocation
  where provider = $aanbieder and municipality in (select code from family)
    and toewijzing_nummer = any($numbers::text[])`);

const declared = unnamed<{
  gemeente: string;
  aanbieder: string;
  hashes: readonly Buffer[];
  declarations: readonly string[];
}>(`
  select ${columns} from prestatie
  where provider = $aanbieder and reference_hash = any($hashes::bytea[])
    and state in ('declared', 'granted') and municipality = $gemeente
  union
  select ${columns} from prestatie
  where declaration_id = any($declarations::uuid[])
    and provider = $aanbieder and municipality = $gemeente`);

/**
 * Reads what rows are compared with. Writes nothing in the access log: the caller does.
 *
 * @param today plain date: a gemeente that ended before it counts with its successor
 */
export async function readPrestatiePast(
  database: Pool | PoolClient,
  keys: Pick<KeyRing, 'clientHash'>,
  asked: PrestatieAsked,
  today: string,
): Promise<PrestatiePast> {
  const { gemeente, aanbieder, numbers, declarations } = asked;
  const bsns = new Map(asked.bsns.map((bsn) => [keys.clientHash(bsn).toString('hex'), bsn]));
  const known = await database.query<{ hash: string; id: string }>(
    childrenOf({ hashes: [...bsns.keys()].map((hash) => Buffer.from(hash, 'hex')) }),
  );
  const allocations = await database.query<{ place: string }>(
    allocatedTo({ gemeente, today, aanbieder, numbers }),
  );
  const hashes = asked.hashes.map((hash) => Buffer.from(hash.slice(2), 'hex'));
  const { rows } = await database.query<KnownPrestatie>(
    declared({ gemeente, aanbieder, hashes, declarations }),
  );
  const used = rows.filter(({ state }) => state === 'declared' || state === 'granted');
  return {
    children: new Map(known.rows.map(({ hash, id }) => [bsns.get(hash) ?? '', id])),
    allocated: new Set(allocations.rows.map(({ place }) => place)),
    // One that has its reference alone comes last, and wins.
    byReference: new Map(
      used
        .toSorted((one, other) => Number(one.owns_reference) - Number(other.owns_reference))
        .map((row) => [row.reference_hash, row]),
    ),
    byId: new Map(rows.map((row) => [row.id, row])),
    begun: new Set(
      rows.flatMap(({ number_hash, declaration_id }) => (number_hash ? [declaration_id] : [])),
    ),
  };
}

import type { PoolClient } from 'pg';
import { statement } from '../../store/statement.ts';
import type { Double, PrestatieEvent } from '../model/prestaties.ts';
import type { PrestatieRow } from './rows.ts';

type Had = Pick<
  PrestatieRow,
  | 'id'
  | 'municipality'
  | 'client_id'
  | 'state'
  | 'debet_credit'
  | 'reference_hash'
  | 'previous_hash'
  | 'period_hash'
  | 'number_hash'
  | 'owns_reference'
  | 'owns_number'
  | 'owns_period'
  | 'owns_credit'
>;

const columns = `id, municipality, client_id, state, debet_credit, reference_hash::text, previous_hash::text,
  period_hash::text, number_hash::text, owns_reference, owns_number, owns_period, owns_credit`;

const had = statement<{
  references: readonly Buffer[];
  previous: readonly Buffer[];
  numbers: readonly Buffer[];
  periods: readonly Buffer[];
}>(
  'prestaties-had',
  `select found.* from unnest($references::bytea[]) asked (hash)
  cross join lateral (
    select ${columns} from prestatie
    where reference_hash = asked.hash and owns_reference offset 0
  ) found
  union all
  select found.* from unnest($previous::bytea[]) asked (hash)
  cross join lateral (
    select ${columns} from prestatie
    where previous_hash = asked.hash and owns_credit offset 0
  ) found
  union all
  select found.* from unnest($numbers::bytea[]) asked (hash)
  cross join lateral (
    select ${columns} from prestatie
    where number_hash = asked.hash and owns_number offset 0
  ) found
  union all
  select found.* from unnest($periods::bytea[]) asked (hash)
  cross join lateral (
    select ${columns} from prestatie where period_hash = asked.hash and owns_period offset 0
  ) found`,
);

/**
 * Who has what one Prestatie has alone (`Double`): of the Prestaties that a message touches, and then as each of its
 * events changes it.
 */
export class Owners {
  readonly #reference = new Map<string, Had>();
  readonly #number = new Map<string, string>();
  readonly #period = new Map<string, string>();
  readonly #credit = new Map<string, string>();

  /**
   * Reads, within the transaction of the caller, who has what these rows would have. Locks nothing: the unique indexes
   * tell when another message is first.
   *
   * @param rows of one gemeente and aanbieder, as if each had all
   */
  static async read(client: PoolClient, rows: readonly PrestatieRow[]): Promise<Owners> {
    const owners = new Owners();
    const hashes = (all: readonly (string | null)[]) =>
      [...new Set(all.filter((one) => one !== null))].map((one) =>
        Buffer.from(one.slice(2), 'hex'),
      );
    const references = rows.flatMap((one) => [one.reference_hash, one.previous_hash]);
    const { rows: found } = await client.query<Had>(
      had({
        references: hashes(references),
        previous: hashes(rows.map((one) => one.previous_hash)),
        numbers: hashes(rows.map((one) => one.number_hash)),
        periods: hashes(rows.map((one) => one.period_hash)),
      }),
    );
    for (const one of found) owners.#put(one);
    return owners;
  }

  #put(row: Had): void {
    if (row.owns_reference) this.#reference.set(row.reference_hash, row);
    if (row.owns_number) this.#number.set(row.number_hash ?? '', row.id);
    if (row.owns_period) this.#period.set(row.period_hash, row.id);
    if (row.owns_credit) this.#credit.set(row.previous_hash ?? '', row.id);
  }

  /**
   * What of a Prestatie another has already.
   *
   * @param row what its event would leave if it had all
   */
  doublesOf(row: PrestatieRow): Double[] {
    const byOther = (owner: string | undefined) => owner !== undefined && owner !== row.id;
    const found: Double[] = [];
    if (row.owns_reference && byOther(this.#reference.get(row.reference_hash)?.id))
      found.push('reference');
    if (row.owns_number && byOther(this.#number.get(row.number_hash ?? ''))) found.push('number');
    if (row.owns_period && byOther(this.#period.get(row.period_hash))) found.push('period');
    if (row.owns_credit && byOther(this.#credit.get(row.previous_hash ?? ''))) found.push('credit');
    return found;
  }

  /** Takes note of what an event leaves. */
  take(row: PrestatieRow): void {
    if (this.#reference.get(row.reference_hash)?.id === row.id)
      this.#reference.delete(row.reference_hash);
    if (row.number_hash !== null && this.#number.get(row.number_hash) === row.id)
      this.#number.delete(row.number_hash);
    this.#put(row);
    if (!row.owns_credit) return;
    const debit = this.#reference.get(row.previous_hash ?? '');
    const isOwn = debit?.client_id === row.client_id && debit.municipality === row.municipality;
    if (!debit || !isOwn || debit.state !== 'granted' || debit.debet_credit !== 'D') return;
    if (this.#period.get(debit.period_hash) === debit.id) this.#period.delete(debit.period_hash);
  }
}

/** The event with what belongs to another. */
export function withDoubles(event: PrestatieEvent, doubles: readonly Double[]): PrestatieEvent {
  return doubles.length === 0 ? event : { ...event, doubles };
}

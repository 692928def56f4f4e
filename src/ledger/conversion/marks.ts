import type { Pool, PoolClient } from 'pg';
import { findBsnInText } from '../../standard/bsn-in-text.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { productKey } from '../contracts/model.ts';
import { assess } from './assess.ts';
import { type ConversionCase, readCases, rewriteCase } from './cases.ts';
import { type Mark, type MarkSaid, writeMarks } from './mark-history.ts';
import type { Assessed, CaseFacts, Mapping, Spic } from './model.ts';
import { holdConversion, type KeptConversion, readInput } from './records.ts';
import { isRepeated, lastSaid } from './repeated.ts';
import type { MarkKind, MarkWish, Side } from './row.ts';
import { type RowState, readState, rewriteRows, spicOf, stateOf } from './row-state.ts';
import { signedConversionRow } from './signed.ts';
import type { TariffBook } from './tariffs.ts';

/** Why a row is not marked. */
export const markRefusals = [
  /** There is none, or it is not the caller's. */
  'row-unknown',
  'row-twice',
  /** Another SPIC was proposed since the caller saw it. */
  'row-changed',
  /** It has no SPIC. */
  'nothing-to-agree',
  /** It was sent, or is on its way. */
  'row-sent',
  /** The SPIC that the caller proposes cannot be: `reason` says why. */
  'spic-not-possible',
  /** It proposes another SPIC, and does not say which. */
  'spic-left-out',
  /** The reason has digits that may be a BSN: both sides and contract managers read it. */
  'reason-has-bsn',
] as const;
export type MarkRefusalCode = (typeof markRefusals)[number];

/** What is wrong with a mark. */
export interface MarkRefusal {
  readonly row: number;
  readonly code: MarkRefusalCode;
  /** Of `spic-not-possible`: an `UnmappedReason`. */
  readonly reason?: string;
}

/** Marks with faults: none of them was kept. */
export class MarksRefused extends Error {
  override readonly name = 'MarksRefused';
  readonly faults: readonly MarkRefusal[];

  constructor(faults: readonly MarkRefusal[]) {
    super('Marks of a conversion have faults.');
    this.faults = faults;
  }
}

/** Who marks, and of what. */
export interface Marking {
  readonly conversion: KeptConversion;
  readonly side: Side;
  /** Of this side: rows of others are not there for the caller. */
  readonly codes: readonly string[];
  /** Only rows of these gemeenten; null: of all. */
  readonly gemeenten: readonly string[] | null;
  readonly by: string;
}

/** A row of which a call said something new, and its child. */
export interface MarkedRow {
  readonly row: RowState;
  readonly clientId: string;
}

const cased = unnamed<{ id: string; numbers: readonly number[] }>(`
  select distinct case_number as "caseNumber" from conversion_row
  where conversion_id = $id::uuid and number = any($numbers::integer[])`);

const lockThose = unnamed<{
  id: string;
  numbers: readonly number[];
  cases: readonly number[];
}>(`
  select ${proofOf(signedConversionRow, 'mine')} as proof, (
    select step in ('waiting', 'posting', 'sent', 'approved') from conversion_post where id = mine.post_id
  ) as sent
  from conversion_row mine
  where conversion_id = $id::uuid
    and (number = any($numbers::integer[]) or case_number = any($cases::integer[]))
  order by number for no key update of mine`);

interface Locked {
  readonly state: RowState;
  readonly sent: boolean;
}

/**
 * Keeps what a side says of rows: all of it, or nothing. Saying the same again changes nothing. Another SPIC is worked out
 * as the preview would have; then the other side has said nothing of it yet.
 *
 * @param also what else is written in this transaction
 * @returns how many rows changed
 * @throws {MarksRefused} with all that is wrong
 * @throws {NotBelieved}
 */
export async function markRows(
  pool: Pool,
  keys: KeyRing,
  marking: Marking,
  wishes: readonly MarkWish[],
  tariffs: TariffBook,
  also: (client: PoolClient, rows: readonly MarkedRow[]) => Promise<void>,
): Promise<number> {
  const { id } = marking.conversion;
  const { mapping } = await readInput(pool, marking.conversion);
  return inTransaction(pool, async (client) => {
    await holdConversion(client, id, 'together');
    const numbers = wishes.map(({ row }) => row);
    const changing = wishes.flatMap(({ row, mark }) => (mark === 'changed' ? [row] : []));
    const { rows: touched } = await client.query<{ caseNumber: number }>(
      cased({ id, numbers: changing }),
    );
    const { rows } = await client.query<{ proof: Proof; sent: boolean | null }>(
      lockThose({ id, numbers, cases: touched.map(({ caseNumber }) => caseNumber) }),
    );
    const locked = new Map(
      rows.map(({ proof, sent }) => {
        const state = readState(keys.rows, proof);
        return [state.number, { state, sent: sent === true }] as const;
      }),
    );
    const faults = refusals(marking, wishes, locked);
    const cases = await readCases(
      client,
      keys,
      id,
      [...locked.values()].map(({ state }) => state.caseNumber),
    );
    const again = wishes.flatMap((wish) => {
      const state = locked.get(wish.row)?.state;
      return state?.marks[marking.side] === wish.mark ? [{ wish, state }] : [];
    });
    const keyOf = (one: RowState) => cases.get(one.caseNumber)?.key;
    const before = await lastSaid(client, keys.rows, marking.side, again, keyOf);
    const round = new Round(marking, mapping, locked, cases, before);
    for (const wish of wishes)
      if (!faults.some(({ row }) => row === wish.row)) await round.take(wish, tariffs);
    faults.push(...round.faults);
    if (faults.length > 0) throw new MarksRefused(faults.sort((a, b) => a.row - b.row));
    await rewriteRows(client, keys.rows, round.changed);
    for (const { one, key } of round.changedCases) await rewriteCase(client, key, id, one);
    await writeMarks(client, keys.rows, round.said);
    await also(client, round.marked);
    return round.said.length;
  });
}

function refusals(
  { side, codes, gemeenten }: Marking,
  wishes: readonly MarkWish[],
  locked: ReadonlyMap<number, Locked>,
): MarkRefusal[] {
  const seen = new Set<number>();
  return wishes.flatMap(({ row, version, mark, to, reason }): MarkRefusal[] => {
    const found = locked.get(row);
    const own = side === 'gemeente' ? found?.state.municipality : found?.state.provider;
    const isOpen = found && (gemeenten?.includes(found.state.municipality) ?? true);
    if (!isOpen || own === undefined || !codes.includes(own)) return [{ row, code: 'row-unknown' }];
    if (seen.has(row)) return [{ row, code: 'row-twice' }];
    seen.add(row);
    if (found.state.toewijzingNummer === null) return [{ row, code: 'row-unknown' }];
    if (found.sent) return [{ row, code: 'row-sent' }];
    if (found.state.version !== version) return [{ row, code: 'row-changed' }];
    if (mark === 'agreed' && found.state.to === null) return [{ row, code: 'nothing-to-agree' }];
    if (mark === 'changed' && to === undefined) return [{ row, code: 'spic-left-out' }];
    if (findBsnInText(reason ?? '')) return [{ row, code: 'reason-has-bsn' }];
    return [];
  });
}

type Opened = { readonly one: ConversionCase; readonly key: ClientKey };

/** Marks of one call, row by row. */
class Round {
  readonly faults: MarkRefusal[] = [];
  readonly said: MarkSaid[] = [];
  readonly #marking: Marking;
  readonly #mapping: Mapping;
  readonly #rows: Map<number, RowState>;
  readonly #before: ReadonlyMap<number, Locked>;
  readonly #cases: Map<number, Opened>;
  readonly #last: ReadonlyMap<string, Mark>;
  readonly #changedCases = new Set<number>();
  /** The numbers of the rows of each case. */
  readonly #ofCase: ReadonlyMap<number, readonly number[]>;

  constructor(
    marking: Marking,
    mapping: Mapping,
    locked: ReadonlyMap<number, Locked>,
    cases: ReadonlyMap<number, Opened>,
    last: ReadonlyMap<string, Mark>,
  ) {
    this.#last = last;
    this.#marking = marking;
    this.#mapping = mapping;
    this.#before = locked;
    this.#rows = new Map([...locked].map(([number, { state }]) => [number, state]));
    this.#cases = new Map(cases);
    const byCase = Map.groupBy(this.#rows.values(), ({ caseNumber }) => caseNumber);
    this.#ofCase = new Map(
      [...byCase].map(([number, rows]) => [number, rows.map((row) => row.number)]),
    );
  }

  get changed(): RowState[] {
    return [...this.#rows.values()].filter((row) => row !== this.#before.get(row.number)?.state);
  }

  get changedCases(): Opened[] {
    return [...this.#changedCases].map((number) => this.#cases.get(number) as Opened);
  }

  get marked(): MarkedRow[] {
    const ids = new Set(this.said.map(({ rowId }) => rowId));
    return [...this.#rows.values()].flatMap((row) => {
      const clientId = this.#cases.get(row.caseNumber)?.one.clientId;
      return ids.has(row.id) && clientId !== undefined ? [{ row, clientId }] : [];
    });
  }

  async take(wish: MarkWish, tariffs: TariffBook): Promise<void> {
    const row = this.#rows.get(wish.row) as RowState;
    const opened = this.#cases.get(row.caseNumber);
    // The child was forgotten a moment ago.
    if (!opened) {
      this.faults.push({ row: wish.row, code: 'row-unknown' });
      return;
    }
    const { mark, to } = wish;
    if (mark === 'changed' && to) {
      if (isSameSpic(row.to, to)) return this.#mark(row, opened, { ...wish, mark: 'agreed' });
      await this.#change(row, opened, wish, to, tariffs);
    } else this.#mark(row, opened, wish);
  }

  #mark(row: RowState, opened: Opened, wish: MarkWish): void {
    const { side } = this.#marking;
    const isNew = row.marks[side] !== wish.mark || wish.reason !== undefined || wish.decision;
    // Who proposed a SPIC agrees to it already.
    const stands = wish.mark === 'agreed' && row.marks[side] === 'changed' && !wish.decision;
    if (!isNew || stands || isRepeated(this.#last.get(row.id), row.version, wish)) return;
    this.#set(row, row.marks, wish.mark);
    this.#say(row, opened, wish, row.version);
  }

  #set(row: RowState, marks: RowState['marks'], mark: MarkKind): void {
    const { side } = this.#marking;
    this.#rows.set(row.number, { ...row, marks: { ...marks, [side]: mark } });
  }

  async #change(
    row: RowState,
    opened: Opened,
    wish: MarkWish,
    to: Spic,
    tariffs: TariffBook,
  ): Promise<void> {
    const { one, key } = opened;
    const found = await tariffs.of(row.municipality, row.provider, [to]);
    const facts: CaseFacts = { ...one.facts, tariffs: { ...found, ...one.facts.tariffs } };
    const siblings = (this.#ofCase.get(row.caseNumber) ?? []).map(
      (number) => this.#rows.get(number) as RowState,
    );
    const chosen = new Map(
      siblings.flatMap(({ toewijzingNummer, to: spic, chosen: own }) =>
        own && spic && toewijzingNummer !== null ? [[toewijzingNummer, spic] as const] : [],
      ),
    );
    chosen.set(row.toewijzingNummer as string, to);
    const assessed = assess(facts, this.#mapping, this.#marking.conversion.day, chosen);
    const mine = assessed.find((is) => is.toewijzingNummer === row.toewijzingNummer);
    if (!mine?.proposal) {
      const reason = mine?.unmapped ?? productKey(to);
      this.faults.push({ row: wish.row, code: 'spic-not-possible', reason });
      return;
    }
    this.#cases.set(row.caseNumber, { one: { ...one, facts, assessed }, key });
    this.#changedCases.add(row.caseNumber);
    for (const sibling of siblings) this.#reassess(sibling, assessed, chosen);
    const next = this.#rows.get(row.number) as RowState;
    const version = row.version + 1;
    this.#set({ ...next, version }, { gemeente: null, aanbieder: null }, 'changed');
    this.#say(row, opened, wish, version);
  }

  /** A row by what its case comes to now; what was said of it stays. */
  #reassess(row: RowState, assessed: readonly Assessed[], chosen: ReadonlyMap<string, Spic>): void {
    const found = assessed.find((one) => one.toewijzingNummer === row.toewijzingNummer);
    if (!found) return;
    const to = chosen.get(found.toewijzingNummer) ?? spicOf(this.#mapping, found);
    const next = stateOf(row, found, to, row);
    if (JSON.stringify(next) !== JSON.stringify(row)) this.#rows.set(row.number, next);
  }

  #say({ id, municipality, provider }: RowState, { key }: Opened, wish: MarkWish, version: number) {
    const { side, by } = this.#marking;
    const { mark, to, reason, decision } = wish;
    this.said.push({
      ...{ rowId: id, side, mark, version, key, by },
      ...{ to: to ?? null, reason: reason ?? null, decision: decision ?? null },
      party: side === 'gemeente' ? municipality : provider,
    });
  }
}

function isSameSpic(one: Spic | null, other: Spic): boolean {
  return (
    one !== null &&
    productKey(one) === productKey(other) &&
    (other.months === undefined || one.months === other.months)
  );
}

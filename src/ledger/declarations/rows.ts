import { hash } from 'node:crypto';
import { centsText } from '../../standard/money.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { Double, PrestatieEvent } from '../model/prestaties.ts';

/** A gemeente, an aanbieder and a child. */
export interface PrestatieCase {
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
}

/** A row of `prestatie`, under the names of its columns. Without anything personal. */
export interface PrestatieRow {
  readonly id: string;
  readonly municipality: string;
  readonly provider: string;
  readonly client_id: string;
  readonly declaration_id: string;
  readonly class_path: string;
  readonly toewijzing_nummer: string;
  readonly state: 'declared' | 'granted' | 'refused' | 'refused-whole';
  readonly product_category: string;
  readonly product_code: string | null;
  readonly period_begin: string;
  readonly period_end: string;
  readonly debet_credit: 'D' | 'C';
  readonly volume: string;
  readonly unit: string;
  /** As Postgres reads a bigint. */
  readonly amount_cents: string;
  /** As Postgres reads bytes: `\x` and hexadecimal digits. */
  readonly reference_hash: string;
  readonly previous_hash: string | null;
  readonly period_hash: string;
  readonly number_hash: string | null;
  readonly declared_month: string | null;
  readonly taken_back: boolean;
  readonly owns_reference: boolean;
  readonly owns_number: boolean;
  readonly owns_period: boolean;
  readonly owns_credit: boolean;
  /** The JW325. */
  readonly decided_by: string | null;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly changed_at: string;
}

const names: Readonly<Record<keyof PrestatieRow, 0>> = {
  ...{ id: 0, municipality: 0, provider: 0, client_id: 0, declaration_id: 0, class_path: 0 },
  ...{ toewijzing_nummer: 0, state: 0, product_category: 0, product_code: 0, period_begin: 0 },
  ...{ period_end: 0, debet_credit: 0, volume: 0, unit: 0, amount_cents: 0, reference_hash: 0 },
  ...{
    previous_hash: 0,
    period_hash: 0,
    number_hash: 0,
    declared_month: 0,
    taken_back: 0,
    owns_reference: 0,
  },
  ...{ owns_number: 0, owns_period: 0, owns_credit: 0, decided_by: 0, changed_at: 0 },
};

/** SQL: all columns of `prestatie`. */
export const prestatieColumns = Object.keys(names).join(', ');

/** An event of a Prestatie with the facts of its entry. */
export interface RecordedPrestatie {
  readonly event: PrestatieEvent;
  readonly recordedAt: Date;
  readonly messageId: string | null;
}

type Hashed = 'prestatie' | 'declaratie' | 'periode';

/** Hashes by which the numbers of an aanbieder are recognised, to any gemeente. 32 bytes each. */
export function prestatieHash(
  keys: Pick<KeyRing, 'lineHash'>,
  what: Hashed,
  aanbieder: string,
  value: string,
): Buffer {
  return keys.lineHash([what, aanbieder, value].join('\n'));
}

/**
 * The row that an event leaves, whatever was before: each event has all of its Prestatie. A debit that a credit takes
 * back is changed by {@link prestatiesOf}, and by the statement that writes rows.
 */
export function prestatieRow(
  keys: Pick<KeyRing, 'lineHash'>,
  { municipality, provider, clientId }: PrestatieCase,
  { event, recordedAt, messageId }: RecordedPrestatie,
): PrestatieRow {
  const { kind, content, doubles = [], first } = event;
  const { referentieNummer, vorigReferentieNummer, declaratieNummer, debetCredit } = content;
  const state = stateOf(event);
  const hashed = (what: Hashed, value: string) =>
    `\\x${prestatieHash(keys, what, provider, value).toString('hex')}`;
  const has = (one: Double) => !doubles.includes(one);
  const isGranted = state === 'granted';
  return {
    id: prestatieId(clientId, event),
    municipality,
    provider,
    client_id: clientId,
    declaration_id: event.declaration,
    class_path: event.path,
    toewijzing_nummer: event.toewijzingNummer,
    state,
    product_category: content.product.categorie,
    product_code: content.product.code ?? null,
    period_begin: content.begin,
    period_end: content.end,
    debet_credit: debetCredit,
    volume: normalNumber(content.volume),
    unit: content.eenheid,
    amount_cents: centsText(event.cents),
    reference_hash: hashed('prestatie', referentieNummer),
    previous_hash:
      vorigReferentieNummer === undefined ? null : hashed('prestatie', vorigReferentieNummer),
    period_hash: hashed('periode', periodText(municipality, event)),
    number_hash: first ? hashed('declaratie', declaratieNummer) : null,
    declared_month: first ? monthOf(content.declaratieBegin) : null,
    taken_back: false,
    owns_reference: (isGranted || state === 'declared') && has('reference'),
    owns_number: first === true && state !== 'refused-whole' && has('number'),
    owns_period: isGranted && debetCredit === 'D' && has('period'),
    owns_credit:
      isGranted && debetCredit === 'C' && vorigReferentieNummer !== undefined && has('credit'),
    decided_by: kind === 'declared' ? null : messageId,
    changed_at: recordedAt.toISOString(),
  };
}

/** The month of a plain date, as `2026-01`. */
function monthOf(day: string): string {
  return day.slice(0, -3);
}

function stateOf({ kind, whole }: PrestatieEvent): PrestatieRow['state'] {
  switch (kind) {
    case 'declared':
      return 'declared';
    case 'granted':
    case 'credited':
      return 'granted';
    case 'refusedPerformance':
      return whole ? 'refused-whole' : 'refused';
  }
}

/**
 * The id of a Prestatie: a UUID of version 8 over what identifies it. A child that was forgotten and comes again has
 * another id, and so have its Prestaties.
 */
export function prestatieId(
  clientId: string,
  { declaration, path }: Pick<PrestatieEvent, 'declaration' | 'path'>,
): string {
  const name = ['prestatie', declaration, path, clientId.toLowerCase()].join('\n');
  const bytes = hash('sha256', name, 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * All rows of one case.
 *
 * @param events all that the chain of the gemeente has of it, in the order of the chain
 */
export function prestatiesOf(
  keys: Pick<KeyRing, 'lineHash'>,
  id: PrestatieCase,
  events: readonly RecordedPrestatie[],
): PrestatieRow[] {
  const rows = new Map<string, PrestatieRow>();
  /** By reference, the id of the Prestatie that has it. */
  const owners = new Map<string, string>();
  for (const recorded of events) {
    const row = prestatieRow(keys, id, recorded);
    const before = rows.get(row.id);
    if (owners.get(row.reference_hash) === row.id) owners.delete(row.reference_hash);
    // What was granted once and taken back stays so, should an event say the same again.
    rows.set(row.id, before?.taken_back ? { ...row, taken_back: true, owns_period: false } : row);
    if (row.owns_reference) owners.set(row.reference_hash, row.id);
    const taken = row.owns_credit ? rows.get(owners.get(row.previous_hash ?? '') ?? '') : undefined;
    if (taken && isTakenBy(taken)) rows.set(taken.id, takenBack(taken, recorded.recordedAt));
  }
  return [...rows.values()];
}

function isTakenBy({ state, debet_credit }: PrestatieRow): boolean {
  return state === 'granted' && debet_credit === 'D';
}

function takenBack(row: PrestatieRow, at: Date): PrestatieRow {
  return { ...row, taken_back: true, owns_period: false, changed_at: at.toISOString() };
}

/** Identifies what a debit has alone at an aanbieder (TR389). */
function periodText(municipality: string, { toewijzingNummer, content }: PrestatieEvent): string {
  const { product, begin, end } = content;
  return JSON.stringify([
    ...[municipality, toewijzingNummer, product.categorie, product.code ?? null, begin, end],
  ]);
}

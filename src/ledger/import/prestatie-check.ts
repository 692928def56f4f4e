import { hash } from 'node:crypto';
import { type Money, readCents, readSigned } from '../../standard/money.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { prestatieHash, prestatieId } from '../declarations/rows.ts';
import { type PrestatieOfChild, prestaties } from '../model/from-message.ts';
import type { PrestatieEvent } from '../model/prestaties.ts';
import type { PrestatieColumn, PrestatieFault, PrestatieFileRow } from './prestatie-file.ts';
import { prestatieMessage } from './prestatie-message.ts';
import type { KnownPrestatie, PrestatieAsked, PrestatiePast } from './prestatie-past.ts';

type Keys = Pick<KeyRing, 'lineHash'>;

/** A row without a fault, as what it says. */
export interface ReadPrestatie {
  readonly row: PrestatieFileRow;
  readonly bsn: string;
  /** Without `first`. */
  readonly event: PrestatieEvent;
  /** Hashes of its references, as rows of the table have them. */
  readonly reference: string;
  readonly previous: string | null;
}

/** A row that says something new. */
export interface NewPrestatie extends ReadPrestatie {
  /** What is of a lower turn comes before it. */
  readonly turn: number;
}

/** A fault, and the file that it is in. */
export interface FoundPrestatieFault {
  readonly file: string;
  readonly fault: PrestatieFault;
}

/** What rows about one gemeente and aanbieder say, held against what is known. */
export interface Compared {
  readonly news: readonly NewPrestatie[];
  /** Rows that say what the ledger has, or what an earlier row says. */
  readonly known: number;
  readonly faults: readonly FoundPrestatieFault[];
}

/**
 * The event of a row. There is no JW323 of it: the id of its declaration and its place in that are made from the numbers by
 * which the aanbieder knows them, under a key, so that the same row is the same Prestatie whenever it is imported.
 */
export function readPrestatie(keys: Keys, row: PrestatieFileRow): ReadPrestatie {
  const [{ bsn, value }] = prestaties(prestatieMessage(row.cells)) as [PrestatieOfChild];
  const { gemeente, aanbieder, beslissing } = row.cells;
  const hashed = (reference: string) => referenceOf(keys, aanbieder, reference);
  const reference = hashed(value.referentieNummer);
  const { vorigReferentieNummer, debetCredit } = value;
  const kind = debetCredit === 'C' ? 'credited' : 'granted';
  return {
    ...{ row, bsn, reference },
    previous: vorigReferentieNummer === undefined ? null : hashed(vorigReferentieNummer),
    event: {
      kind: beslissing === 'afgewezen' ? 'refusedPerformance' : kind,
      path: `Import/Prestatie[${reference.slice(2, 34)}]`,
      effective: value.begin,
      cents: readSigned(value.bedrag, debetCredit),
      toewijzingNummer: normalNumber(value.toewijzingNummer),
      declaration: declarationOf(keys, gemeente, aanbieder, value.declaratieNummer),
      content: value,
    },
  };
}

/** The hash of a ReferentieNummer, as rows of the table have it. */
export function referenceOf(keys: Keys, aanbieder: string, reference: string): string {
  return `\\x${prestatieHash(keys, 'prestatie', aanbieder, reference).toString('hex')}`;
}

/** A UUID of version 8 that stands for a declaration of which there is no message here. */
function declarationOf(keys: Keys, gemeente: string, aanbieder: string, nummer: string): string {
  const name = prestatieHash(keys, 'declaratie', aanbieder, nummer).toString('hex');
  const bytes = hash('sha256', ['imported declaration', gemeente, name].join('\n'), 'buffer');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What must be known of the past for {@link compare}. */
export function askedOf(
  gemeente: string,
  aanbieder: string,
  rows: readonly ReadPrestatie[],
): PrestatieAsked {
  const each = <T>(of: (one: ReadPrestatie) => T) => [...new Set(rows.map(of))];
  return {
    ...{ gemeente, aanbieder, bsns: each(({ bsn }) => bsn) },
    numbers: each(({ event }) => event.toewijzingNummer),
    hashes: [
      ...new Set(
        rows.flatMap(({ reference, previous }) => [reference, ...(previous ? [previous] : [])]),
      ),
    ],
    declarations: each(({ event }) => event.declaration),
  };
}

/**
 * Holds rows against each other and against what the ledger has. What a gemeente granted is true even where a rule would
 * refuse it: only what cannot be true, or cannot be placed, is a fault.
 *
 * @param rows of one gemeente and aanbieder, without faults of their own
 * @param unread hashes of the ReferentieNummers of rows that have such faults: of these nothing is said twice
 */
export function compare(
  rows: readonly ReadPrestatie[],
  past: PrestatiePast,
  unread: ReadonlySet<string> = new Set(),
): Compared {
  const comparing = new Comparing(past, unread);
  for (const one of rows) comparing.take(one);
  for (const one of comparing.taken) comparing.checkCredit(one);
  const news = comparing.faults.length > 0 ? [] : inTurns(comparing.taken, past);
  return { news, known: comparing.known, faults: comparing.faults };
}

class Comparing {
  readonly taken: ReadPrestatie[] = [];
  readonly faults: FoundPrestatieFault[] = [];
  known = 0;
  readonly #past: PrestatiePast;
  readonly #unread: ReadonlySet<string>;
  readonly #byReference = new Map<string, ReadPrestatie>();
  readonly #byDeclaration = new Map<string, ReadPrestatie>();
  readonly #credited = new Map<string, ReadPrestatie>();

  constructor(past: PrestatiePast, unread: ReadonlySet<string>) {
    this.#past = past;
    this.#unread = unread;
  }

  take(one: ReadPrestatie): void {
    const { bsn, event, reference, row } = one;
    const child = this.#past.children.get(bsn);
    if (child === undefined || !this.#past.allocated.has(`${event.toewijzingNummer} ${child}`)) {
      this.#fault(one, 'toewijzingNummer', 'allocation-unknown');
      return;
    }
    const declared = this.#byDeclaration.get(event.declaration);
    if (!declared) this.#byDeclaration.set(event.declaration, one);
    else if (declared.event.content.declaratieBegin !== event.content.declaratieBegin)
      this.#fault(one, 'declaratiePeriode', 'declaration-differs', whereIs(declared.row, row));
    const isRefused = event.kind === 'refusedPerformance';
    const key = isRefused ? `${event.declaration} ${reference}` : reference;
    const before = this.#byReference.get(key);
    if (before) {
      if (sameText(before.row, row)) this.known += 1;
      else this.#fault(one, 'referentieNummer', 'reference-twice', whereIs(before.row, row));
      return;
    }
    this.#byReference.set(key, one);
    const known =
      this.#past.byId.get(prestatieId(child, event)) ??
      (isRefused ? undefined : this.#past.byReference.get(reference));
    if (!known) this.taken.push(one);
    else if (isSame(known, one, child)) this.known += 1;
    else this.#fault(one, 'referentieNummer', 'reference-used');
  }

  /** A credit takes back one debit, of the same allocation and child, that was granted; and no more than that. */
  checkCredit(one: ReadPrestatie): void {
    const { previous, event, row } = one;
    if (previous === null || event.kind !== 'credited') return;
    const column = 'vorigReferentieNummer';
    const before = this.#credited.get(previous);
    if (before) this.#fault(one, column, 'credited-twice', whereIs(before.row, row));
    else this.#credited.set(previous, one);
    const debit = this.#debitOf(previous);
    if (debit === 'unread') return;
    if (!debit) this.#fault(one, column, 'debit-unknown');
    else if (debit.isTakenBack) this.#fault(one, column, 'credited-twice');
    else if (
      debit.child !== this.#past.children.get(one.bsn) ||
      debit.toewijzingNummer !== event.toewijzingNummer
    )
      this.#fault(one, column, 'debit-other');
    else if (readCents(event.content.bedrag) > debit.cents)
      this.#fault(one, 'bedrag', 'credit-larger');
  }

  #debitOf(reference: string): Debit | 'unread' | undefined {
    const inFile = this.#byReference.get(reference);
    if (inFile && inFile.event.content.debetCredit === 'D')
      return {
        child: this.#past.children.get(inFile.bsn),
        toewijzingNummer: inFile.event.toewijzingNummer,
        cents: inFile.event.cents,
        isTakenBack: this.#past.byReference.get(reference)?.taken_back ?? false,
      };
    const known = this.#past.byReference.get(reference);
    if (known?.state === 'granted' && known.debet_credit === 'D')
      return {
        child: known.client_id,
        toewijzingNummer: known.toewijzing_nummer,
        cents: readSigned(known.amount_cents, 'D'),
        isTakenBack: known.taken_back,
      };
    return this.#unread.has(reference) ? 'unread' : undefined;
  }

  #fault(
    { row }: ReadPrestatie,
    column: PrestatieColumn,
    code: PrestatieFault['code'],
    params?: PrestatieFault['params'],
  ): void {
    const fault = { sheet: row.sheet, row: row.row, column, code, ...(params && { params }) };
    this.faults.push({ file: row.file, fault });
  }
}

interface Debit {
  readonly child: string | undefined;
  readonly toewijzingNummer: string;
  readonly cents: Money;
  readonly isTakenBack: boolean;
}

/** Where another row is: its number, its sheet, and its file where that is another one. */
function whereIs(
  { file, sheet, row }: PrestatieFileRow,
  of: PrestatieFileRow,
): NonNullable<PrestatieFault['params']> {
  return { row, ...(sheet !== null && { sheet }), ...(file !== of.file && { file }) };
}

function sameText(one: PrestatieFileRow, other: PrestatieFileRow): boolean {
  return JSON.stringify(one.cells) === JSON.stringify(other.cells);
}

/** Whether the ledger has what a row says, of an import or of messages. */
function isSame(
  known: KnownPrestatie,
  { event, reference, previous }: ReadPrestatie,
  child: string,
) {
  const { content, toewijzingNummer, kind } = event;
  const of = (row: KnownPrestatie) => [
    ...[row.client_id, row.toewijzing_nummer, row.state, row.product_category, row.product_code],
    ...[row.period_begin, row.period_end, row.debet_credit, row.volume, row.unit],
    ...[row.amount_cents, row.reference_hash, row.previous_hash],
  ];
  const state = kind === 'refusedPerformance' ? 'refused' : 'granted';
  const said = [
    ...[child, toewijzingNummer, state, content.product.categorie, content.product.code ?? null],
    ...[content.begin, content.end, content.debetCredit, normalNumber(content.volume)],
    ...[content.eenheid, String(event.cents), reference, previous],
  ];
  return JSON.stringify(of(known)) === JSON.stringify(said);
}

/**
 * Gives each row its turn: a credit comes after its debit, and a debit of the same product and period after the credit of
 * the one before. The first row of a declaration that the ledger does not have stands for it.
 */
function inTurns(rows: readonly ReadPrestatie[], { begun }: PrestatiePast): NewPrestatie[] {
  const creditedOnes = new Set(rows.flatMap(({ previous }) => previous ?? []));
  const turns = new Map<string, number>();
  const periods = new Map<string, number>();
  const isDebit = ({ event }: ReadPrestatie) => event.kind === 'granted';
  const debits = rows
    .filter(isDebit)
    .toSorted(
      (one, other) =>
        Number(creditedOnes.has(other.reference)) - Number(creditedOnes.has(one.reference)) ||
        one.event.content.declaratieBegin.localeCompare(other.event.content.declaratieBegin),
    );
  for (const { event, reference } of debits) {
    const { product, begin, end } = event.content;
    const period = JSON.stringify([event.toewijzingNummer, product, begin, end]);
    const turn = periods.get(period) ?? 0;
    turns.set(reference, turn);
    periods.set(period, turn + 1);
  }
  const turnOf = (one: ReadPrestatie) =>
    isDebit(one)
      ? (turns.get(one.reference) ?? 0)
      : one.previous === null || one.event.kind !== 'credited'
        ? 0
        : (turns.get(one.previous) ?? -1) + 1;
  const stood = new Set(begun);
  return rows
    .map((one) => ({ ...one, turn: turnOf(one) }))
    .toSorted((one, other) => one.turn - other.turn)
    .map((one) => {
      const { declaration } = one.event;
      if (stood.has(declaration)) return one;
      stood.add(declaration);
      return { ...one, event: { ...one.event, first: true as const } };
    });
}

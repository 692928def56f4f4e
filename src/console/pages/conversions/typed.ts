import { Type } from '@fastify/type-provider-typebox';
import { mostMarks } from '../../../http/conversions/mark-schemas.ts';
import { longestReason, mostMonths } from '../../../ledger/conversion/marks-file.ts';
import {
  type ConversionRow,
  type MarkKind,
  type MarkWish,
  markKinds,
  type Side,
} from '../../../ledger/conversion/row.ts';
import { findBsnInText } from '../../../standard/bsn-in-text.ts';
import { markingWords as say } from '../../../texts/console/conversion-row-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { filled } from './side.ts';

const Text = Type.String({ default: '', maxLength: 2000 });
const One = Type.String({ maxLength: 30 });

/** The form with which one says what one thinks of rows. */
export const MarkingBody = Type.Object({
  ...{ token: Text, mark: Text, why: Text, from: Text, filter: Text },
  ...{ 'spic-categorie': Text, 'spic-code': Text, 'spic-months': Text },
  /** Rows that were ticked, each with its version: `17:1`. */
  row: Type.Optional(Type.Union([One, Type.Array(One, { maxItems: mostMarks })])),
  /** The same of many rows, with commas between them. */
  rows: Type.String({ default: '', maxLength: mostMarks * 20 }),
});

/** Where the form stands. */
export const places = ['rows', 'row', 'all'] as const;
export type Place = (typeof places)[number];

/** A row, and the version of it that somebody saw. */
export interface SeenRow {
  readonly row: number;
  readonly version: number;
}

/** What was typed in the form. */
export interface TypedMarks {
  readonly rows: readonly SeenRow[];
  readonly mark: MarkKind | undefined;
  readonly why: string;
  readonly categorie: string;
  readonly code: string;
  readonly months: string;
}

/** Nothing that was typed. */
export const untyped: TypedMarks = {
  ...{ rows: [], mark: undefined, why: '', categorie: '', code: '', months: '' },
};

/** Rows as a form has them. */
export function rowsText(rows: readonly SeenRow[]): string {
  return rows.map(({ row, version }) => `${row}:${version}`).join(',');
}

/** What a form says. Rows that are named twice count once, and what is no row is left out. */
export function typedMarks(
  body: Readonly<Partial<Record<string, string | readonly string[]>>>,
): TypedMarks {
  const text = (name: string) => {
    const value = body[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const named = [...[body.row ?? []].flat(), ...text('rows').split(',')];
  const rows = new Map<number, SeenRow>();
  for (const one of named) {
    const [, row, version] = /^([0-9]{1,7}):([0-9]{1,7})$/.exec(one) ?? [];
    if (Number(row) > 0) rows.set(Number(row), { row: Number(row), version: Number(version) });
  }
  return {
    rows: [...rows.values()],
    mark: markKinds.find((kind) => kind === body.mark),
    ...{ why: text('why'), categorie: text('spic-categorie') },
    ...{ code: text('spic-code'), months: text('spic-months') },
  };
}

/** What is asked of rows, or what is wrong with the fields. */
export function wishesOf(
  typed: TypedMarks,
  language: Language,
): { readonly wishes: readonly MarkWish[]; readonly faults: ReadonlyMap<string, string> } {
  const { rows, mark, why, categorie, code, months } = typed;
  const faults = new Map<string, string>();
  if (rows.length === 0) faults.set('rows', say.noRows[language]);
  if (rows.length > mostMarks) faults.set('rows', say.tooMany[language]);
  if (!mark) faults.set('marks', say.noMark[language]);
  if (mark === 'changed') {
    if (!/^[0-9]{2}$/.test(categorie)) faults.set('spic-categorie', say.categorieUnfit[language]);
    if (!/^[0-9A-Za-z]{1,5}$/.test(code)) faults.set('spic-code', say.codeUnfit[language]);
    if (
      months &&
      !(/^[0-9]{1,4}$/.test(months) && Number(months) > 0 && Number(months) <= mostMonths)
    )
      faults.set('spic-months', filled(say.monthsUnfit[language], { n: String(mostMonths) }));
  }
  const needed = mark === 'changed' || mark === 'held';
  if ((needed && why === '') || why.length > longestReason || why.includes('\u0000'))
    faults.set('why', say.reasonMissing[language]);
  else if (findBsnInText(why)) faults.set('why', say.reasonHasBsn[language]);
  if (!mark || faults.size > 0) return { wishes: [], faults };
  const to = { categorie, code, ...(months && { months: Number(months) }) };
  const said = { mark, ...(why && { reason: why }), ...(mark === 'changed' && { to }) };
  return { wishes: rows.map((row) => ({ ...row, ...said })), faults };
}

/** Whether something can be said of a row: it is known, and no message of it went or goes. */
export function isMarkable({ toewijzingNummer, step }: ConversionRow): boolean {
  const gone = ['waiting', 'posting', 'sent', 'approved', 'reverted'];
  return toewijzingNummer !== null && !gone.includes(step);
}

/** Whether a side proposed just this SPIC for a row already: the form of it came twice. */
export function isSaid(row: ConversionRow, side: Side, { mark, to }: MarkWish): boolean {
  const product = row.assessed?.proposal?.product;
  return (
    mark === 'changed' &&
    row.marks[side]?.mark === 'changed' &&
    product?.categorie === to?.categorie &&
    product?.code === to?.code
  );
}

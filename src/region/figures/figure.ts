import type { ProviderSize } from '../sizes/sizes.ts';

/**
 * What is counted. `message`: one of a party that was accepted and refuses nothing, by its type. `rule`: one that the
 * gateway refused, by each rule that it broke. `refusal`: a retour or JW325 of a party that refuses, by
 * {@link refusalKeys}. `door`: one that was refused at the door, by the code of the problem. The others: of a product, by
 * its category and code.
 */
export const figureSubjects = [
  ...(['message', 'rule', 'refusal', 'door'] as const),
  ...(['allocated', 'started', 'stopped'] as const),
] as const;
export type FigureSubject = (typeof figureSubjects)[number];

/** Whether a rule explains a refusal of a party. */
export const refusalKeys = ['with-rule', 'without-rule'] as const;

/** One thing that happened, for the counts of a gemeente. */
export interface Happening {
  readonly municipality: string;
  /** By whose size it is counted. */
  readonly provider: string;
  /** Plain date in Amsterdam. */
  readonly day: string;
  readonly subject: FigureSubject;
  readonly key: string;
}

/** How often something happened on a day. */
export interface Figure extends Omit<Happening, 'provider'> {
  readonly size: ProviderSize;
  readonly count: number;
}

/**
 * What a party did to the other. `refused`: it refused a message by its own retour or JW325. `without-rule`: and no rule
 * was broken. `answered-twice`: it answered once more, and that was refused at the door.
 */
export const counterpartyKinds = ['refused', 'without-rule', 'answered-twice'] as const;
export type CounterpartyKind = (typeof counterpartyKinds)[number];

/** How often a party did something to the other in a month. */
export interface CounterpartyFigure {
  readonly municipality: string;
  readonly provider: string;
  /** The first day of the month in Amsterdam. */
  readonly month: string;
  /** Whether the gemeente did it. */
  readonly byGemeente: boolean;
  readonly kind: CounterpartyKind;
  readonly count: number;
}

/** The key of a product: `45:45A03`. Nothing stands for a part that the allocation does not name. */
export function productKeyOf({
  categorie,
  code,
}: {
  readonly categorie: string | null;
  readonly code: string | null;
}): string {
  return `${categorie ?? ''}:${code ?? ''}`;
}

/** The product of a {@link productKeyOf}. */
export function productOf(key: string): {
  readonly categorie: string | null;
  readonly code: string | null;
} {
  const [categorie = '', code = ''] = key.split(':');
  return { categorie: categorie || null, code: code || null };
}

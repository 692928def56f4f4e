import type { AllocationItem } from '../../../ledger/views/allocations.ts';
import { answerWords as say } from '../../../texts/console/answer-words.ts';
import { amountText, countSentence } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { periodText, productText, volumeText, type Wording } from '../../reading/composites.ts';
import type { Asked, Asking } from './asked.ts';

/** `3 uur per week, 1 juni 2026 - 31 mei 2027, Ambulante jeugdhulp, 45A04 (segment B, profiel 3, intensief)`. */
export function asksText({ product: asked }: Asked, wording: Wording): string {
  if (!asked) return '';
  return joined(asked, wording);
}

interface Amounted {
  readonly product?: { readonly categorie: string; readonly code?: string } | undefined;
  readonly begin: string;
  readonly end?: string | undefined;
  readonly omvang?: Parameters<typeof volumeText>[0] | undefined;
  readonly budget?: string | undefined;
}

function joined({ product, begin, end, omvang, budget }: Amounted, wording: Wording): string {
  const { language } = wording;
  return [
    omvang ? volumeText(omvang, language) : '',
    budget === undefined ? '' : moneyText(budget, language),
    periodText(begin, end ?? '', language),
    product ? productText(product, wording) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function moneyText(cents: string, language: Language): string {
  return /^\d{1,15}$/.test(cents) ? amountText(Number(cents), language) : cents;
}

/** What a JW317 wants, in a sentence each: what changes, what is new, and how many stay. */
export function changeTexts(request: Asking, wording: Wording): string[] {
  if (request.type !== 'JW317') return [];
  const { language } = wording;
  const { teWijzigenProducten, nieuweProducten, ongewijzigdeProducten } = request.client.verzoek;
  const same = ongewijzigdeProducten?.ongewijzigdProduct.length ?? 0;
  return [
    ...(teWijzigenProducten?.teWijzigenProduct ?? []).map(
      ({ toewijzingNummer, gewensteIngangsdatum, einddatum, ...rest }) =>
        say.changeTo[language]
          .replace('{n}', () => toewijzingNummer)
          .replace('{what}', () =>
            joined({ ...rest, begin: gewensteIngangsdatum, end: einddatum }, wording),
          ),
    ),
    ...(nieuweProducten?.nieuwProduct ?? []).map(({ gewensteIngangsdatum, einddatum, ...rest }) =>
      say.added[language].replace('{what}', () =>
        joined({ ...rest, begin: gewensteIngangsdatum, end: einddatum }, wording),
      ),
    ),
    ...(same > 0 ? [countSentence(same, say.unchanged, language)] : []),
  ];
}

/** Product, period and volume of an allocation. */
export function allocationTexts(
  { product, begin, end, volume, unit, frequency, budgetCents }: AllocationItem,
  wording: Wording,
): { readonly product: string; readonly period: string; readonly volume: string } {
  const { language } = wording;
  const omvang =
    volume !== null && unit !== null && frequency !== null
      ? volumeText({ volume, eenheid: unit, frequentie: frequency }, language)
      : '';
  return {
    product: product
      ? productText({ categorie: product.categorie, code: product.code ?? undefined }, wording)
      : '',
    period: periodText(begin ?? '', end ?? '', language),
    volume: omvang || (budgetCents === null ? '' : amountText(Number(budgetCents), language)),
  };
}

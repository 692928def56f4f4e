import type { ToegewezenProduct } from '../../../ledger/model/events.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import type { Decision } from '../forms.ts';

type Asked = BerichtOf<'JW315'>['client']['aangevraagdeProducten']['aangevraagdProduct'][number];
export type Allocate = Extract<Decision, { decision: 'allocate' }>;

/** Toewijzingsdatum and -tijd. */
export type Moment = Pick<ToegewezenProduct, 'toewijzingsdatum' | 'toewijzingstijd'>;

/**
 * The allocation that honours a product of a JW315, by what was asked or by what the gemeente decided otherwise (IV094).
 * Its RedenWijziging is empty (IV099). What the aanbieder remarked is for the gemeente, and is not repeated.
 *
 * @param number of the allocation
 */
export function allocated(
  asked: Asked,
  decision: Allocate,
  number: string,
  moment: Moment,
): ToegewezenProduct {
  const product = decision.product ?? asked.product;
  const einddatum =
    decision.einddatum === undefined ? asked.toewijzingEinddatum : decision.einddatum;
  // Omvang and Budget exclude each other (CD077, CD078): the one that was decided replaces what was asked.
  const otherwise = decision.omvang !== undefined || decision.budget !== undefined;
  const { omvang, budget } = otherwise ? decision : asked;
  return {
    toewijzingNummer: number,
    referentieAanbieder: asked.referentieAanbieder,
    ...(product && { product }),
    ...moment,
    ingangsdatum: decision.ingangsdatum ?? asked.toewijzingIngangsdatum,
    ...(einddatum != null && { einddatum }),
    ...(omvang && { omvang }),
    ...(budget !== undefined && { budget }),
    ...(decision.commentaar !== undefined && { commentaar: decision.commentaar }),
  };
}

/** Whether a decision differs from what was asked. */
export function deviates({ decision: _, referentie: __, ...deviation }: Allocate): boolean {
  return Object.values(deviation).some((value) => value !== undefined);
}

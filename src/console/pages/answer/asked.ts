import { askedBy } from '../../../messages/drafts/asked.ts';
import type { AskedContract } from '../../../messages/drafts/content.ts';
import type { Omvang, Product } from '../../../messages/drafts/forms.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';

/** A request of an aanbieder. */
export type Asking = BerichtOf<'JW315' | 'JW317'>;

/** What a request asks by one reference. */
export interface Asked {
  readonly referentie: string;
  /** What may be decided otherwise: of a JW315 alone, for a JW317 is decided to the letter. */
  readonly product?: {
    readonly product?: Product;
    readonly begin: string;
    readonly end?: string;
    readonly omvang?: Omvang;
    readonly budget?: string;
  };
  readonly verwijzer?: { readonly type: string; readonly naam?: string };
  readonly commentaar?: string;
  /** What the contracts are asked. */
  readonly questions: readonly AskedContract[];
}

/** What is asked by each reference. */
export function askedIn(request: Asking): Asked[] {
  const questions = askedBy(request);
  const of = (referentie: string) => questions.filter((one) => one.referentie === referentie);
  if (request.type === 'JW317') {
    const { referentieAanbieder: referentie } = request.client.verzoek;
    return [{ referentie, questions: of(referentie) }];
  }
  return request.client.aangevraagdeProducten.aangevraagdProduct.map((one) => ({
    referentie: one.referentieAanbieder,
    product: {
      ...(one.product && { product: one.product }),
      begin: one.toewijzingIngangsdatum,
      ...(one.toewijzingEinddatum !== undefined && { end: one.toewijzingEinddatum }),
      ...(one.omvang && { omvang: one.omvang }),
      ...(one.budget !== undefined && { budget: one.budget }),
    },
    verwijzer: one.verwijzer,
    ...(one.commentaar !== undefined && { commentaar: one.commentaar }),
    questions: of(one.referentieAanbieder),
  }));
}

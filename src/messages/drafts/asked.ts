import type { ContractQuestion } from '../../ledger/contracts/check.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { readCents } from '../../standard/money.ts';
import type { AskedContract } from './content.ts';

type Asking = BerichtOf<'JW315' | 'JW317'>;
type Omvang = AskedContract['question']['omvang'];

/** What a gemeente may ask its contracts about each reference of a request. */
export function askedBy(request: Asking): AskedContract[] {
  const { header } = request;
  const parties = { gemeente: header.ontvanger, aanbieder: header.afzender };
  if (request.type === 'JW315') {
    const { geboortedatum, aangevraagdeProducten } = request.client;
    return aangevraagdeProducten.aangevraagdProduct.flatMap((asked) =>
      asked.product === undefined
        ? []
        : [
            {
              referentie: asked.referentieAanbieder,
              question: {
                ...parties,
                product: asked.product,
                begin: asked.toewijzingIngangsdatum,
                ...amountOf(asked.toewijzingEinddatum, asked.omvang, asked.budget),
                birth: geboortedatum.datum,
                verwijzer: asked.verwijzer.type,
                raamcontract: asked.raamcontract === '1',
              },
            },
          ],
    );
  }
  const { referentieAanbieder: referentie, nieuweProducten } = request.client.verzoek;
  return (nieuweProducten?.nieuwProduct ?? []).flatMap((asked) =>
    asked.product === undefined
      ? []
      : [
          {
            referentie,
            question: {
              ...parties,
              product: asked.product,
              begin: asked.gewensteIngangsdatum,
              ...amountOf(asked.einddatum, asked.omvang, asked.budget),
            },
          },
        ],
  );
}

function amountOf(end: string | undefined, omvang: Omvang, budget: string | undefined) {
  return {
    ...(end !== undefined && { end }),
    ...(omvang && { omvang }),
    ...(budget !== undefined && { budget }),
  };
}

/** The question as the contracts take it. */
export function questionOf({ question }: AskedContract): ContractQuestion {
  const { omvang, budget, ...rest } = question;
  return {
    ...rest,
    ...(omvang && { omvang: { ...omvang, volume: BigInt(omvang.volume) } }),
    ...(budget !== undefined && { budget: readCents(budget) }),
  };
}

/** Whether messages of a type are requests, which a gemeente answers with a decision. */
export function isRequest(type: string | null): type is 'JW315' | 'JW317' {
  return type === 'JW315' || type === 'JW317';
}

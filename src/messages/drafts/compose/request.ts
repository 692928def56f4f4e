import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { type Composed, FormRefused, type RequestForm } from '../forms.ts';
import { headerOf, newReference, type Setting } from './setting.ts';

type Asked = BerichtOf<'JW315'>['client']['aangevraagdeProducten']['aangevraagdProduct'][number];

/** The JW315 of a form, with references where it has none. */
export function composeRequest(
  { client, commentaar, products }: RequestForm,
  setting: Setting,
): Composed {
  const { bsn, geboortedatum, geslacht, naam, gezagsdragerBekend } = client;
  return composed({
    type: 'JW315',
    header: headerOf('JW315', setting),
    client: {
      ...{ bsn, geboortedatum, geslacht, naam },
      ...(gezagsdragerBekend !== undefined && { gezagsdragerBekend }),
      ...(commentaar !== undefined && { commentaar }),
      aangevraagdeProducten: {
        aangevraagdProduct: products.map(
          (product): Asked => ({
            ...product,
            referentieAanbieder: product.referentieAanbieder ?? newReference(),
          }),
        ),
      },
    },
  });
}

/** A refusal on residence (TR377), and the gemeente that it names. */
export interface RefusedOnResidence {
  readonly referentie: string;
  readonly gemeente: string;
}

/**
 * Which products of a request are asked anew, and of which gemeente.
 *
 * @param refused in the order of the request
 * @param wanted references; by default those that were refused for the gemeente that was named first
 * @throws {FormRefused} `not-refused-on-residence`, also for one that was refused for yet another gemeente
 */
export function askedElsewhere(
  refused: readonly RefusedOnResidence[],
  wanted: readonly string[] | undefined,
): { referenties: readonly string[]; gemeente: string } {
  const of = (referentie: string | undefined) =>
    refused.find((one) => one.referentie === referentie)?.gemeente;
  const gemeente = of(wanted ? wanted[0] : refused[0]?.referentie);
  if (gemeente === undefined)
    throw new FormRefused('not-refused-on-residence', wanted ? 'referenties/0' : 'requestId');
  if (!wanted) {
    const same = refused.filter((one) => one.gemeente === gemeente);
    return { referenties: same.map(({ referentie }) => referentie), gemeente };
  }
  for (const [index, referentie] of wanted.entries())
    if (of(referentie) !== gemeente)
      throw new FormRefused('not-refused-on-residence', `referenties/${index}`);
  return { referenties: wanted, gemeente };
}

/**
 * The same products of the other gemeente, with references of their own (TR347) and without the Beschikking of the
 * gemeente that refused them.
 */
export function composeElsewhere(
  { client }: BerichtOf<'JW315'>,
  referenties: readonly string[],
  setting: Setting,
): Composed {
  const products = client.aangevraagdeProducten.aangevraagdProduct
    .filter(({ referentieAanbieder }) => referenties.includes(referentieAanbieder))
    .map((asked): Asked => {
      const { beschikkingNummer: _, beschikkingIngangsdatum: __, ...rest } = asked;
      return { ...rest, referentieAanbieder: newReference() };
    });
  return composed({
    type: 'JW315',
    header: headerOf('JW315', setting),
    client: { ...client, aangevraagdeProducten: { aangevraagdProduct: products } },
  });
}

function composed(bericht: BerichtOf<'JW315'>): Composed {
  return { bericht, lacking: [], basis: {}, afterPrevious: false };
}

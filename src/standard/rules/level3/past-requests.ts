import type { BerichtOf } from '../../messages/berichten.ts';
import { clientOf, verzoekOf } from '../engine/classes.ts';
import { at, type Located } from '../engine/located.ts';
import { isOpen } from '../engine/past.ts';
import { pastRule } from '../engine/past-rule.ts';
import { aangevraagdeProducten } from '../engine/products.ts';
import type { Rule } from '../engine/rule.ts';

/** What a request (JW315, JW317) may not repeat of earlier requests. */
export const pastRequests: readonly Rule[] = [
  pastRule({
    code: 'TR347',
    level: 3,
    retourCode: '9347',
    messages: ['JW315', 'JW317'],
    berichtklasse: 'ReferentieAanbieder of AangevraagdProduct, Verzoek',
    sentence: {
      nl: 'Deze ReferentieAanbieder is al gebruikt in een eerder verzoek. Vul een nieuwe referentie in die nog nooit is gebruikt.',
      en: 'This ReferentieAanbieder was used in an earlier request. Fill in a new reference that was never used before.',
    },
    check: (bericht, { usedReferences }) =>
      references(bericht)
        .filter(({ value }) => usedReferences.has(value))
        .map(({ path }) => path),
  }),
  pastRule({
    code: 'TR374',
    level: 3,
    retourCode: '9374',
    messages: ['JW315', 'JW317'],
    berichtklasse: 'Client in JW315, Verzoek in JW317',
    sentence: {
      nl: 'Er loopt nog een verzoek voor deze cliënt. Wacht tot de gemeente dat verzoek heeft toegewezen of afgewezen, en stuur dan pas een nieuw verzoek.',
      en: 'A request for this client is still open. Wait until the municipality has allocated or refused it before sending a new request.',
    },
    check: (bericht, { requests }) => {
      if (!requests.some((request) => request.ofClient && isOpen(request))) return [];
      const { path } = bericht.type === 'JW317' ? verzoekOf(bericht) : clientOf(bericht);
      return [path];
    },
  }),
];

/** A JW315 has a reference for each product, a JW317 one for all that it asks. */
function references(bericht: BerichtOf<'JW315' | 'JW317'>): Located<string>[] {
  return withReference(bericht).map((place) => ({
    value: place.value.referentieAanbieder,
    path: at(place, 'referentieAanbieder'),
  }));
}

function withReference(
  bericht: BerichtOf<'JW315' | 'JW317'>,
): readonly Located<{ readonly referentieAanbieder: string }>[] {
  return bericht.type === 'JW315' ? aangevraagdeProducten(bericht) : [verzoekOf(bericht)];
}

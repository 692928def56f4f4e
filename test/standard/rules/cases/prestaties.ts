import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from './nth.ts';

/**
 * Adds a copy of the first Prestatie of the first client, and its amount to the total.
 *
 * @param month `2024-02`
 */
export function addPrestatie(
  { declaratie }: Draft<BerichtOf<'JW323'>>,
  { referentie, month }: { readonly referentie: string; readonly month: string },
) {
  const { prestatie } = nth(declaratie.clienten.client, 1).prestaties;
  const copy = structuredClone(nth(prestatie, 1));
  copy.productReferentie.referentieNummer = referentie;
  const days = new Date(`${month}-01`);
  days.setUTCMonth(days.getUTCMonth() + 1, 0);
  copy.productPeriode = {
    begindatum: `${month}-01`,
    einddatum: `${month}-${days.getUTCDate()}`,
  };
  prestatie.push(copy);
  const total = declaratie.totaalIngediendBedrag;
  total.totaalBedrag = String(Number(total.totaalBedrag) + Number(copy.ingediendBedrag.bedrag));
  return copy;
}

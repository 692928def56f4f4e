import { amountText } from '../../texts/console/written.ts';
import { dayOrText, type Wording } from './composites.ts';

/** The list of the codes that an element has, by its field. */
const lists: Readonly<Record<string, string>> = {
  geslacht: 'geslacht',
  juridischeStatus: 'juridische-status',
  wettelijkeVertegenwoordiging: 'wettelijke-vertegenwoordiging',
  gezagsdragerBekend: 'ja-of-nee',
  raamcontract: 'ja-of-nee',
  redenWijziging: 'reden-van-wijziging',
  redenBeeindiging: 'reden-van-beeindiging',
  redenVerzoek: 'reden-van-verzoek',
  redenAfwijzingVerzoek: 'reden-van-afwijzing',
  verzoekAntwoord: 'antwoord-op-verzoek',
  statusAanlevering: 'status-aanlevering',
  gemeente: 'gemeentecode',
};

const inCents: ReadonlySet<string> = new Set(['budget', 'productTarief']);

const ofAmounts: ReadonlySet<string> = new Set(['eenheid', 'frequentie']);

/** The list of the codes of a field. @param at path of the class that has it */
export function listOf(name: string, at: string): string | undefined {
  if (ofAmounts.has(name)) return name;
  // Soort is of an address in one class, and of a person in another.
  const soort = /Relatie(\[\d+\])?$/.test(at) ? 'soort-relatie' : 'soort-adres';
  return name === 'soort' ? soort : lists[name];
}

/** What an element says, in words. @param at path of the class that has it */
export function valueText(name: string, value: string, at: string, wording: Wording): string {
  const { codes, language } = wording;
  const list = ofAmounts.has(name) ? undefined : listOf(name, at);
  if (list !== undefined) return codes.named(list, value);
  if (/datum|dagtekening/i.test(name)) return dayOrText(value, language);
  if (inCents.has(name) && /^\d{1,15}$/.test(value)) return amountText(Number(value), language);
  return value;
}

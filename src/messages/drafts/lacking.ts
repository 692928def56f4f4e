import type { AnyBericht } from '../../standard/messages/berichten.ts';
import type { ClientDetails, Lacking } from './forms.ts';

/**
 * What a draft still lacks after a person changed it.
 *
 * @param lacking what it lacked when it was composed
 */
export function stillLacking(bericht: AnyBericht, lacking: readonly Lacking[]): Lacking[] {
  return lacking.filter(({ code }) => !isThere(bericht, code));
}

function isThere(bericht: AnyBericht, code: Lacking['code']): boolean {
  if (code === 'address-unsafe') return false;
  if (code === 'client') return isNamed(bericht);
  if (bericht.type !== 'JW301') return true;
  const { client } = bericht;
  return code === 'address' ? hasAddress(client) : hasGezagsdrager(client);
}

/** Contacts where a client can be reached. */
const ofAddress = ['01', '02', '03'];

/** Whether there is an address where the client can be reached (TR061); CD034 asks the same of 01 and 03. */
export function hasAddress({ contactgegevens }: Pick<ClientDetails, 'contactgegevens'>): boolean {
  return contactgegevens.contact.some(
    ({ soort, adres }) => ofAddress.includes(soort) && adres !== undefined,
  );
}

/** SoortRelatie of who can have authority over a child (OP002): a parent or a guardian. */
const gezagsdragers = ['10', '11'];

/** Whether one of these is there. */
export function hasGezagsdrager({ relaties }: Pick<ClientDetails, 'relaties'>): boolean {
  return (relaties?.relatie ?? []).some(({ soort }) => gezagsdragers.includes(soort));
}

function isNamed(bericht: AnyBericht): boolean {
  if (!('client' in bericht) || bericht.client === undefined) return true;
  const client = bericht.client;
  if (!('geboortedatum' in client)) return true;
  const { geboortedatum, geslacht, naam } = client;
  return geboortedatum.datum !== '' && geslacht !== '' && naam.geslachtsnaam.achternaam !== '';
}

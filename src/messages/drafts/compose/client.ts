import { datePartsOf, daysInMonth, isMoreYearsBefore } from '../../../standard/calendar.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { type ClientDetails, type ClientFacts, FormRefused, type Lacking } from '../forms.ts';
import { hasAddress, hasGezagsdrager } from '../lacking.ts';
import { dayAfter } from './setting.ts';

type Client = Omit<BerichtOf<'JW301'>['client'], 'toegewezenProducten'>;

/**
 * What a JW301 lacks of a child of whom a gemeente knows this.
 *
 * @param secret something that is known says that the address is to be kept secret
 * @param today plain date
 */
export function lackingOf(
  details: ClientDetails | undefined,
  secret: boolean,
  today: string,
): Lacking['code'][] {
  if (secret || (details && isUnsafe(details))) return ['address-unsafe'];
  if (!details) return ['client', 'address', 'gezagsdrager'];
  return lackingIn(details, today, false);
}

function lackingIn(said: ClientDetails, today: string, known: boolean): Lacking['code'][] {
  return [
    ...(hasAddress(said) ? [] : (['address'] as const)),
    ...(known || hasOwnAuthority(said, today) || hasGezagsdrager(said)
      ? []
      : (['gezagsdrager'] as const)),
  ];
}

const elementOf = {
  client: 'Client',
  address: 'Client/Contactgegevens',
  gezagsdrager: 'Client/Relaties',
} as const;

/** What is known of a child besides the request. */
export interface KnownOfClient {
  readonly details: ClientDetails | undefined;
  /** Something that is known says that the address is to be kept secret. */
  readonly secret: boolean;
  /** A person typed them into this draft. */
  readonly typed: boolean;
}

/**
 * The Client of a JW301, without its products.
 *
 * Where nothing is known, a JW315 still says who the child is, and a JW317 only its Bsn.
 *
 * @throws {FormRefused} `address-unsafe`
 */
export function clientOfAllocation(
  request: BerichtOf<'JW315' | 'JW317'>,
  { details, secret, typed }: KnownOfClient,
  today: string,
): { client: Client; lacking: Lacking[] } {
  const { bsn } = request.client;
  if ((secret || (details && isUnsafe(details))) && !(typed && details && hasAddress(details)))
    throw new FormRefused('address-unsafe', 'requestId');
  const said = details ?? (request.type === 'JW315' ? saidIn(request) : nothing);
  const known = request.type === 'JW315' && request.client.gezagsdragerBekend === '1';
  const codes = [
    ...(said === nothing ? (['client'] as const) : []),
    ...lackingIn(said, today, known),
  ] as (keyof typeof elementOf)[];
  const lacking = codes.map((code): Lacking => ({ code, element: elementOf[code] }));
  return { client: { bsn, ...said }, lacking };
}

const nothing: ClientDetails = {
  geboortedatum: { datum: '' },
  geslacht: '',
  naam: { geslachtsnaam: { achternaam: '' }, naamGebruik: '1' },
  contactgegevens: { contact: [] },
};

function saidIn({ client }: BerichtOf<'JW315'>): ClientDetails {
  const { geboortedatum, geslacht, naam } = client;
  return {
    geboortedatum,
    geslacht,
    // Its own name; a JW315 knows no name of a partner (CS050).
    naam: { ...naam, naamGebruik: '1' },
    contactgegevens: { contact: [] },
  };
}

/**
 * Whether an address is to be kept secret (OP003). The standard has no field for it, so that gemeenten write it as a
 * text: in Commentaar of the client, or in the Organisatie, street or place of a contact. What was known before is then not repeated, with
 * or without an address, for the newest JW301 may have gone to another aanbieder. A person who looked writes
 * which address is safe to give.
 */
export function isUnsafe({ commentaar, contactgegevens, relaties }: ClientDetails): boolean {
  const contacts = [
    ...contactgegevens.contact,
    ...(relaties?.relatie ?? []).map(({ contact }) => contact),
  ];
  const texts = contacts.flatMap(({ organisatie, adres }) => [
    ...[organisatie, adres?.straatnaam, adres?.plaatsnaam],
  ]);
  return [commentaar, ...texts].some((text) => text !== undefined && /geheim/i.test(text));
}

/** From the sixteenth birthday on. Where the day or month is not known, the last day counts on which it can be. */
function hasOwnAuthority({ geboortedatum }: ClientDetails, today: string): boolean {
  const { datum, datumGebruik } = geboortedatum;
  if (datum === '' || datumGebruik === '3') return false;
  const { year, month } = datePartsOf(datum);
  const last =
    datumGebruik === '2'
      ? datum.replace(/..-..$/, '12-31')
      : datumGebruik === '1'
        ? datum.replace(/..$/, String(daysInMonth(year, month)))
        : datum;
  return isMoreYearsBefore(16, last, dayAfter(today));
}

/** Who the client is, of a JW301 that an aanbieder got: for its own messages. */
export function factsFrom(client: BerichtOf<'JW301'>['client']): ClientFacts {
  const { bsn, geboortedatum, geslacht, naam } = client;
  const { geslachtsnaam, voornamen, voorletters } = naam;
  return {
    bsn,
    geboortedatum,
    geslacht,
    naam: {
      geslachtsnaam,
      ...(voornamen !== undefined && { voornamen }),
      ...(voorletters !== undefined && { voorletters }),
    },
  };
}

/**
 * The Client of a start or stop.
 *
 * @param known of the newest JW301 that is kept
 * @param typed goes before it, field by field, but for the Bsn, which the ledger has
 */
export function clientOfDelivery(
  bsn: string,
  known: ClientFacts | undefined,
  typed: Partial<ClientFacts> = {},
): { client: ClientFacts; lacking: Lacking[] } {
  const geboortedatum = typed.geboortedatum ?? known?.geboortedatum;
  const geslacht = typed.geslacht ?? known?.geslacht;
  const naam = typed.naam ?? known?.naam;
  const isKnown = geboortedatum && geslacht !== undefined && naam;
  return {
    client: {
      bsn,
      geboortedatum: geboortedatum ?? { datum: '' },
      geslacht: geslacht ?? '',
      naam: naam ?? { geslachtsnaam: { achternaam: '' } },
    },
    lacking: isKnown ? [] : [{ code: 'client', element: 'Client' }],
  };
}

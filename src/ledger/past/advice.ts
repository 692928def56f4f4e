import { isBefore } from '../../standard/calendar.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { at } from '../../standard/rules/engine/located.ts';
import { isOpen, normalNumber } from '../../standard/rules/engine/past.ts';
import type { ProductSpic } from '../catalogue/spic.ts';
import { toegewezenProducten } from '../model/from-message.ts';
import type { Allocation, ClientState } from '../model/state.ts';
import { isRepeated } from '../model/versions.ts';
import { namedIn, requestsOf } from './past.ts';
import { stackedProducts } from './stacking.ts';

/** Something to look at, for which the standard has no return code. Holds no value of a message. */
export interface Advice {
  readonly code: keyof typeof adviceSentences;
  /** Path below Bericht. */
  readonly path: string;
}

/** For the gemeente that sent the message. */
export const adviceSentences = {
  'allocation-forgotten': {
    nl: 'Deze cliënt heeft bij deze aanbieder nog een lopende of toekomstige toewijzing die niet in dit bericht staat. Noem in de JW301 alle toewijzingen. Geldt een toewijzing niet meer, vul dan een Einddatum in of verwijder de toewijzing met RedenWijziging 13.',
    en: 'This client has another present or future allocation at this provider, which is not in here. Name every current allocation in the JW301. For what no longer holds, send an Einddatum, or delete it with RedenWijziging 13.',
  },
  'reference-missing': {
    nl: 'Deze aanbieder heeft voor deze cliënt een verzoek ingediend, maar deze toewijzing verwijst er niet naar. Kent u met deze toewijzing dat verzoek toe, vul dan ReferentieAanbieder in; anders blijft het verzoek open.',
    en: 'There is a request of this provider for this client, which this allocation does not name. If it answers that request, fill in ReferentieAanbieder; otherwise the request stays open.',
  },
  'spic-stacking': {
    nl: 'Deze cliënt heeft bij deze aanbieder in dezelfde periode al een product met hetzelfde profiel. Stapelen mag alleen in segment B. Beëindig een van de twee producten, of wijs één SPIC toe die alle hulp dekt.',
    en: 'This client has another product of the same profile at this provider, for the same days. Stacking is allowed in segment B only. End one of the two, or allocate one SPIC that covers all of it.',
  },
} as const satisfies Record<string, Readonly<Record<'nl' | 'en', string>>>;

/**
 * Advice to a gemeente on a JW301 that was approved: no rule refuses what it is about.
 * - `allocation-forgotten`: it does not name every current allocation at the aanbieder.
 * - `reference-missing`: a request is open, and a new allocation names none; after a JW317 also one that
 *   was changed. TR379 already covers a reference that is missing beside one that names a JW317.
 * - `spic-stacking`: it allocates a second SPIC of one profile for the same days, not in segment B.
 *
 * @param state of the client at the aanbieder, before the message
 * @param spics what the region of the gemeente says of the products of both; none without a catalogue
 */
export function adviceOn(
  bericht: BerichtOf<'JW301'>,
  state: ClientState,
  spics: readonly ProductSpic[],
): Advice[] {
  const stacked = stackedProducts(bericht, state, spics);
  return [
    ...forgotten(bericht, state),
    ...withoutReference(bericht, state),
    ...stacked.map((path) => ({ code: 'spic-stacking', path }) as const),
  ];
}

function forgotten(bericht: BerichtOf<'JW301'>, state: ClientState): Advice[] {
  const there = new Set(namedIn(bericht).toewijzingNummers);
  const { dagtekening } = bericht.header.berichtIdentificatie;
  const isForgotten = [...state.allocations.values()].some(
    (allocation) => isCurrent(allocation, dagtekening) && !there.has(allocation.toewijzingNummer),
  );
  return isForgotten ? [{ code: 'allocation-forgotten', path: 'Client/ToegewezenProducten' }] : [];
}

/**
 * Whether an allocation holds on a day or later, so that a JW301 of that day names it (OP087). One of which a change
 * left no more than its first day holds on that day; one that changes over to another aanbieder holds until its
 * Einddatum.
 */
export function isCurrent({ status, content }: Allocation, day: string): boolean {
  const { einddatum } = content;
  return status !== 'deleted' && (einddatum === undefined || !isBefore(einddatum, day));
}

function withoutReference(bericht: BerichtOf<'JW301'>, state: ClientState): Advice[] {
  const { referenties } = namedIn(bericht);
  const open = requestsOf(state).filter(isOpen);
  const named = new Set(referenties);
  const types = new Set(
    open.filter((one) => !named.has(one.referentieAanbieder)).map(({ type }) => type),
  );
  const honoursChange = open.some(
    ({ type, referentieAanbieder }) => type === 'JW317' && named.has(referentieAanbieder),
  );
  if (types.size === 0 || honoursChange) return [];
  return toegewezenProducten(bericht)
    .filter(({ value }) => value.referentieAanbieder === undefined)
    .filter(({ value }) => {
      const known = state.allocations.get(normalNumber(value.toewijzingNummer));
      return !known || (types.has('JW317') && !isRepeated(value, known.content));
    })
    .map((product) => ({ code: 'reference-missing', path: at(product, 'referentieAanbieder') }));
}

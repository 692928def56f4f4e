import { readFileSync } from 'node:fs';
import type { LedgerEvent } from '../../src/ledger/model/events.ts';
import { applyEvents, type ClientState, emptyState } from '../../src/ledger/model/state.ts';
import type { LedgerBericht } from '../../src/ledger/past/bericht.ts';
import { eventsOf } from '../../src/ledger/past/events.ts';
import { namedIn, pastFrom } from '../../src/ledger/past/past.ts';
import type { BerichtOf } from '../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../src/standard/messages/parse.ts';
import { checkBericht } from '../../src/standard/rules/check.ts';
import type { Draft } from '../standard/rules/case.ts';
import { testGemeenten } from '../standard/rules/gemeenten.ts';
import type { Random } from '../support/generate/random.ts';
import { allocation, asked, never, start, stop } from './stories/conversation.ts';

/** What was approved between one gemeente and one aanbieder about one child. */
export interface History {
  readonly approved: readonly LedgerBericht[];
  readonly events: readonly LedgerEvent[];
  /** As it grew, message by message. */
  readonly state: ClientState;
}

const today = '2026-01-05';
const numbers = ['101', '102', '103', '104'];
const references = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'];
const days = ['2025-03-03', '2025-04-01', '2025-05-05', '2025-06-02'];
const reasons = ['04', '05', '09', '10', '12', '13'];
const codes = ['B09P', 'B09I', 'C07I'];

/** A history of at most so many messages; those that a rule refuses are left out, as they would be. */
export function randomHistory(random: Random, messages: number): History {
  const approved: LedgerBericht[] = [];
  const events: LedgerEvent[] = [];
  let state = emptyState;
  for (let count = 0; count < messages; count++) {
    const bericht = randomBericht(random, state);
    if (!isApproved(bericht, state)) continue;
    const added = eventsOf(bericht, state);
    approved.push(bericht);
    events.push(...added);
    state = applyEvents(state, added);
  }
  return { approved, events, state };
}

function isApproved(bericht: LedgerBericht, state: ClientState): boolean {
  const used = namedIn(bericht).referenties.filter((reference) => state.requests.has(reference));
  const past = pastFrom(state, {
    identificatieUsed: false,
    allocations: [],
    requests: [],
    usedReferences: new Set(used),
  });
  return checkBericht(bericht, [2, 3], { today, gemeenten: testGemeenten, past }).length === 0;
}

function randomBericht(random: Random, state: ClientState): LedgerBericht {
  switch (random.pick(['JW301', 'JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319'] as const)) {
    case 'JW301':
      return written('JW301', ({ client }) => {
        client.toegewezenProducten.toegewezenProduct = randomAllocations(random, state);
      });
    case 'JW305':
      return written('JW305', ({ client }) => {
        client.startProducten.startProduct = some(random, 2, () => randomStart(random, state));
      });
    case 'JW307':
      return written('JW307', ({ client }) => {
        client.stopProducten.stopProduct = some(random, 2, () => randomStop(random, state));
      });
    case 'JW315':
      return written('JW315', ({ client }) => {
        client.aangevraagdeProducten.aangevraagdProduct = some(random, 2, () =>
          asked(random.pick(references), {
            product: { categorie: '45', code: random.pick(codes) },
          }),
        );
      });
    case 'JW317':
      return written('JW317', ({ client }) => {
        client.verzoek = randomChange(random, state);
      });
    case 'JW319':
      return written('JW319', (bericht) => {
        const answer = random.chance(0.5)
          ? { verzoekAntwoord: '2' }
          : { verzoekAntwoord: '1', redenAfwijzingVerzoek: '2' };
        bericht.antwoord = { referentieAanbieder: random.pick(references), ...answer };
      });
  }
}

/** Repeats, changes and new ones; decided on any day, so that some come too late. */
function randomAllocations(random: Random, state: ClientState) {
  const reference = () =>
    random.chance(0.3) ? { referentieAanbieder: random.pick(references) } : {};
  return numbers
    .filter(() => random.chance(0.5))
    .map((number) => {
      const known = state.allocations.get(number)?.content;
      const { referentieAanbieder: _, ...before } = structuredClone(
        known ?? allocation(number, { product: { categorie: '45', code: random.pick(codes) } }),
      );
      if (known && random.chance(0.4)) return before;
      const moment = {
        toewijzingsdatum: random.pick(days),
        toewijzingstijd: random.pick(['09:00:00', '10:00:00', '10:00:00.50']),
      };
      const period = known
        ? { redenWijziging: random.pick(reasons), einddatum: random.pick(days) }
        : { ingangsdatum: random.pick(days), einddatum: '2026-12-31' };
      if (period.redenWijziging === '13') period.einddatum = before.ingangsdatum;
      return { ...before, ...moment, ...period, ...reference() };
    });
}

function randomChange(random: Random, state: ClientState) {
  const named = [...state.allocations.values()].filter(() => random.chance(0.9));
  const changed = named.filter(() => random.chance(0.5));
  return {
    referentieAanbieder: random.pick(references),
    redenVerzoek: '1',
    ...listed(
      'ongewijzigdeProducten',
      'ongewijzigdProduct',
      named
        .filter((one) => !changed.includes(one))
        .map(({ toewijzingNummer }) => ({ toewijzingNummer })),
    ),
    ...listed(
      'teWijzigenProducten',
      'teWijzigenProduct',
      changed.map(({ toewijzingNummer, content }) => ({
        toewijzingNummer,
        gewensteIngangsdatum: content.ingangsdatum,
        einddatum: '2026-06-30',
        omvang: { volume: '2', eenheid: '82', frequentie: '6' },
      })),
    ),
  };
}

/** A list that is left out when it would be empty, as the schema wants. */
function listed<List extends string, Item extends string, T>(list: List, item: Item, items: T[]) {
  return (items.length > 0 ? { [list]: { [item]: items } } : {}) as {
    [L in List]?: { [I in Item]: T[] };
  };
}

/** Removes one that was sent, or reports a new one. */
function randomStart(random: Random, state: ClientState) {
  const sent = random.chance(0.4) ? last(state.starts) : undefined;
  const {
    toewijzingNummer = '',
    begindatum,
    product,
  } = sent ?? {
    toewijzingNummer: random.pick([...state.allocations.keys(), ...numbers]),
    begindatum: random.pick(days),
    product: { categorie: '45', code: random.pick(codes) },
  };
  const delivery = { ...start(toewijzingNummer, begindatum), product };
  return sent ? never(delivery) : delivery;
}

function randomStop(random: Random, state: ClientState) {
  const sent = random.chance(0.4) ? last(state.stops) : undefined;
  const {
    toewijzingNummer = '',
    begindatum,
    product,
  } = sent ?? last(state.starts) ?? randomStart(random, state);
  const einddatum = sent?.einddatum ?? random.pick(days.filter((day) => day >= begindatum));
  const reden = sent?.redenBeeindiging ?? (random.chance(0.5) ? '20' : '31');
  const delivery = { ...stop(toewijzingNummer, begindatum, einddatum, reden), product };
  return sent ? never(delivery) : delivery;
}

/** The last one that was not removed. */
function last<D extends { readonly removed: boolean }>(deliveries: readonly D[]): D | undefined {
  return deliveries.findLast(({ removed }) => !removed);
}

function some<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random.chance(0.7) ? 1 : 1 + random.below(most) }, make);
}

const read = <T extends LedgerBericht['type']>(type: T) =>
  parseBericht(
    type,
    readFileSync(new URL(`../../fixtures/${type}/valid-complete.xml`, import.meta.url)),
  );
const fixtures = {
  JW301: read('JW301'),
  JW305: read('JW305'),
  JW307: read('JW307'),
  JW315: read('JW315'),
  JW317: read('JW317'),
  JW319: read('JW319'),
};

function written<T extends LedgerBericht['type']>(
  type: T,
  change: (bericht: Draft<BerichtOf<T>>) => void,
): LedgerBericht {
  const draft = structuredClone(fixtures[type]) as unknown as Draft<BerichtOf<T>>;
  (draft as Draft<LedgerBericht>).header.berichtIdentificatie.dagtekening = today;
  change(draft);
  return draft as unknown as LedgerBericht;
}

import { expect, test } from 'vitest';
import type { LedgerEvent } from '../../src/ledger/model/events.ts';
import {
  applyEvent,
  applyEvents,
  type ClientState,
  emptyState,
} from '../../src/ledger/model/state.ts';
import type { LedgerBericht } from '../../src/ledger/past/bericht.ts';
import { eventsOf, imported } from '../../src/ledger/past/events.ts';
import { normalNumber } from '../../src/standard/rules/engine/past.ts';
import { Random } from '../support/generate/random.ts';
import { reached, repetitions } from '../support/long-form.ts';
import { randomHistory } from './histories.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const histories = repetitions(800, 2_000);

test(`${histories} histories: folding all events gives what grew message by message (seed ${seed})`, () => {
  console.log(`histories: SEED=${seed}`);
  const kinds = new Map<string, number>();
  for (let number = 0; number < histories; number++) {
    const { approved, events, state } = randomHistory(new Random(seed + number), 20);
    const about = `SEED=${seed + number}`;
    // As the ledger keeps them: as text.
    const kept: LedgerEvent[] = JSON.parse(JSON.stringify(events));
    expect(applyEvents(emptyState, kept), about).toEqual(state);
    expect(kept.reduce(applyEvent, emptyState), about).toEqual(state);
    expect(summary(state), about).toEqual(expectedOf(approved));
    for (const { kind } of events) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (events.some((event) => 'late' in event)) kinds.set('late', (kinds.get('late') ?? 0) + 1);
  }
  // Chance reached everything, and not by exception.
  const wanted =
    'allocated changed withdrawn deleted late requested answered started startRemoved stopped stopRemoved';
  for (const kind of wanted.split(' '))
    expect(kinds.get(kind), kind).toBeGreaterThan(reached(20, 50));
}, 120_000);

test('what is imported counts as if its message had come', () => {
  for (let number = 0; number < 100; number++) {
    const { events, state } = randomHistory(new Random(seed + number), 20);
    const first = imported(events.map((event) => (event.kind === 'imported' ? event.of : event)));
    expect(applyEvents(emptyState, first)).toEqual(state);
  }
});

test('applying an event leaves the state that it was given as it is', () => {
  for (let number = 0; number < 100; number++) {
    let state = emptyState;
    for (const bericht of randomHistory(new Random(seed + number), 20).approved) {
      const before = structuredClone(state);
      const next = applyEvents(state, eventsOf(bericht, state));
      expect(state).toEqual(before);
      state = next;
    }
  }
});

/** The part of a state that {@link expectedOf} predicts. */
function summary({ allocations, requests, answers, honoured, starts, stops }: ClientState) {
  const current = [...starts, ...stops].filter(({ removed }) => !removed);
  return {
    versions: [...allocations.values()]
      .map(({ toewijzingNummer, content }) => `${toewijzingNummer} ${versionOf(content)}`)
      .sort(),
    deliveries: current.map(deliveryOf).sort(),
    open: [...requests.keys()]
      .filter((reference) => !honoured.has(reference) && !answers.get(reference)?.includes('1'))
      .sort(),
  };
}

/** The same, straight from the messages, without events: slow, and plain to see. */
function expectedOf(approved: readonly LedgerBericht[]): ReturnType<typeof summary> {
  const newest = new Map<string, { moment: string; version: string }>();
  const deliveries = new Set<string>();
  const open = new Set<string>();
  for (const bericht of approved) {
    if (bericht.type === 'JW301')
      for (const product of bericht.client.toegewezenProducten.toegewezenProduct) {
        const number = normalNumber(product.toewijzingNummer);
        const moment = `${product.toewijzingsdatum} ${product.toewijzingstijd}`;
        if (moment >= (newest.get(number)?.moment ?? ''))
          newest.set(number, { moment, version: versionOf(product) });
        open.delete(product.referentieAanbieder ?? '');
      }
    if (bericht.type === 'JW315')
      for (const product of bericht.client.aangevraagdeProducten.aangevraagdProduct)
        open.add(product.referentieAanbieder);
    if (bericht.type === 'JW317') open.add(bericht.client.verzoek.referentieAanbieder);
    if (bericht.type === 'JW319' && bericht.antwoord.verzoekAntwoord === '1')
      open.delete(bericht.antwoord.referentieAanbieder);
    const sent =
      bericht.type === 'JW305'
        ? bericht.client.startProducten.startProduct
        : bericht.type === 'JW307'
          ? bericht.client.stopProducten.stopProduct
          : [];
    for (const one of sent) if (one.statusAanlevering === '3') deliveries.delete(deliveryOf(one));
    for (const one of sent) if (one.statusAanlevering === '1') deliveries.add(deliveryOf(one));
  }
  return {
    versions: [...newest].map(([number, { version }]) => `${number} ${version}`).sort(),
    deliveries: [...deliveries].sort(),
    open: [...open].sort(),
  };
}

interface Version {
  readonly toewijzingsdatum: string;
  readonly toewijzingstijd: string;
  readonly ingangsdatum: string;
  readonly einddatum?: string;
  readonly redenWijziging?: string;
}

function versionOf(version: Version): string {
  const { toewijzingsdatum, toewijzingstijd, ingangsdatum, einddatum, redenWijziging } = version;
  return [toewijzingsdatum, toewijzingstijd, ingangsdatum, einddatum, redenWijziging].join(' ');
}

interface Delivery {
  readonly toewijzingNummer?: string;
  readonly product?: { readonly code?: string };
  readonly begindatum: string;
  readonly einddatum?: string;
  readonly redenBeeindiging?: string;
}

function deliveryOf(delivery: Delivery): string {
  const { toewijzingNummer, product, begindatum, einddatum, redenBeeindiging } = delivery;
  return [toewijzingNummer, product?.code, begindatum, einddatum, redenBeeindiging].join(' ');
}

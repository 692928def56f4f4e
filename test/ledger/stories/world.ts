import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { decodeEvent, encodeEvent } from '../../../src/ledger/model/codec.ts';
import type { LedgerEvent } from '../../../src/ledger/model/events.ts';
import { applyEvents, type ClientState, emptyState } from '../../../src/ledger/model/state.ts';
import { adviceOn } from '../../../src/ledger/past/advice.ts';
import type { LedgerBericht } from '../../../src/ledger/past/bericht.ts';
import { eventsOf } from '../../../src/ledger/past/events.ts';
import { type Across, namedIn, pastFrom, requestsOf } from '../../../src/ledger/past/past.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import type { Draft } from '../../standard/rules/case.ts';
import { testGemeenten } from '../../standard/rules/gemeenten.ts';

/** Who a conversation is between, and about whom. */
export interface Parties {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly bsn: string;
}

type LedgerType = LedgerBericht['type'];

/** Beemster went over into Purmerend on 1 January 2022: what it said counts as said by Purmerend. */
const successors: Readonly<Record<string, string>> = { '0370': '0439' };

/**
 * Gemeenten, aanbieders and children, and what is true between them. It replaces the database: a
 * message goes through the schema and every rule, and when none refuses it, through the ledger.
 */
export class World implements Disposable {
  readonly #inspector = Inspector.load('schemas/ijw/3.2');
  readonly #known = new Map<string, Known>();
  #messages = 0;

  [Symbol.dispose](): void {
    this.#inspector[Symbol.dispose]();
  }

  /** Starts afresh: nothing was ever said. */
  forget(): void {
    this.#known.clear();
  }

  state(parties: Parties): ClientState {
    return this.#known.get(keyOf(parties))?.state ?? emptyState;
  }

  /**
   * Sends a message of `fixtures/`, changed.
   *
   * @param dagtekening also the day on which it arrives
   * @returns its faults, or else what the ledger notes and advises
   */
  send<T extends LedgerType>(
    parties: Parties,
    type: T,
    dagtekening: string,
    change: (bericht: Draft<BerichtOf<T>>) => void,
  ): Outcome {
    const bytes = buildBericht(this.#write(parties, type, dagtekening, change));
    expect(this.#inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violations: [] });
    const bericht = parseBericht(type, bytes) as LedgerBericht;
    const about = bericht.type === 'JW319' ? this.#whoAsked(parties, bericht) : parties;
    const state = this.state(about);

    const past = pastFrom(state, this.#across(about, bericht));
    const context = { today: dagtekening, gemeenten: testGemeenten, past };
    const faults = checkBericht(bericht, [2, 3, 4], context).map(
      ({ rule, path }) => `${rule} ${path}`,
    );
    if (faults.length > 0) return { faults, events: [], advice: [] };

    const elsewhere = this.#others(about)
      .filter(({ parties: other }) => other.bsn === about.bsn && sameGemeente(other, about))
      .flatMap(({ state: other }) => [...other.allocations.values()]);
    const added = eventsOf(bericht, state, { elsewhere });
    // As the ledger gives them back.
    const events = added.map((event) => decodeEvent(encodeEvent(event)));
    const advice = bericht.type === 'JW301' ? adviceOn(bericht, state, []) : [];
    this.#note(about, events);
    return { faults, events, advice: advice.map(({ code }) => code) };
  }

  #note(parties: Parties, events: readonly LedgerEvent[]): void {
    const before = this.#known.get(keyOf(parties));
    const story = [...(before?.story ?? []), ...events];
    const state = applyEvents(before?.state ?? emptyState, events);
    expect(applyEvents(emptyState, story)).toEqual(state);
    this.#known.set(keyOf(parties), { parties, state, story });
  }

  #write<T extends LedgerType>(
    parties: Parties,
    type: T,
    dagtekening: string,
    change: (bericht: Draft<BerichtOf<T>>) => void,
  ): BerichtOf<T> {
    const fixture = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
    const draft = structuredClone(parseBericht(type, readFileSync(fixture)));
    const { header, client } = draft as Draft<BerichtOf<LedgerType>> & {
      client?: { bsn: string };
    };
    const byGemeente = type === 'JW301' || type === 'JW319';
    header.afzender = byGemeente ? parties.gemeente : parties.aanbieder;
    header.ontvanger = byGemeente ? parties.aanbieder : parties.gemeente;
    this.#messages += 1;
    header.berichtIdentificatie = { identificatie: `B${this.#messages}`, dagtekening };
    if (client) client.bsn = parties.bsn;
    change(draft as unknown as Draft<BerichtOf<T>>);
    return draft;
  }

  /** A JW319 names no client: it is about the one whose request it answers. */
  #whoAsked(parties: Parties, { antwoord }: BerichtOf<'JW319'>): Parties {
    const found = [...this.#known.values()].find(
      ({ parties: other, state }) =>
        sameGemeente(other, parties) &&
        other.aanbieder === parties.aanbieder &&
        state.requests.has(antwoord.referentieAanbieder),
    );
    return found?.parties ?? parties;
  }

  #across(parties: Parties, bericht: LedgerBericht): Across {
    const { toewijzingNummers, referenties } = namedIn(bericht);
    const { bsn, aanbieder } = parties;
    const others = this.#others(parties);
    const atGemeente = others.filter(({ parties: other }) => sameGemeente(other, parties));
    const ofAanbieder = [...this.#known.values()].filter(
      ({ parties: other }) => other.aanbieder === aanbieder,
    );
    return {
      identificatieUsed: false,
      allocations: atGemeente.flatMap(({ parties: other, state }) =>
        toewijzingNummers
          .map((number) => state.allocations.get(number))
          .filter((allocation) => allocation !== undefined)
          .map(({ toewijzingNummer }) => ({
            toewijzingNummer,
            ofClient: other.bsn === bsn,
            ofAanbieder: other.aanbieder === aanbieder,
          })),
      ),
      requests: atGemeente
        .filter(({ parties: other }) => other.aanbieder === aanbieder)
        .flatMap(({ state }) => requestsOf(state))
        .filter(({ referentieAanbieder }) => referenties.includes(referentieAanbieder))
        .map((request) => ({ ...request, ofClient: false })),
      usedReferences: new Set(
        referenties.filter((reference) =>
          ofAanbieder.some(({ state }) => state.requests.has(reference)),
        ),
      ),
    };
  }

  #others(parties: Parties): Known[] {
    return [...this.#known.values()].filter((one) => keyOf(one.parties) !== keyOf(parties));
  }
}

interface Known {
  readonly parties: Parties;
  readonly state: ClientState;
  /** Every event, from the first on. */
  readonly story: readonly LedgerEvent[];
}

export interface Outcome {
  /** `rule path`. */
  readonly faults: readonly string[];
  readonly events: readonly LedgerEvent[];
  readonly advice: readonly string[];
}

function keyOf({ gemeente, aanbieder, bsn }: Parties): string {
  return `${successors[gemeente] ?? gemeente} ${aanbieder} ${bsn}`;
}

function sameGemeente(a: Parties, b: Parties): boolean {
  return (successors[a.gemeente] ?? a.gemeente) === (successors[b.gemeente] ?? b.gemeente);
}

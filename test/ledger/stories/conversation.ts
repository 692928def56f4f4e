import { expect } from 'vitest';
import type { LedgerEvent } from '../../../src/ledger/model/events.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import type { Draft } from '../../standard/rules/case.ts';
import type { Outcome, Parties, World } from './world.ts';

/** Amsterdam and De Dijk, about Yara: the people of `fixtures/README.md`. */
export const yara: Parties = { gemeente: '0363', aanbieder: '12345678', bsn: '999912008' };
export const ilyas: Parties = { ...yara, bsn: '999934508' };

type Products<T extends 'JW301' | 'JW305' | 'JW307' | 'JW315'> = Draft<BerichtOf<T>>['client'];
export type Allocation = Products<'JW301'>['toegewezenProducten']['toegewezenProduct'][number];
type Asked = Products<'JW315'>['aangevraagdeProducten']['aangevraagdProduct'][number];
type Start = Products<'JW305'>['startProducten']['startProduct'][number];
type Stop = Products<'JW307'>['stopProducten']['stopProduct'][number];
type Verzoek = Draft<BerichtOf<'JW317'>>['client']['verzoek'];

/** The SPIC of most stories: segment B, profile 9, perspectief. */
const spic = { categorie: '45', code: 'B09P' };
const once = { volume: '1', eenheid: '82', frequentie: '6' };

/** A year of help from 1 March 2024, decided on 12 February; `besides` has what is different. */
export function allocation(
  toewijzingNummer: string,
  besides: Partial<Allocation> = {},
): Allocation {
  const year = { ingangsdatum: '2024-03-01', einddatum: '2025-02-28' };
  const decided = { toewijzingsdatum: '2024-02-12', toewijzingstijd: '10:00:00' };
  return { toewijzingNummer, product: spic, ...decided, ...year, omvang: once, ...besides };
}

/** An allocation as it is after a decision of a later day. */
export function decided(day: string, before: Allocation, changes: Partial<Allocation>): Allocation {
  const { referentieAanbieder: _, ...kept } = before;
  return { ...kept, toewijzingsdatum: day, ...changes };
}

/** What {@link allocation} answers to. */
export function asked(referentieAanbieder: string, besides: Partial<Asked> = {}): Asked {
  const year = { toewijzingIngangsdatum: '2024-03-01', toewijzingEinddatum: '2025-02-28' };
  const verwijzer = { type: '05', naam: 'Kinderarts De Wit' };
  return { referentieAanbieder, product: spic, ...year, omvang: once, verwijzer, ...besides };
}

export function start(toewijzingNummer: string, begindatum: string): Start {
  return { toewijzingNummer, product: spic, begindatum, statusAanlevering: '1' };
}

/** The help that began on a day stopped on another, temporarily (20) or for good. */
export function stop(
  toewijzingNummer: string,
  begindatum: string,
  einddatum: string,
  redenBeeindiging: string,
): Stop {
  return { ...start(toewijzingNummer, begindatum), redenBeeindiging, einddatum };
}

/** Takes a start or stop back: it was never so. */
export function never<D extends Start>(delivery: D): D {
  return { ...delivery, statusAanlevering: '3' };
}

/** One gemeente and one aanbieder that talk about one child. */
export function conversation(world: World, parties: Parties = yara) {
  const send: World['send'] = world.send.bind(world);
  return {
    aanbieder: {
      /** JW315 */
      requests: (day: string, ...products: Asked[]) =>
        said(
          send(parties, 'JW315', day, ({ client }) => {
            client.aangevraagdeProducten.aangevraagdProduct = products;
          }),
        ),
      /** JW317 */
      requestsChange: (day: string, verzoek: Omit<Verzoek, 'redenVerzoek'>) =>
        said(
          send(parties, 'JW317', day, ({ client }) => {
            client.verzoek = { redenVerzoek: '1', ...verzoek };
          }),
        ),
      /** JW305 */
      starts: (day: string, ...products: Start[]) =>
        said(
          send(parties, 'JW305', day, ({ client }) => {
            client.startProducten.startProduct = products;
          }),
        ),
      /** JW307 */
      stops: (day: string, ...products: Stop[]) =>
        said(
          send(parties, 'JW307', day, ({ client }) => {
            client.stopProducten.stopProduct = products;
          }),
        ),
    },
    gemeente: {
      /** JW301 */
      allocates: (day: string, ...products: Allocation[]) =>
        said(
          send(parties, 'JW301', day, ({ client }) => {
            client.toegewezenProducten.toegewezenProduct = products;
          }),
        ),
      /** JW319 with VerzoekAntwoord 2 */
      investigates: (day: string, referentieAanbieder: string) =>
        said(
          send(parties, 'JW319', day, (bericht) => {
            bericht.antwoord = { referentieAanbieder, verzoekAntwoord: '2' };
          }),
        ),
      /** JW319 with VerzoekAntwoord 1; `woont` is the right gemeente when the child lives elsewhere */
      refuses: (day: string, referentieAanbieder: string, woont?: string) =>
        said(
          send(parties, 'JW319', day, (bericht) => {
            bericht.antwoord = {
              referentieAanbieder,
              verzoekAntwoord: '1',
              redenAfwijzingVerzoek: woont === undefined ? '2' : '8',
              ...(woont !== undefined && { woonplaatsbeginsel: { gemeente: woont } }),
            };
          }),
        ),
    },
    /** What is true now, in the words of these stories. */
    known: {
      allocations: () =>
        [...world.state(parties).allocations.values()].map(
          ({ toewijzingNummer, status, content, predecessors }) => {
            const days = `${content.ingangsdatum} to ${content.einddatum ?? 'further notice'}`;
            const follows =
              predecessors.length > 0 ? `, follows ${predecessors.join(' and ')}` : '';
            return `${toewijzingNummer} ${status} ${days}${follows}`;
          },
        ),
      openRequests: () => {
        const { requests, answers, honoured } = world.state(parties);
        return [...requests.keys()].filter(
          (reference) => !honoured.has(reference) && !answers.get(reference)?.includes('1'),
        );
      },
      starts: () =>
        world
          .state(parties)
          .starts.filter(({ removed }) => !removed)
          .map(({ toewijzingNummer, begindatum }) => `${toewijzingNummer} on ${begindatum}`),
      stops: () =>
        world
          .state(parties)
          .stops.filter(({ removed }) => !removed)
          .map(
            ({ toewijzingNummer, einddatum, redenBeeindiging }) =>
              `${toewijzingNummer} on ${einddatum} (${redenBeeindiging})`,
          ),
    },
  };
}

/** The outcome of a message. A story says of every message what it expects. */
function said({ faults, events, advice }: Outcome) {
  return {
    /** Approved, and this is what the ledger notes. */
    isApproved(...expected: string[]): void {
      expect({ faults, noted: events.map(inWords), advice }).toEqual({
        faults: [],
        noted: expected,
        advice: [],
      });
    },
    /** Approved, and the gemeente is advised to look at something. */
    isApprovedWithAdvice(expected: string): void {
      expect({ faults, advice }).toEqual({ faults: [], advice: [expected] });
    },
    /** Refused as a whole, on these rules at these places. Nothing of it is noted. */
    isRefused(...expected: string[]): void {
      expect(faults).toEqual(expected);
      expect(events).toEqual([]);
    },
  };
}

/** `changed 101`, `requested R1`. */
function inWords(event: LedgerEvent): string {
  const reported = event.kind === 'imported' ? event.of : event;
  const about =
    reported.kind === 'requested' || reported.kind === 'answered'
      ? reported.content.referentieAanbieder
      : reported.toewijzingNummer;
  const late = 'late' in reported && reported.late ? ', too late to count' : '';
  return `${event.kind} ${about}${late}`;
}

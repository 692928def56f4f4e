import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import type { Past, PastAllocation } from '../../../src/standard/rules/engine/past.ts';

/** Words for stories about starts and stops: the same for a history as for a message. */

/** What a start is known by. */
export interface Start {
  readonly toewijzingNummer?: string;
  readonly product?: { readonly categorie: string; readonly code?: string };
  readonly begindatum: string;
}
/** What a stop is known by. */
export interface Stop extends Start {
  readonly einddatum: string;
  readonly redenBeeindiging: string;
}
/** A start or stop that is sent, or taken back with StatusAanlevering 3. */
export type Said = Start | Stop | { readonly taken: Start | Stop };

/** Takes a start or stop back. */
export function not(taken: Start | Stop): Said {
  return { taken };
}

/** A temporary stop. */
export function pauses(start: Start, einddatum = '2024-05-03'): Stop {
  return { ...start, einddatum, redenBeeindiging: '20' };
}

/** A definitive stop. */
export function stops(start: Start, einddatum = '2024-05-03', redenBeeindiging = '31'): Stop {
  return { ...start, einddatum, redenBeeindiging };
}

/** The allocations that a history begins with, numbers 700 and 701. */
const allocations = ['700', '701'].map(
  (toewijzingNummer): PastAllocation => ({
    toewijzingNummer,
    ofClient: true,
    ofAanbieder: true,
    toewijzingsdatum: '2024-02-12',
    toewijzingstijd: '10:30:00',
    ingangsdatum: '2024-03-01',
  }),
);

/** The past that a history leaves. @throws when it removes what was not sent */
export function after(history: readonly Said[]): Past {
  const sent: { what: Start | Stop; removed: boolean }[] = [];
  for (const said of history) {
    if (!('taken' in said)) {
      sent.push({ what: said, removed: false });
      continue;
    }
    const found = sent.find((one) => !one.removed && isDeepStrictEqual(one.what, said.taken));
    if (!found) throw new Error('the history removes what was not sent');
    found.removed = true;
  }
  return {
    identificatieUsed: false,
    allocations,
    requests: [],
    usedReferences: new Set(),
    starts: sent.flatMap(({ what, removed }) => (isStop(what) ? [] : { ...what, removed })),
    stops: sent.flatMap(({ what, removed }) => (isStop(what) ? { ...what, removed } : [])),
  };
}

/** A JW305 of starts or a JW307 of stops, for the rest as in `fixtures/`. */
export function message(now: readonly Said[]): BerichtOf<'JW305' | 'JW307'> {
  const startProduct: Sent<Start>[] = [];
  const stopProduct: Sent<Stop>[] = [];
  for (const said of now) {
    const statusAanlevering = 'taken' in said ? '3' : '1';
    const what = 'taken' in said ? said.taken : said;
    if (isStop(what)) stopProduct.push({ ...what, statusAanlevering });
    else startProduct.push({ ...what, statusAanlevering });
  }
  if (startProduct.length > 0) {
    const { client, ...rest } = fixture('JW305');
    return { ...rest, client: { ...client, startProducten: { startProduct } } };
  }
  const { client, ...rest } = fixture('JW307');
  return { ...rest, client: { ...client, stopProducten: { stopProduct } } };
}

type Sent<T> = T & { readonly statusAanlevering: string };

function isStop(what: Start | Stop): what is Stop {
  return 'einddatum' in what;
}

/** A message that was written after all events of the stories. */
function fixture<T extends 'JW305' | 'JW307'>(type: T): BerichtOf<T> {
  const file = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  const bericht = parseBericht(type, readFileSync(file)) as BerichtOf<T>;
  const { berichtIdentificatie } = bericht.header;
  const written = { ...berichtIdentificatie, dagtekening: '2024-12-31' };
  return { ...bericht, header: { ...bericht.header, berichtIdentificatie: written } };
}

import type { Pool, PoolClient } from 'pg';
import { signedParty } from '../../parties/directory/signed.ts';
import type { DeclaredPast } from '../../standard/rules/engine/declared-past.ts';
import type {
  DeclaredAllocation,
  GrantedOn,
  Past,
  PastRequest,
} from '../../standard/rules/engine/past.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { Proof } from '../../store/keys/row-mac.ts';
import { checkLists, type FoundList, spicLists } from '../catalogue/sealed-lists.ts';
import type { ProductSpic } from '../catalogue/spic.ts';
import { spicsIn } from '../catalogue/spic.ts';
import { entryEvent } from '../chain/entries.ts';
import { agreedProducts, type ContractsFound, openFound } from '../contracts/between.ts';
import { type CompleteFound, completeBy } from '../declarations/complete.ts';
import type { LedgerEvent } from '../model/events.ts';
import { type Allocation, applyEvents, type ClientState, emptyState } from '../model/state.ts';
import type { Case, KnownClient } from '../projection/case.ts';
import { referenceHash } from '../projection/projection.ts';
import type { About } from './about.ts';
import type { Around } from './events.ts';
import { pastFrom } from './past.ts';
import { type Asked, type Question, questionOfLedger } from './past-question.ts';

/** What was said before, as far as the judgement of one message may know it. Plain data. */
export interface KnownPast {
  readonly past: Past;
  /** Of the message's child at its aanbieder, with what predecessors of the gemeente said. */
  readonly state: ClientState;
  readonly around: Around;
  /** Whether the gemeente lets level 3 refuse. */
  readonly level3: 'enforce' | 'advise';
  /** Of a JW323, what is read apart (`declared-past.ts`). */
  readonly declared?: DeclaredPast;
  /** Of the products of a JW301 and of the child's allocations at the aanbieder, by the region. */
  readonly spics: readonly ProductSpic[];
}

/** An answer of Postgres. */
export interface PastRow {
  readonly level3: 'enforce' | 'advise' | null;
  /** Of the gemeente and those that it succeeded. */
  readonly family: readonly Proof[];
  readonly child: { id: string; wrapped: string; revision: string } | null;
  readonly knowers: readonly string[];
  readonly identificatieUsed: boolean;
  readonly entries: readonly EntryRow[];
  readonly numbers: readonly NumberRow[];
  readonly requests: readonly RequestRow[];
  readonly contracts: ContractsFound;
  readonly declared: readonly DeclaredAllocation[] | null;
  readonly grantedOn: { complete: CompleteFound; numbers: readonly string[] } | null;
  readonly spics: readonly FoundList[];
}

type EntryRow = readonly [
  municipality: string,
  provider: string,
  chainNumber: number,
  version: number,
  kind: string,
  sealed: string | null,
];

interface NumberRow {
  readonly number: string;
  readonly municipality: string;
  readonly clientId: string;
  readonly provider: string;
  readonly owns: boolean;
}

interface RequestRow {
  readonly reference: string;
  readonly clientId: string;
  readonly type: PastRequest['type'] | null;
  readonly owns: boolean;
  readonly answers: readonly string[];
  readonly honoured: boolean;
  /** It was made to this gemeente, or to one that it succeeded. */
  readonly here: boolean;
}

/**
 * Reads what was said before, in one question to Postgres, whatever the number of products. Changes nothing and
 * locks nothing: entries that follow from it are added only when the child's revision is still this one.
 *
 * It reads the sender's own affairs and nothing else: of a gemeente what was reported to it, of an aanbieder what it
 * reported or received itself. So neither the answer nor the time that it takes reveals a child, a number or a
 * reference that only others know.
 *
 * It writes nothing in the access log, because it only serves judging. The caller that shows the outcome to somebody
 * writes there.
 *
 * @param today plain date: a gemeente that ended before it counts with its successor
 * @param question that of messages, when a message is judged
 * @throws {NotBelieved} where the row of the gemeente, or of one that it succeeded, or a contract or catalogue that the
 *   message is judged by, is not as it was written
 */
export async function readPast(
  pool: Pool | PoolClient,
  keys: KeyRing,
  about: About,
  today: string,
  question: Question = questionOfLedger,
): Promise<{ knownPast: KnownPast; ledgerCase: Case }> {
  const ask = (asked: Asked) => askOne(pool, question, asked);
  return readPastBy({ ask, pool }, keys, about, today);
}

export interface AskPast {
  /** Asks {@link Question} about one message, perhaps with those of others. */
  readonly ask: (asked: Asked) => Promise<PastRow>;
  /** For contracts that the process has not read before. */
  readonly pool: Pool | PoolClient;
}

export async function askOne(
  pool: Pool | PoolClient,
  question: Question,
  asked: Asked,
): Promise<PastRow> {
  const { rows } = await pool.query<PastRow>(question.one(asked));
  return rows[0] as PastRow;
}

/** Asks {@link Question} about several messages at once. @returns an answer to each, in the same order */
export async function askMany(
  pool: Pool,
  question: Question,
  asked: readonly Asked[],
): Promise<PastRow[]> {
  const { rows } = await pool.query<PastRow & { nr: number }>(
    question.many(asked.map((one, nr) => ({ nr, ...one }))),
  );
  return rows.toSorted((one, other) => one.nr - other.nr);
}

/** Same as {@link readPast}. */
export async function readPastBy(
  { ask, pool }: AskPast,
  keys: KeyRing,
  about: About,
  today: string,
): Promise<{ knownPast: KnownPast; ledgerCase: Case }> {
  const { gemeente, aanbieder, bsn } = about;
  const references = referencesByHash(keys, about);
  const row = await ask(askedAbout(keys, about, today, references));
  checkSigned(keys, row);
  const client = row.child && openChild(keys, row.child);
  const contracts = await openFound({ db: pool, macs: keys.rows }, row.contracts);
  const agreed = agreedProducts(contracts, gemeente, row.contracts.family);
  const events = client ? eventsByCase(client, row.entries) : [];
  const here = events.filter(({ provider }) => provider === aanbieder);
  const state = stateAfter(here);
  const ownEvents = here.filter(({ municipality }) => municipality === gemeente);
  const own = ownEvents.length === here.length ? state : stateAfter(ownEvents);
  const others = othersIn(row, about, references, client?.id);
  return {
    knownPast: {
      past: pastFrom(state, {
        identificatieUsed: row.identificatieUsed,
        allocations: others.allocations,
        requests: others.requests,
        usedReferences: others.referencesTaken,
        ...(agreed && { agreedProducts: agreed }),
        ...(row.declared && { declared: row.declared }),
        ...(row.grantedOn && { grantedOn: grantedOnBy(keys, row.grantedOn) }),
      }),
      state,
      around: {
        elsewhere: allocationsElsewhere(events, aanbieder),
        numbersTaken: others.numbersTaken,
        referencesTaken: others.referencesTaken,
      },
      level3: row.level3 ?? 'enforce',
      spics: row.spics.flatMap(spicsIn),
    },
    ledgerCase: {
      municipality: gemeente,
      provider: aanbieder,
      ...(bsn !== undefined && { bsn }),
      ...(client && { client }),
      knowers: row.knowers,
      own,
    },
  };
}

/** The references of a message by their keyed hash, in hexadecimal. */
function referencesByHash(keys: KeyRing, { aanbieder, referenties }: About): Map<string, string> {
  return new Map(
    referenties.map((one) => [referenceHash(keys, aanbieder, one).toString('hex'), one]),
  );
}

function askedAbout(
  keys: KeyRing,
  about: About,
  today: string,
  references: ReadonlyMap<string, string>,
): Asked {
  const { gemeente, aanbieder, bsn, products } = about;
  return {
    gemeente,
    aanbieder,
    today,
    bsnHash: bsn === undefined ? null : keys.clientHash(bsn),
    hashes: [...references.keys()].map((hash) => Buffer.from(hash, 'hex')),
    numbers: about.toewijzingNummers,
    afzender: about.afzender,
    type: about.type,
    identificatie: about.identificatie,
    categories: products.map(({ categorie }) => categorie),
    codes: products.map(({ code }) => code),
  };
}

/** @throws {NotBelieved} */
function checkSigned(keys: KeyRing, { family, spics }: PastRow): void {
  keys.rows.check(signedParty, ...family);
  checkLists(keys.rows, spicLists, spics);
}

/** @throws {NotBelieved} */
function grantedOnBy(
  keys: KeyRing,
  { complete, numbers }: NonNullable<PastRow['grantedOn']>,
): GrantedOn {
  return { complete: completeBy(keys.rows, complete), toewijzingNummers: new Set(numbers) };
}

/** What the numbers and references of a message already belong to, apart from its own child at its aanbieder. */
function othersIn(
  row: PastRow,
  { gemeente, aanbieder }: About,
  references: ReadonlyMap<string, string>,
  ownClient: string | undefined,
) {
  const isOwn = (one: { clientId: string; provider?: string }) =>
    one.clientId === ownClient && (one.provider ?? aanbieder) === aanbieder;
  const numbers = row.numbers.filter((one) => !isOwn(one));
  const requests = row.requests.filter(({ type }) => type !== null);
  const referenceOf = (hash: string) => references.get(hash) ?? '';
  return {
    allocations: numbers.map(({ number, clientId, provider }) => ({
      toewijzingNummer: number,
      ofClient: clientId === ownClient,
      ofAanbieder: provider === aanbieder,
    })),
    requests: requests
      .filter((one) => one.here && !isOwn(one))
      .map(({ type, reference, answers, honoured }) => ({
        type: type as PastRequest['type'],
        referentieAanbieder: referenceOf(reference),
        ofClient: false,
        answers,
        honoured,
      })),
    numbersTaken: new Set(
      numbers
        .filter(({ owns, municipality }) => owns && municipality === gemeente)
        .map(({ number }) => number),
    ),
    referencesTaken: new Set(requests.map(({ reference }) => referenceOf(reference))),
  };
}

/** The child's allocations at other aanbieders. */
function allocationsElsewhere(events: readonly CaseEvent[], aanbieder: string): Allocation[] {
  return [...Map.groupBy(events, ({ provider }) => provider)]
    .filter(([provider]) => provider !== aanbieder)
    .flatMap(([, own]) => [...stateAfter(own).allocations.values()]);
}

function openChild(keys: KeyRing, { id, wrapped, revision }: NonNullable<PastRow['child']>) {
  return { id, key: keys.openClientKey(id, Buffer.from(wrapped, 'base64')), revision };
}

/** What one entry reports, and between whom. */
interface CaseEvent {
  readonly municipality: string;
  readonly provider: string;
  readonly event: LedgerEvent;
}

function eventsByCase({ key }: KnownClient, entries: PastRow['entries']): CaseEvent[] {
  return entries.map(([municipality, provider, chainNumber, version, kind, text]) => {
    const sealed = text === null ? null : Buffer.from(text, 'base64');
    const entry = { municipality, provider, chainNumber, version, kind, sealed };
    return { municipality, provider, event: entryEvent(key, entry) };
  });
}

function stateAfter(events: readonly CaseEvent[]): ClientState {
  return applyEvents(
    emptyState,
    events.map(({ event }) => event),
  );
}

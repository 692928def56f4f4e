import type { Pool, PoolClient } from 'pg';
import type {
  AgreedProduct,
  DeclaredAllocation,
  Past,
  PastRequest,
} from '../standard/rules/past.ts';
import type { ClientKey, KeyRing } from '../store/keys.ts';
import type { Proof } from '../store/row-mac.ts';
import { signedParty } from '../store/signed-party.ts';
import type { About } from './about.ts';
import { entryEvent } from './entries.ts';
import { question } from './memory-question.ts';
import type { LedgerEvent } from './model/events.ts';
import { type Allocation, applyEvents, type ClientState, emptyState } from './model/state.ts';
import { pastFrom } from './past.ts';
import { agreedProductOf } from './products.ts';
import { referenceHash } from './projection.ts';
import { checkLists, type FoundList, productLists, spicLists } from './sealed-lists.ts';
import { spicsIn } from './spic.ts';
import type { ProductSpic } from './stacking.ts';

/** All that the judgement of one message may know of what was said before. Plain data. */
export interface Memory {
  readonly past: Past;
  /** Of the message's child at its aanbieder, with what predecessors of the gemeente said. */
  readonly state: ClientState;
  readonly around: Around;
  /** Whether the gemeente lets level 3 refuse. */
  readonly level3: 'enforce' | 'advise';
  /** Of the products of a JW301 and of the child's allocations at the aanbieder, by the region. */
  readonly spics: readonly ProductSpic[];
}

/** What lies around the child and its aanbieder, as far as it shows in what a message makes true. */
export interface Around {
  /**
   * The child's allocations at other aanbieders of the gemeente. An aanbieder's message is not told of
   * these: none.
   */
  readonly elsewhere: readonly Allocation[];
  /** Numbers of the message that belong to other allocations of the gemeente (TR332). */
  readonly numbersTaken: ReadonlySet<string>;
  /** References of the message that its aanbieder used before, to any gemeente (TR347). */
  readonly referencesTaken: ReadonlySet<string>;
}

/** One child at one aanbieder for one gemeente, to add entries about. */
export interface Case {
  readonly municipality: string;
  readonly provider: string;
  /** Absent where the message names no child, and the request that it answers is not known either. */
  readonly bsn?: string;
  /** Absent also where others than the sender know the child: see {@link Case.knowers}. */
  readonly client?: KnownClient;
  /**
   * Who sent the message: its aanbieder, or its gemeente with those that it succeeded. The child, and
   * what was said of it, was looked up as one of these knows it.
   */
  readonly knowers: readonly string[];
  /** What the chain of the gemeente itself says, without its predecessors. */
  readonly own: ClientState;
}

export interface KnownClient {
  readonly id: string;
  readonly key: ClientKey;
  /** How often there were entries about the child. */
  readonly revision: string;
}

interface Row {
  readonly level3: 'enforce' | 'advise' | null;
  /** Of the gemeente and those that it succeeded. */
  readonly family: readonly Proof[];
  readonly child: { id: string; wrapped: string; revision: string } | null;
  readonly knowers: readonly string[];
  readonly identificatieUsed: boolean;
  readonly entries: readonly EntryRow[];
  readonly numbers: readonly NumberRow[];
  readonly requests: readonly RequestRow[];
  /** Of the family, in its order. */
  readonly agreed: readonly { readonly until: string | null; readonly list: FoundList }[];
  readonly declared: readonly DeclaredAllocation[] | null;
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
 * Looks up what was said before, in one question to Postgres, whatever the number of products. Changes
 * nothing and locks nothing: who adds entries on the strength of it does so only when the child's
 * revision is still this one.
 *
 * It reads what its sender has to do with, and nothing else: a gemeente what was said to it, an aanbieder
 * what it said or was told itself. So neither the answer nor the time that it takes says anything of a
 * child, a number or a reference that only others know.
 *
 * It writes nothing in the access log: it is for judging. Who tells somebody what came of that writes it.
 *
 * @param today plain date: a gemeente that ended before it counts with its successor
 * @throws {NotBelieved} where the row of the gemeente, or of one that it succeeded, or a list that the message is
 *   judged by, is not as it was written
 */
export async function remember(
  pool: Pool | PoolClient,
  keys: KeyRing,
  about: About,
  today: string,
): Promise<{ memory: Memory; ledgerCase: Case }> {
  const { gemeente, aanbieder, bsn, referenties, toewijzingNummers, products } = about;
  const hashes = new Map(
    referenties.map((one) => [referenceHash(keys, aanbieder, one).toString('hex'), one]),
  );
  const { rows } = await pool.query<Row>({
    name: 'remember',
    text: question,
    values: [
      gemeente,
      aanbieder,
      today,
      bsn === undefined ? null : keys.clientHash(bsn),
      [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
      toewijzingNummers,
      about.afzender,
      about.type,
      about.identificatie,
      products.map(({ categorie }) => categorie),
      products.map(({ code }) => code),
    ],
  });
  const row = rows[0] as Row;
  keys.rows.check(signedParty, ...row.family);
  checkLists(
    keys.rows,
    productLists,
    row.agreed.map(({ list }) => list),
  );
  checkLists(keys.rows, spicLists, row.spics);
  const client = row.child && openChild(keys, row.child);
  const told = client ? eventsByCase(client, row.entries) : [];
  const here = told.filter(({ provider }) => provider === aanbieder);
  const state = applyEvents(emptyState, flat(here));
  const ownEvents = here.filter(({ municipality }) => municipality === gemeente);
  const own = ownEvents.length === here.length ? state : applyEvents(emptyState, flat(ownEvents));
  const isOwn = (one: { clientId: string; provider?: string }) =>
    one.clientId === client?.id && (one.provider ?? aanbieder) === aanbieder;
  const othersNumbers = row.numbers.filter((one) => !isOwn(one));
  const asked = row.requests.filter(({ type }) => type !== null);
  const referencesTaken = new Set(asked.map(({ reference }) => hashes.get(reference) ?? ''));
  const others = othersNumbers.map(({ number, clientId, provider }) => ({
    toewijzingNummer: number,
    ofClient: clientId === client?.id,
    ofAanbieder: provider === aanbieder,
  }));
  const past = pastFrom(state, {
    identificatieUsed: row.identificatieUsed,
    allocations: others,
    requests: asked
      .filter((one) => one.here && !isOwn(one))
      .map(({ type, reference, answers, honoured }) => ({
        type: type as PastRequest['type'],
        referentieAanbieder: hashes.get(reference) ?? '',
        ofClient: false,
        answers,
        honoured,
      })),
    usedReferences: referencesTaken,
    ...agreedIn(row.agreed, gemeente),
    ...(row.declared && { declared: row.declared }),
  });
  const numbersTaken = new Set(
    othersNumbers
      .filter(({ owns, municipality }) => owns && municipality === gemeente)
      .map(({ number }) => number),
  );
  const elsewhere = [...Map.groupBy(told, ({ provider }) => provider)]
    .filter(([provider]) => provider !== aanbieder)
    .flatMap(([, events]) => [...applyEvents(emptyState, flat(events)).allocations.values()]);
  return {
    memory: {
      past,
      state,
      around: { elsewhere, numbersTaken, referencesTaken },
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

/** None where the gemeente and the aanbieder have no list, whatever predecessors agreed. */
function agreedIn(
  agreed: Row['agreed'],
  gemeente: string,
): { agreedProducts?: readonly AgreedProduct[] } {
  if (!agreed.some(({ list: [key, , lines] }) => key[0] === gemeente && lines)) return {};
  const agreedProducts = agreed.flatMap(({ until, list: [, , lines] }) =>
    (lines ?? []).map((line) => agreedProductOf(line, until)),
  );
  return { agreedProducts };
}

function openChild(keys: KeyRing, { id, wrapped, revision }: NonNullable<Row['child']>) {
  return { id, key: keys.openClientKey(id, Buffer.from(wrapped, 'base64')), revision };
}

interface Told {
  readonly municipality: string;
  readonly provider: string;
  readonly event: LedgerEvent;
}

function eventsByCase({ key }: KnownClient, entries: Row['entries']): Told[] {
  return entries.map(([municipality, provider, chainNumber, version, kind, text]) => {
    const sealed = text === null ? null : Buffer.from(text, 'base64');
    const entry = { municipality, provider, chainNumber, version, kind, sealed };
    return { municipality, provider, event: entryEvent(key, entry) };
  });
}

function flat(told: readonly Told[]): LedgerEvent[] {
  return told.map(({ event }) => event);
}

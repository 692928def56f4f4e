import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { readCents } from '../../standard/money.ts';
import type {
  AgreedTariff,
  DeclaredOn,
  DeclaredPast,
  GrantedPrestatie,
} from '../../standard/rules/engine/declared-past.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { entryEvent, entryPrestatie } from '../chain/entries.ts';
import { agreedTariffs, contractsBetween } from '../contracts/between.ts';
import { completeBy } from '../declarations/complete.ts';
import { prestatieHash } from '../declarations/rows.ts';
import type { LedgerEvent } from '../model/events.ts';
import { isPrestatieKind, type PrestatieEvent } from '../model/prestaties.ts';
import { type Allocation, applyEvents, emptyState } from '../model/state.ts';
import type { About, AboutDeclaration } from './about.ts';
import {
  type DeclaredChild,
  type DeclaredEntry,
  type DeclaredFound,
  declaredEntries,
  declaredKeys,
  declaredQuestion,
} from './declared-question.ts';

/** Children whose entries are read at once. */
const batchSize = 200;

/** The past of a declaration, and the children that were read for it. */
export interface DeclaredRead {
  readonly declared: DeclaredPast;
  readonly clientIds: readonly string[];
  /** Of each that is not forgotten, by its id, its revision at that moment. */
  readonly revisions: ReadonlyMap<string, string>;
}

/**
 * Reads what was said before that a declaration (JW323) is judged by, of as many children as it names, in batches and as
 * it was at one moment. Changes nothing and locks nothing.
 *
 * It reads the affairs of the aanbieder with this gemeente and nothing else, and of its references and DeclaratieNummer
 * whether it used them with any gemeente: so neither the answer nor the time that it takes tells of what others know. The
 * key of each child is opened once.
 *
 * It writes nothing in the access log, because it only serves judging. The caller that shows the outcome to somebody writes
 * there.
 *
 * @param today plain date: a gemeente that ended before it counts with its successor
 * @throws {NotBelieved} where a contract, or that all declarations are known, is not as it was written
 * @throws {UnreadableEntry}
 */
export async function readDeclaredPast(
  pool: Pool,
  keys: KeyRing,
  about: About & { readonly declaration: AboutDeclaration },
  today: string,
): Promise<DeclaredRead> {
  return inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    const { gemeente, aanbieder } = about;
    const asked = askedOf(keys, about);
    const { rows } = await client.query<DeclaredFound>(
      declaredQuestion({
        ...{ gemeente, aanbieder, today, numbers: about.toewijzingNummers },
        numberHash: prestatieHash(
          keys,
          'declaratie',
          aanbieder,
          about.declaration.declaratieNummer,
        ),
        referenceHashes: [...asked.references.keys()].map((hash) => Buffer.from(hash, 'hex')),
        bsnHashes: [...asked.bsns.keys()].map((hash) => Buffer.from(hash, 'hex')),
      }),
    );
    const found = rows[0] as DeclaredFound;
    const clientIds = [...new Set([...found.children.map(({ id }) => id), ...found.others])];
    const told = await readChildren(client, keys, { clientIds, family: found.family, aanbieder });
    const tariffs = await tariffsBetween(client, keys, { gemeente, aanbieder, today });
    const { lastMonth, used } = found;
    const clients = found.children.map(({ hash, id }) => [asked.bsns.get(hash) ?? '', id] as const);
    const declared = {
      complete: completeBy(keys.rows, found.complete),
      declaratieNummerUsed: found.numberUsed,
      ...(lastMonth !== null && { lastPeriod: lastMonth }),
      usedReferences: new Set(used.map((hash) => asked.references.get(hash) ?? '')),
      clients: new Map(clients),
      allocations: allocationsIn(told, new Set(about.toewijzingNummers)),
      ...(tariffs && { tariffs }),
    };
    return { declared, clientIds, revisions: told.revisions };
  });
}

/** What is looked up by a keyed hash, by that hash in hexadecimal. */
function askedOf(
  keys: KeyRing,
  { aanbieder, declaration }: { aanbieder: string; declaration: AboutDeclaration },
) {
  const { referentieNummers, bsns } = declaration;
  const referenceHash = (one: string) => prestatieHash(keys, 'prestatie', aanbieder, one);
  return {
    references: new Map(referentieNummers.map((one) => [referenceHash(one).toString('hex'), one])),
    bsns: new Map(bsns.map((bsn) => [keys.clientHash(bsn).toString('hex'), bsn])),
  };
}

async function tariffsBetween(
  client: PoolClient,
  keys: KeyRing,
  parties: { readonly gemeente: string; readonly aanbieder: string; readonly today: string },
): Promise<readonly AgreedTariff[] | undefined> {
  const { contracts, family } = await contractsBetween({ db: client, macs: keys.rows }, parties);
  return agreedTariffs(contracts, parties.gemeente, family);
}

/** What is known of children at the aanbieder. */
interface Told {
  readonly allocations: { readonly client: string; readonly allocation: Allocation }[];
  /** With its place in the order of all: the predecessors of the gemeente first, then by the numbers of the chain. */
  readonly revisions: ReadonlyMap<string, string>;
  readonly granted: { readonly place: readonly [number, number]; readonly event: PrestatieEvent }[];
}

async function readChildren(
  client: PoolClient,
  keys: KeyRing,
  asked: {
    readonly clientIds: readonly string[];
    readonly family: readonly string[];
    readonly aanbieder: string;
  },
): Promise<Told> {
  const { clientIds, family, aanbieder } = asked;
  const revisions = new Map<string, string>();
  const told: Told = { allocations: [], granted: [], revisions };
  for (let first = 0; first < clientIds.length; first += batchSize) {
    const ids = clientIds.slice(first, first + batchSize);
    const { rows: children } = await client.query<DeclaredChild>(declaredKeys({ ids }));
    const { rows } = await client.query<DeclaredEntry>(declaredEntries({ ids, family, aanbieder }));
    const entries = Map.groupBy(rows, ({ clientId }) => clientId);
    for (const { id, wrapped, revision } of children) {
      revisions.set(id, revision);
      const own = entries.get(id) ?? [];
      if (own.length > 0) readChild(keys, { id, wrapped }, own, family, told);
    }
    await turn();
  }
  return told;
}

/** Opens the key of a child, once, and adds what its entries say. */
function readChild(
  keys: KeyRing,
  { id, wrapped }: Pick<DeclaredChild, 'id' | 'wrapped'>,
  entries: readonly DeclaredEntry[],
  family: readonly string[],
  told: Told,
): void {
  const key = keys.openClientKey(id, wrapped);
  const events: LedgerEvent[] = [];
  for (const { chainNumber, ...row } of entries) {
    const entry = { ...row, chainNumber: Number(chainNumber) };
    if (isPrestatieKind(row.kind)) {
      const place = [family.indexOf(row.municipality), entry.chainNumber] as const;
      told.granted.push({ place, event: entryPrestatie(key, entry) });
    } else events.push(entryEvent(key, entry));
  }
  for (const allocation of applyEvents(emptyState, events).allocations.values())
    told.allocations.push({ client: id, allocation });
}

function allocationsIn(
  { allocations, granted }: Told,
  wanted: ReadonlySet<string>,
): Map<string, DeclaredOn> {
  const byNumber = new Map<string, Told['allocations'][number]>();
  for (const one of allocations) {
    const { toewijzingNummer, taken } = one.allocation;
    // A number that two have is that of who had it first.
    if (wanted.has(toewijzingNummer) && !(taken && byNumber.has(toewijzingNummer)))
      byNumber.set(toewijzingNummer, one);
  }
  const inOrder = granted.toSorted(
    (one, other) => one.place[0] - other.place[0] || one.place[1] - other.place[1],
  );
  const onNumber = Map.groupBy(inOrder, ({ event }) => event.toewijzingNummer);
  return new Map(
    [...byNumber].map(([number, { client, allocation }]) => {
      const own = onNumber.get(number) ?? [];
      return [
        number,
        declaredOn(
          client,
          allocation,
          own.map(({ event }) => grantedOf(event)),
        ),
      ];
    }),
  );
}

function declaredOn(
  client: string,
  { toewijzingNummer, status, content, firstBegin }: Allocation,
  granted: readonly GrantedPrestatie[],
): DeclaredOn {
  const { product, ingangsdatum, einddatum, omvang, budget } = content;
  return {
    ...{ toewijzingNummer, client, ingangsdatum, firstBegin, granted },
    ...(product && { product }),
    ...(einddatum !== undefined && { einddatum }),
    ...(omvang && { omvang }),
    ...(budget !== undefined && { budget: readCents(budget) }),
    deleted: status === 'deleted',
  };
}

function grantedOf({ content }: PrestatieEvent): GrantedPrestatie {
  const { referentieNummer, vorigReferentieNummer, debetCredit, tarief, bedrag } = content;
  return {
    referentieNummer,
    ...(vorigReferentieNummer !== undefined && { vorigReferentieNummer }),
    ...{ debetCredit, product: content.product, begin: content.begin, end: content.end },
    volume: BigInt(content.volume),
    eenheid: content.eenheid,
    ...(tarief !== undefined && { tarief: readCents(tarief) }),
    bedrag: readCents(bedrag),
  };
}

import { randomUUID } from 'node:crypto';
import { appendEntries } from '../src/ledger/chain/append.ts';
import { verifyChains } from '../src/ledger/chain/verify.ts';
import { readPast } from '../src/ledger/past/read-past.ts';
import { rebuildLedger } from '../src/ledger/projection/rebuild.ts';
import { questionOfMessage } from '../src/messages/judging/question.ts';
import { dutchDate } from '../src/standard/calendar.ts';
import { inTransaction } from '../src/store/transaction.ts';
import { children } from '../test/ledger/past/write.ts';
import { allocation, type Filled, fillLedger, partiesOf } from './ledger-fill.ts';
import { type Post, Stepper } from './ledger-steps.ts';
import { load } from './load.ts';
import { type Servers, startServers } from './region.ts';
import { printTable, rate, verdict } from './table.ts';

const sizes = [1000, 100_000, 1_000_000];
/** Cost of a message with the largest ledger over that with the smallest. */
const mark = 1.2;
/** Messages of each type: to warm up, and in each round. Together all that the smallest ledger has. */
const warmUp = 100;
const perRound = 300;
const rounds = 3;
/** Messages whose step is done at the same time. */
const lanes = 4;
/** Children with a BSN that messages may name: those in the ledger, and all. */
const known = 3000;
const bsns = children(9000);

interface Subject {
  readonly size: number;
  readonly stepper: Stepper;
  /** In no order; those before `used` have begun. */
  readonly filled: readonly Filled[];
  used: number;
  readonly newcomers: string[];
  nextNumber: number;
  /** Milliseconds for each message, of each round. */
  readonly costs: number[];
  /** Milliseconds for each look into the past alone, of each round. */
  readonly pasts: number[];
}

/**
 * What the ledger costs, and whether it costs more as it grows: messages through level 3 with a small
 * and a large ledger, entries into one chain, and how fast a chain is verified and its tables rebuilt.
 */
export async function benchLedger(): Promise<void> {
  await using servers = await startServers();
  await using opened = new AsyncDisposableStack();
  const subjects: Subject[] = [];
  for (const size of sizes) subjects.push(opened.use(await fill(servers, size)));
  await measureSteps(subjects);
  await measureWalks(subjects.slice(0, 2));
  await measureProducts(subjects[0] as Subject);
  await measureChain(subjects[0] as Subject);
}

async function fill(servers: Servers, size: number): Promise<Subject & AsyncDisposable> {
  const stepper = await Stepper.open(await servers.emptyDatabase(`ledger_${size}`));
  const began = performance.now();
  let printedAt = began;
  const filled = await fillLedger(
    stepper.store,
    stepper.keys,
    { count: size, bsns: bsns.slice(0, known) },
    (count) => {
      if (performance.now() - printedAt < 15_000) return;
      printedAt = performance.now();
      console.log(`  ${count} of ${size} allocations`);
    },
  );
  const seconds = (performance.now() - began) / 1000;
  console.log(`A ledger with ${size} allocations, made in ${seconds.toFixed(1)} s`);
  return {
    size,
    stepper,
    filled: shuffled(filled),
    used: 0,
    newcomers: bsns.slice(known),
    nextNumber: 900_000_000,
    costs: [],
    pasts: [],
    [Symbol.asyncDispose]: () => stepper[Symbol.asyncDispose](),
  };
}

/** The same messages to each, round by round, so that a busy moment of the machine meets all. */
async function measureSteps(subjects: readonly Subject[]): Promise<void> {
  console.log(
    `\nSteps of messages through level 3, ${lanes} at a time: JW305 on a random allocation, JW315 and JW301 about a new child`,
  );
  for (const subject of subjects) {
    await stepAll(subject, postsFor(subject, warmUp));
    // As autovacuum does within a minute: plans of tables that were empty a moment ago are no measure.
    await subject.stepper.store.pool.query('analyze');
  }
  for (let round = 0; round < rounds; round++)
    for (const subject of subjects) {
      subject.costs.push(await stepAll(subject, postsFor(subject, perRound)));
      subject.pasts.push(await lookBack(subject));
    }
  printTable(
    ['allocations', 'messages', 'messages/s', 'ms per message', 'of each round', 'past alone ms'],
    subjects.map(({ size, costs, pasts }) => [
      String(size),
      String(3 * perRound * rounds),
      rate(1000 / median(costs)),
      median(costs).toFixed(3),
      costs.map((cost) => cost.toFixed(2)).join(' '),
      median(pasts).toFixed(3),
    ]),
  );
  const [first, last] = [subjects[0], subjects.at(-1)] as [Subject, Subject];
  verdict(
    `cost of a message, ${last.size} allocations over ${first.size}`,
    median(last.costs) / median(first.costs),
    mark,
    'most',
  );
}

function postsFor(subject: Subject, count: number): Post[] {
  const { stepper, filled, newcomers } = subject;
  const newcomer = () => ({ ...partiesOf(newcomers.length), bsn: newcomers.pop() ?? '' });
  return Array.from({ length: count }, () => [
    stepper.started(filled[subject.used++] as Filled),
    stepper.requested(newcomer()),
    stepper.allocated(newcomer(), [allocation(subject.nextNumber++)]),
  ]).flat();
}

/** @returns milliseconds for each message */
async function stepAll({ stepper }: Subject, posts: readonly Post[]): Promise<number> {
  const ids: string[] = [];
  for (const post of posts) ids.push(await stepper.keep(post));
  const waiting = ids.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const id of waiting) await stepper.step(id);
    }),
  );
  return (performance.now() - began) / ids.length;
}

/** @returns milliseconds to look up the past of a random allocation, one after the other */
async function lookBack({ stepper: { store, keys }, filled }: Subject): Promise<number> {
  const count = 500;
  const today = dutchDate(new Date());
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const { gemeente, aanbieder, bsn, product } = filled[
      Math.floor(Math.random() * filled.length)
    ] as Filled;
    await readPast(
      store.pool,
      keys,
      {
        type: 'JW305',
        afzender: aanbieder,
        identificatie: 'not used yet',
        gemeente,
        aanbieder,
        bsn,
        toewijzingNummers: [product.toewijzingNummer],
        referenties: [],
        products: [],
      },
      today,
      questionOfMessage,
    );
  }
  return (performance.now() - began) / count;
}

/** How the cost of a message grows with its products. */
async function measureProducts(subject: Subject): Promise<void> {
  console.log(
    '\nThe step of a JW301, as it grows: the past is one question, for any number of names',
  );
  const { stepper, newcomers } = subject;
  const rows: string[][] = [];
  for (const products of [1, 100, 1000]) {
    const posts = Array.from({ length: 7 }, () =>
      stepper.allocated(
        { ...partiesOf(newcomers.length), bsn: newcomers.pop() ?? '' },
        Array.from({ length: products }, (_, n) => ({
          ...allocation(subject.nextNumber++),
          ingangsdatum: dayAfter(n),
          einddatum: dayAfter(n),
        })),
      ),
    );
    const costs: number[] = [];
    for (const post of posts) costs.push(await stepAll(subject, [post]));
    const cost = median(costs.slice(2));
    rows.push([String(products), cost.toFixed(2), (cost / products).toFixed(3)]);
  }
  printTable(['products', 'ms', 'ms per product'], rows);
}

/** Entries of one each, in commits of their own, into the chain of one gemeente. */
async function measureChain({ stepper: { store, keys } }: Subject): Promise<void> {
  console.log('\nCommits per second into one chain, one entry each');
  const commit = () =>
    inTransaction(store.pool, async (client) => {
      await appendEntries(client, keys, [
        {
          municipality: '0363',
          provider: '12345678',
          clientId: randomUUID(),
          toewijzingNummer: '17',
          kind: 'allocated',
          messageId: randomUUID(),
          classPath: 'Client/ToegewezenProducten/ToegewezenProduct[1]',
          effectiveDate: '2026-01-01',
          amountCents: null,
          sealed: Buffer.alloc(500),
        },
      ]);
    });
  const rows: string[][] = [];
  for (const writers of [1, 32]) {
    const { count, seconds } = await load(writers, 1, 5, commit);
    rows.push([String(writers), rate(count / seconds)]);
  }
  printTable(['writers', 'commits/s'], rows);
}

async function measureWalks(subjects: readonly Subject[]): Promise<void> {
  console.log('\nEntries per second through `ledger verify` and `ledger rebuild`');
  const rows: string[][] = [];
  for (const { size, stepper } of subjects) {
    const { pool } = stepper.store;
    const verified = await verifyChains(pool, stepper.keys);
    if (!verified.sound) throw new Error('A chain does not hold.');
    const rebuilt = await rebuildLedger(pool, stepper.keys);
    rows.push([
      String(size),
      String(verified.entries),
      rate(verified.entriesPerSecond),
      rate(rebuilt.entriesPerSecond),
    ]);
  }
  printTable(['allocations', 'entries', 'verified/s', 'rebuilt/s'], rows);
}

function dayAfter(days: number): string {
  return new Date(Date.UTC(2024, 2, 1 + days)).toISOString().slice(0, 10);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, order: Math.random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ value }) => value);
}

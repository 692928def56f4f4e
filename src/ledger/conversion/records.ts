import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { Problem } from '../../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { advisoryLock } from '../../store/locks.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { askInOrder } from '../../store/walk.ts';
import type { Declared, Mapping } from './model.ts';
import type { ConversionRecord } from './row.ts';
import { signedConversion } from './signed.ts';

/** What a preview is made of. */
export interface ConversionInput {
  readonly mapping: Mapping;
  /** What was declared of allocations that are named. */
  readonly declared: readonly {
    readonly gemeente: string;
    /** As `normalNumber` writes it. */
    readonly toewijzingNummer: string;
    readonly declared: Declared;
  }[];
}

/** A preview that is asked for. */
export interface NewConversion {
  /** Plain date: the first day of the SPICs. */
  readonly day: string;
  readonly gemeenten: readonly string[];
  /** Null: all. */
  readonly aanbieders: readonly string[] | null;
  readonly input: ConversionInput;
  /** The gemeente or regional office that asks; null: an administrator. */
  readonly owner: string | null;
  readonly madeBy: string;
}

/** A preview as it is kept. */
export interface KeptConversion extends ConversionRecord {
  readonly owner: string | null;
  readonly failedCode: string | null;
  readonly inputDigest: string;
}

interface Row extends Omit<KeptConversion, 'progress'> {
  readonly done: number;
  readonly leftOut: number;
  readonly total: number | null;
  readonly proof: Proof;
}

const columns = `conversion.id, number, day::text, gemeenten, aanbieders, state, digest, input_digest as "inputDigest",
  made_at as "madeAt", made_by as "madeBy", shared_at as "sharedAt",
  shared_gemeenten as "sharedGemeenten", owner, failed_code as "failedCode",
  cases_done as done, cases_total as total, cases_left_out as "leftOut", declared_unused as "declaredUnused", ${proofOf(signedConversion, 'conversion')} as proof`;

const insert = unnamed<
  Omit<NewConversion, 'input'> & {
    id: string;
    inputDigest: string;
    mapping: string;
    declared: string;
  }
>(`
  with made as (
    insert into conversion (id, number, day, gemeenten, aanbieders, input_digest, owner, made_by)
    values ($id::uuid, 1 + coalesce((select max(number) from conversion), 0), $day::date, $gemeenten, $aanbieders,
      $inputDigest, $owner, $madeBy)
    returning id
  )
  insert into conversion_input (conversion_id, mapping, declared) select id, $mapping, $declared from made`);

/** Previews that are being made for one party, at most: each reads the care of all its gemeenten. */
const mostBeingMade = 3;

const beingMade = unnamed<{ owner: string | null }>(`
  select count(*)::integer as count from conversion
  where state = 'making' and owner is not distinct from $owner::text`);

/** There is a preview with the id that was given: the same was asked before. */
export class AlreadyMade extends Error {
  override readonly name = 'AlreadyMade';
}

const withId = unnamed<{ id: string }>('select from conversion where id = $id::uuid');

/**
 * Makes the record of a preview, with the next number. A gateway that runs makes the preview of it (`make.ts`).
 *
 * @param also what else is written in this transaction
 * @param given.id when there is a preview with this id, nothing is made
 * @throws {Problem} `too-many-previews`; {AlreadyMade}
 */
export async function newConversion(
  pool: Pool,
  macs: RowMacs,
  wish: NewConversion,
  also: (client: PoolClient, id: string) => Promise<void>,
  given: { readonly id?: string } = {},
): Promise<string> {
  const { input, ...rest } = wish;
  const [mapping, declared] = [JSON.stringify(input.mapping), JSON.stringify(input.declared)];
  const inputDigest = digestOf([rest.day, rest.gemeenten, rest.aanbieders, mapping, declared]);
  const { id = randomUUIDv7() } = given;
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${advisoryLock('conversionNumber')})`);
    if ((await client.query(withId({ id }))).rowCount) throw new AlreadyMade();
    const { rows } = await client.query<{ count: number }>(beingMade({ owner: rest.owner }));
    if ((rows[0]?.count ?? 0) >= mostBeingMade)
      throw new Problem('too-many-previews', { params: { previews: mostBeingMade } });
    await client.query(insert({ ...rest, id, inputDigest, mapping, declared }));
    await macs.sign(client, signedConversion, id);
    await also(client, id);
    return id;
  });
}

/** Hexadecimal SHA-256 of something as JSON. */
export function digestOf(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

const byNumber = unnamed<{ number: number }>(
  `select ${columns} from conversion where number = $number::integer`,
);

/** The preview with a number; undefined when there is none. @throws {NotBelieved} */
export async function findConversion(
  pool: Pool,
  macs: RowMacs,
  number: number,
): Promise<KeptConversion | undefined> {
  const { rows } = await pool.query<Row>(byNumber({ number }));
  return rows[0] && read(macs, rows[0]);
}

function read(macs: RowMacs, { proof, done, total, leftOut, ...row }: Row): KeptConversion {
  macs.check(signedConversion, proof);
  return { ...row, progress: { done, total, leftOut } };
}

const hold = {
  alone: unnamed<{ id: string }>('select from conversion where id = $id::uuid for no key update'),
  together: unnamed<{ id: string }>('select from conversion where id = $id::uuid for share'),
} as const;

/**
 * Waits for its turn with a preview, until the end of the transaction: who takes rows to send is `alone`, and those who say
 * something of rows are `together`. A row does not say by itself whether it was sent, so a lock of it is not enough: what a
 * statement that waited for one reads of messages is of before.
 */
export async function holdConversion(
  client: PoolClient,
  id: string,
  how: keyof typeof hold,
): Promise<void> {
  await client.query(hold[how]({ id }));
}

const byId = unnamed<{ id: string }>(`select ${columns} from conversion where id = $id::uuid`);

/** The preview with an id. @throws {NotBelieved} @throws {Problem} `not-found` */
export async function conversionOf(
  pool: Pool | PoolClient,
  macs: RowMacs,
  id: string,
): Promise<KeptConversion> {
  const { rows } = await pool.query<Row>(byId({ id }));
  if (!rows[0]) throw new Problem('not-found');
  return read(macs, rows[0]);
}

/** Which previews a list has. */
export interface ConversionsSeen {
  /** Those of gemeenten with one of these codes; null: all. */
  readonly gemeenten: readonly string[] | null;
  /** Those that were shared and have rows of an aanbieder with one of these codes. */
  readonly aanbieders: readonly string[];
}

const newest = unnamed<{
  gemeenten: readonly string[] | null;
  aanbieders: readonly string[];
  before: number | null;
  most: number;
}>(`
  select ${columns} from conversion
  where number < coalesce($before::integer, 2147483647)
    and ($gemeenten::text[] is null or gemeenten && $gemeenten::text[] or exists (
      select from unnest($aanbieders::text[]) code cross join lateral (
        select from conversion_row one where one.conversion_id = conversion.id and one.provider = code
          and one.municipality = any(conversion.shared_gemeenten) limit 1 offset 0
      ) there
    ))
  order by number desc nulls last limit $most`);

/**
 * A page of previews, newest first. There are few: each is a decision of a region.
 *
 * @param page.before the number at which the page before ended
 * @throws {NotBelieved}
 */
export async function listConversions(
  pool: Pool,
  macs: RowMacs,
  seen: ConversionsSeen,
  page: { readonly limit: number; readonly before?: number },
): Promise<{ items: KeptConversion[]; next: number | undefined }> {
  const most = page.limit + 1;
  const rows = await askInOrder<Row>(pool, newest({ ...seen, before: page.before ?? null, most }));
  const items = rows.slice(0, page.limit).map((row) => read(macs, row));
  return { items, next: rows.length > page.limit ? items.at(-1)?.number : undefined };
}

const share = unnamed<{ id: string; by: string; gemeenten: readonly string[] }>(`
  update conversion set shared_at = coalesce(shared_at, now()), shared_by = $by,
    shared_gemeenten = array(select distinct unnest(shared_gemeenten || $gemeenten::text[]) order by 1)
  where id = $id::uuid and state = 'ready' and not $gemeenten::text[] <@ shared_gemeenten`);

/**
 * Lets the aanbieders of a preview see the rows of some gemeenten. Repeating it changes nothing.
 *
 * @returns whether they could not see all of these before
 */
export async function shareConversion(
  client: PoolClient,
  macs: RowMacs,
  id: string,
  gemeenten: readonly string[],
  by: string,
): Promise<boolean> {
  const { rowCount } = await macs.rewrite(client, signedConversion, id, () =>
    client.query(share({ id, by, gemeenten })),
  );
  return rowCount === 1;
}

const inputOf = unnamed<{ id: string }>(
  'select mapping, declared from conversion_input where conversion_id = $id::uuid',
);

/** The rules of a preview, and while it is made what was declared. @throws when they are not those that it was asked with */
export async function readInput(
  pool: Pool | PoolClient,
  conversion: KeptConversion,
): Promise<ConversionInput> {
  const { rows } = await pool.query<{ mapping: string; declared: string | null }>(
    inputOf({ id: conversion.id }),
  );
  const { mapping = '', declared = null } = rows[0] ?? {};
  const { day, gemeenten, aanbieders, inputDigest } = conversion;
  // What was declared is gone when the preview is made; it is in the cases then.
  if (
    declared !== null &&
    digestOf([day, gemeenten, aanbieders, mapping, declared]) !== inputDigest
  )
    throw new Error('the input of a conversion is not as it was written');
  return {
    mapping: JSON.parse(mapping) as Mapping,
    declared: JSON.parse(declared ?? '[]') as ConversionInput['declared'],
  };
}

const unmade = unnamed<Record<never, never>>(
  `select id from conversion where state = 'making' order by number`,
);

/** The ids of previews that are to be made, in order: few, because a party has few at once. */
export async function previewsToMake(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(unmade({}));
  return rows.map(({ id }) => id);
}

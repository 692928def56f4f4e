import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { amsterdam, day, diemen, dijk, rules, until, wal } from '../../region/conversion/world.ts';
import { type Answer, Caller } from '../../support/gateway.ts';
import { Desk, office, problemOf } from './support.ts';

let desk: Desk;
let designations: Record<string, string>;
beforeAll(async () => {
  desk = await Desk.open();
  await desk.region.add([
    { child: 1, number: '100001' },
    { child: 2, number: '200001', gemeente: diemen },
    { child: 3, number: '200002', gemeente: diemen, aanbieder: wal },
  ]);
});
afterAll(() => desk?.[Symbol.asyncDispose]());
beforeEach(async () => {
  designations = {};
  for (const gemeente of [amsterdam, diemen])
    designations[gemeente] = await desk.designate(gemeente);
});

const end = (gemeente: string) =>
  desk.caller(gemeente).send('DELETE', designations[gemeente] as string);
const numbersIn = ({ body }: Answer) =>
  body.items.map((one: Answer['body']) => one.toewijzingNummer).sort();

const waiting = `select from pg_locks where relation = 'conversion_post'::regclass and not granted`;

/** Both sides agree to all rows. */
async function agree(path: string): Promise<void> {
  await desk.manager.send('POST', `${path}/share`);
  const { items } = (await desk.administrator.get(`${path}/rows`)).body;
  for (const party of [amsterdam, diemen, dijk, wal]) {
    const own = items.filter(
      ({ gemeente, aanbieder }: Answer['body']) => gemeente === party || aanbieder === party,
    );
    if (own.length === 0) continue;
    const marks = own.map(({ row, version }: Answer['body']) => ({
      ...{ row, version, mark: 'agreed' },
    }));
    const { status } = await desk.caller(party).send('POST', `${path}/marks`, { marks });
    expect(status).toBe(200);
  }
}

test('a contract manager makes one of its gemeenten, and each sees what is its own', async () => {
  const path = await desk.preview({}, desk.manager);
  expect((await desk.manager.get(path)).body).toMatchObject({
    ...{ gemeenten: [amsterdam, diemen], totals: { rows: 3 } },
  });
  expect((await desk.caller(amsterdam).get(path)).body).toMatchObject({
    ...{ gemeenten: [amsterdam], totals: { rows: 1 }, pairs: [{ gemeente: amsterdam }] },
  });
  expect(numbersIn(await desk.caller(diemen).get(`${path}/rows`))).toEqual(['200001', '200002']);
  expect(numbersIn(await desk.administrator.get(`${path}/rows`))).toHaveLength(3);
  const { row } = await desk.row(path, '100001', desk.manager);
  expect(problemOf(await desk.caller(diemen).get(`${path}/rows/${row}`))).toBe('not-found');
  // A preview of one gemeente is nothing to another.
  const own = await desk.preview({}, desk.caller(diemen));
  for (const of of ['', '/rows', '/rows/1', '/workbook', '/csv', '/chart', '/commits'])
    expect(problemOf(await desk.caller(amsterdam).get(own + of)), of).toBe('not-found');
  const listed = (await desk.caller(amsterdam).get('/v1/conversions')).body.items;
  expect(JSON.stringify(listed)).not.toContain(diemen);
  // What others read of children stands in the log of the gemeente.
  const log = (await desk.caller(diemen).get('/v1/access-log?action=read-conversion')).body.items;
  expect(log).toContainEqual(expect.objectContaining({ actorParty: office, party: diemen }));
  const mine = (await desk.caller(amsterdam).get('/v1/access-log?action=read-conversion')).body;
  const children = (items: Answer['body'][]) =>
    new Set(items.filter(({ party }) => party !== null).flatMap(({ clientIds }) => clientIds));
  expect(children(log).size).toBe(2);
  expect([...children(mine.items)].filter((id) => children(log).has(id))).toEqual([]);
});

test('who is designated by none, or of another role, gets nowhere', async () => {
  const path = await desk.preview({}, desk.caller(amsterdam));
  await end(amsterdam);
  expect(problemOf(await desk.manager.get(path))).toBe('not-found');
  const wish = { day, mapping: rules, gemeenten: [amsterdam] };
  expect(problemOf(await desk.manager.send('POST', '/v1/conversions', wish))).toBe(
    'not-designated',
  );
  await end(diemen);
  for (const of of ['/v1/conversions', path, `${path}/rows`])
    expect(problemOf(await desk.manager.get(of)), of).toBe('not-designated');
  const { db } = desk.region.gateway.store;
  for (const role of ['operator', 'auditor'] as const) {
    const { key } = await createStaffKey(
      db,
      desk.region.gateway.keys.rows,
      localCall('test'),
      role,
    );
    const staff = new Caller(desk.region.gateway.address, key);
    expect(problemOf(await staff.get('/v1/conversions'))).toBe('forbidden');
  }
  const aanbieder = desk.caller(dijk);
  expect(problemOf(await aanbieder.send('POST', '/v1/conversions', wish))).toBe('forbidden');
  const others = { ...wish, gemeenten: [diemen] };
  expect(problemOf(await desk.caller(amsterdam).send('POST', '/v1/conversions', others))).toBe(
    'not-designated',
  );
});

test('an administrator names gemeenten, and whose marks it hands in', async () => {
  const { administrator } = desk;
  const make = (gemeenten?: string[]) =>
    administrator.send('POST', '/v1/conversions', { day, mapping: rules, gemeenten });
  const none = await make();
  expect(none.body.violations).toMatchObject([{ element: 'body/gemeenten', rule: 'required' }]);
  expect(problemOf(await make(['0518']))).toBe('unknown-party');
  const made = await make([amsterdam]);
  const path = await desk.ready(`/v1/conversions/${made.body.number}`, administrator);
  await administrator.send('POST', `${path}/share`);
  const marks = [{ row: 1, version: 1, mark: 'agreed' }];
  expect(problemOf(await administrator.send('POST', `${path}/marks`, { marks }))).toBe('mark-side');
  const of = { side: 'aanbieder', party: dijk };
  const taken = await administrator.send('POST', `${path}/marks`, { marks, for: of });
  expect(taken.body).toEqual({ marked: 1 });
  const csv = 'row;version;toewijzingNummer;mark\n1;1;100001;akkoord\n';
  const imports = `${path}/marks/imports`;
  for (const query of ['', '?side=gemeente', `?party=${amsterdam}`])
    expect(problemOf(await administrator.file(imports + query, csv)), query).toBe('mark-side');
  const file = `${imports}?side=gemeente&party=${amsterdam}`;
  expect((await administrator.file(file, csv)).body).toEqual({ marked: 1 });
  expect((await administrator.get(path)).body.totals.agreed.both).toBe(1);
  // Nobody else says it for another.
  for (const other of [of, { side: 'gemeente', party: diemen }])
    expect(
      problemOf(await desk.caller(amsterdam).send('POST', `${path}/marks`, { marks, for: other })),
    ).toBe('mark-side');
  const history = (await desk.caller(dijk).get(`${path}/rows/1`)).body.history;
  expect(history).toMatchObject([
    { side: 'aanbieder', party: dijk, by: expect.any(String) },
    { side: 'gemeente', party: amsterdam, by: null },
  ]);
});

test('a gemeente sees of a commit of the region what is its own, and stops none of others', async () => {
  const path = await desk.preview({}, desk.manager);
  await agree(path);
  const made = await desk.manager.send('POST', `${path}/commits`, {});
  expect(made).toMatchObject({ status: 202, body: { office, gemeenten: [amsterdam, diemen] } });
  const [whole] = await desk.settled(path, desk.manager);
  expect(whole).toMatchObject({ posts: { approved: 3 } });
  const one = `${path}/commits/${made.body.id}`;
  expect((await desk.caller(diemen).get(one)).body).toMatchObject({
    ...{ gemeenten: [diemen], posts: { approved: 2 }, office },
  });
  expect((await desk.caller(diemen).get(path)).body.commits).toMatchObject([
    { gemeenten: [diemen], posts: { approved: 2 } },
  ]);
  expect(problemOf(await desk.caller(diemen).send('DELETE', one))).toBe('not-designated');
  const { row } = await desk.row(path, '100001', desk.manager);
  const wish = { row, reason: 'van een ander kind', nothingDeclared: true };
  expect(problemOf(await desk.caller(diemen).send('POST', `${path}/reverts`, wish))).toBe(
    'not-converted',
  );
  const revert = await desk.manager.send('POST', `${path}/reverts`, wish);
  expect(revert.body.gemeenten).toEqual([amsterdam]);
  await desk.settled(path, desk.manager);
  expect(await desk.row(path, '100001', desk.manager)).toMatchObject({ step: 'reverted' });
  // The reason is about a child of another.
  expect(problemOf(await desk.caller(diemen).get(`${path}/commits/${revert.body.id}`))).toBe(
    'not-found',
  );
  expect(JSON.stringify((await desk.caller(diemen).get(path)).body)).not.toContain('ander kind');
});

test('when a designation ended meanwhile, what is of that gemeente is held back', async () => {
  await desk.region.add([
    { child: 11, number: '110001' },
    { child: 12, number: '210001', gemeente: diemen },
  ]);
  const path = await desk.preview({ aanbieders: [dijk] }, desk.manager);
  await agree(path);
  const { pool } = desk.region.gateway.store;
  const holding = await pool.connect();
  try {
    // Nothing is sent until the designation has ended.
    await holding.query('begin');
    await holding.query('lock table conversion_post in share row exclusive mode');
    const sending = desk.manager.send('POST', `${path}/commits`, { gemeenten: [diemen] });
    await until(async () => (await holding.query(waiting)).rowCount === 1);
    await end(diemen);
    await holding.query('rollback');
    expect((await sending).status).toBe(202);
  } finally {
    holding.release();
  }
  await desk.settled(path, desk.administrator);
  const held = await desk.row(path, '210001', desk.caller(diemen));
  expect(held).toMatchObject({
    step: 'held-back',
    why: [{ code: 'not-designated', message: expect.stringMatching(/does not designate/) }],
  });
  expect(numbersIn(await desk.manager.get(`${path}/rows`))).toContain('110001');
  expect(await desk.row(path, '210001', desk.manager)).toBeUndefined();
  // The gemeente sends it itself.
  await desk.caller(diemen).send('POST', `${path}/commits`, {});
  await desk.settled(path, desk.caller(diemen));
  expect(await desk.row(path, '210001', desk.caller(diemen))).toMatchObject({ step: 'approved' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import type { MarkWish } from '../../../src/ledger/conversion/row.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { amsterdam, day, diemen, dijk, Region, rules, until, wal } from './world.ts';

let region: Region;
beforeAll(async () => {
  region = await Region.open();
});
afterAll(() => region?.[Symbol.asyncDispose]());

test('what both sides agreed on is converted, by one message for each child and aanbieder', async () => {
  await region.add([
    { child: 1, number: '100001', started: '2026-03-10' },
    { child: 1, number: '100002', code: '45A05' },
    { child: 1, number: '100003', aanbieder: wal },
    { child: 2, number: '100004' },
  ]);
  const number = await region.preview();
  const rows = await region.rows(number);
  expect(rows.map(({ assessed }) => [assessed?.unmapped, assessed?.holds])).toEqual([
    [null, []],
    [null, []],
    [null, []],
    [null, []],
  ]);
  const first = rows.find(({ toewijzingNummer }) => toewijzingNummer === '100001');
  expect(first).toMatchObject({
    aanbieder: dijk,
    assessed: {
      remains: { total: 27 * 3 * 9550 },
      proposal: { price: { total: 540000 } },
    },
  });
  await region.agree(number, ({ toewijzingNummer }) => toewijzingNummer !== '100004');
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ approved: 2 });
  const after = await region.rows(number);
  expect(after.map(({ step }) => step).sort()).toEqual([
    'approved',
    'approved',
    'approved',
    'none',
  ]);
  const aanbieder = region.callers[dijk];
  const { body } = (await aanbieder?.get('/v1/allocations?limit=100')) ?? {};
  const old = body.items.find(
    (one: { toewijzingNummer: string }) => one.toewijzingNummer === '100001',
  );
  expect(old).toMatchObject({ end: '2026-06-30', reason: '10' });
  const spic = body.items.find(
    (one: { begin: string; product: { code: string } }) =>
      one.begin === day && one.product.code === '45B01',
  );
  expect(spic).toMatchObject({ end: '2027-12-31', volume: '540000', unit: '83', frequency: '6' });
  const href = (one: { id: string }) => `/v1/allocations/${one.id}`;
  expect(old.successors).toEqual([{ toewijzingNummer: spic.toewijzingNummer, href: href(spic) }]);
  expect(spic.predecessors).toEqual([{ toewijzingNummer: '100001', href: href(old) }]);
});

test('the aanbieder gets drafts of the stop and the start, of help that had started', async () => {
  // They are made after the message was approved, in a round of its own.
  const drafts = await until(async () => {
    const found = await region.callers[dijk]?.get('/v1/drafts');
    return found?.body.items.length > 0 && found;
  });
  const types = drafts.body.items.map((one: { type: string }) => one.type).sort();
  expect(types).toEqual(['JW305', 'JW307']);
  const [stop] = drafts.body.items.filter((one: { type: string }) => one.type === 'JW307');
  const { body } = (await region.callers[dijk]?.get(`/v1/drafts/${stop.id}`)) ?? {};
  expect(body.bericht.client.stopProducten.stopProduct).toMatchObject([
    { toewijzingNummer: '100001', einddatum: '2026-06-30', redenBeeindiging: '36' },
  ]);
});

test('silence is no agreement, and a second commit sends nothing twice', async () => {
  await region.add([{ child: 10, number: '110001' }]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.conversions.share(callOf(amsterdam), number);
  const [row] = (await region.rows(number)).filter((one) => one.toewijzingNummer === '110001');
  const mark = { row: row?.number ?? 0, version: 1, mark: 'agreed' } as const;
  await region.conversions.mark(callOf(amsterdam), number, [mark]);
  await expect(region.commits.commit(callOf(amsterdam), number)).rejects.toThrow(
    expect.objectContaining({ code: 'nothing-agreed' }),
  );
  await region.conversions.mark(callOf(dijk), number, [mark]);
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ approved: 1 });
  await expect(region.commits.commit(callOf(amsterdam), number)).rejects.toThrow(
    expect.objectContaining({ code: 'nothing-agreed' }),
  );
  await expect(
    region.conversions.mark(callOf(dijk), number, [{ ...mark, mark: 'held', reason: 'te laat' }]),
  ).rejects.toMatchObject({ faults: [{ row: row?.number, code: 'row-sent' }] });
});

test('another SPIC is worked out anew, and the other side has to agree to that one', async () => {
  await region.add([{ child: 11, number: '120001' }]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, (one) => one.toewijzingNummer === '120001');
  const [before] = (await region.rows(number)).filter((one) => one.toewijzingNummer === '120001');
  const row = before?.number ?? 0;
  const wish: MarkWish = {
    ...{ row, version: 1, mark: 'changed', to: { categorie: '45', code: '45B03' } },
    ...{ reason: 'lichter', decision: { beschikkingNummer: 'B-1', datum: '2026-06-01' } },
  };
  await region.conversions.mark(callOf(amsterdam), number, [wish]);
  const found = await region.conversions.row(callOf(dijk), number, row);
  expect(found.row).toMatchObject({
    version: 2,
    assessed: { proposal: { product: { code: '45B03' }, price: { total: 200_000 } } },
    marks: { gemeente: { mark: 'changed' }, aanbieder: null },
    decision: { beschikkingNummer: 'B-1', datum: '2026-06-01' },
  });
  expect(found.marks.map(({ side, mark, reason }) => [side, mark, reason])).toEqual([
    ['gemeente', 'agreed', null],
    ['aanbieder', 'agreed', null],
    ['gemeente', 'changed', 'lichter'],
  ]);
  for (const [reason, code] of [
    ['ouders van 9999.00.006 willen dit', 'reason-has-bsn'],
    ['zie BSN 999900006', 'reason-has-bsn'],
  ] as const)
    await expect(
      region.conversions.mark(callOf(dijk), number, [{ row, version: 2, mark: 'held', reason }]),
    ).rejects.toMatchObject({ faults: [{ row, code }] });
  await expect(
    region.conversions.mark(callOf(dijk), number, [
      { row, version: 2, mark: 'changed', reason: 'x' },
    ]),
  ).rejects.toMatchObject({ faults: [{ row, code: 'spic-left-out' }] });
  const agreed = { row, version: 1, mark: 'agreed' } as const;
  await expect(region.conversions.mark(callOf(dijk), number, [agreed])).rejects.toMatchObject({
    faults: [{ row, code: 'row-changed' }],
  });
  await region.conversions.mark(callOf(dijk), number, [{ ...agreed, version: 2 }]);
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ approved: 1 });
  expect(await region.conversions.reproduce(callOf(amsterdam), number)).toMatchObject({
    same: true,
  });
});

test('a child whose care changed since the preview is held back, and the others go', async () => {
  await region.add([
    { child: 12, number: '130001' },
    { child: 13, number: '130002' },
  ]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, (one) => one.toewijzingNummer?.startsWith('1300') === true);
  await region.add([{ child: 12, number: '130003', code: '45A05', ingangsdatum: '2026-05-01' }], {
    details: false,
  });
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ approved: 1, 'held-back': 1 });
  const [held] = (
    await region.conversions.rows(callOf(amsterdam), number, { step: 'held-back' }, { limit: 10 })
  ).items;
  expect(held).toMatchObject({ toewijzingNummer: '130001', why: ['care-changed'] });
});

test('a conversion is taken back: the SPIC goes, and the old end comes back', async () => {
  await region.add([{ child: 14, number: '140001' }]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, (one) => one.toewijzingNummer === '140001');
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  const [row] = (await region.rows(number)).filter((one) => one.toewijzingNummer === '140001');
  const wish = { row: row?.number ?? 0, reason: 'vergissing' };
  expect(await region.commits.revertable(callOf(amsterdam), number, wish.row)).toBe(1);
  // Who saw another number of rows takes nothing back.
  const seen = region.commits.revert(callOf(amsterdam), number, { ...wish, rows: 2 });
  await expect(seen).rejects.toMatchObject({ code: 'not-converted' });
  await region.commits.revert(callOf(amsterdam), number, wish);
  expect(await region.settled(number)).toEqual({ approved: 2 });
  const [after] = (await region.rows(number)).filter((one) => one.toewijzingNummer === '140001');
  expect(after).toMatchObject({ step: 'reverted', newNumber: row?.newNumber });
  const { rows } = await region.gateway.store.pool.query(
    'select toewijzing_nummer as number, status, end_date as end, reason from allocation where toewijzing_nummer in ($1, $2) order by reason desc',
    ['140001', row?.newNumber],
  );
  expect(rows).toEqual([
    { number: '140001', status: 'allocated', end: '2026-12-31', reason: '14' },
    { number: row?.newNumber, status: 'deleted', end: day, reason: '13' },
  ]);
  await expect(region.commits.revert(callOf(amsterdam), number, wish)).rejects.toThrow(
    expect.objectContaining({ code: 'not-converted' }),
  );
});

test('what is missing holds a row back, and what came since lets it go', async () => {
  await region.add([{ child: 15, number: '150001' }], { details: false });
  const number = await region.preview({ aanbieders: [dijk] });
  const own = async () =>
    (await region.rows(number)).filter((one) => one.toewijzingNummer === '150001')[0];
  expect((await own())?.assessed?.holds).toEqual(['client-data']);
  await region.agree(number, (one) => one.toewijzingNummer === '150001');
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  expect(await own()).toMatchObject({ step: 'held-back', why: ['client-data'] });
  await region.details([{ child: 15, number: '150001' }]);
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  expect(await own()).toMatchObject({ step: 'approved' });
});

test('a child that was forgotten is not converted, and nothing of it is shown', async () => {
  await region.add([{ child: 16, number: '160001' }]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, (one) => one.toewijzingNummer === '160001');
  const [row] = (await region.rows(number)).filter((one) => one.toewijzingNummer === '160001');
  const { store, keys } = region.gateway;
  await inTransaction(store.pool, (client) =>
    forgetChild(client, keys.rows, localCall('test'), row?.client ?? ''),
  );
  await expect(region.commits.commit(callOf(amsterdam), number)).rejects.toThrow(
    expect.objectContaining({ code: 'nothing-agreed' }),
  );
  const [after] = (await region.rows(number)).filter((one) => one.number === row?.number);
  expect(after).toMatchObject({ client: null, toewijzingNummer: null, old: null, assessed: null });
  expect(await region.conversions.reproduce(callOf(amsterdam), number)).toMatchObject({
    same: null,
    forgotten: 1,
  });
});

test('an aanbieder sees a preview when it is shared, and its own rows only', async () => {
  await region.add([
    { child: 17, number: '170001' },
    { child: 17, number: '170002', aanbieder: wal },
  ]);
  const number = await region.preview();
  const hidden = expect.objectContaining({ code: 'not-found' });
  await expect(region.conversions.get(callOf(dijk), number)).rejects.toThrow(hidden);
  await expect(region.rows(number, callOf(dijk))).rejects.toThrow(hidden);
  await region.conversions.share(callOf(amsterdam), number);
  const rows = await region.rows(number, callOf(dijk));
  expect(new Set(rows.map(({ aanbieder }) => aanbieder))).toEqual(new Set([dijk]));
});

test('a gemeente shares its own rows, and not those of others', async () => {
  await region.add([
    { child: 18, number: '180001' },
    { child: 19, number: '180002', gemeente: diemen },
  ]);
  const wish = { gemeenten: [amsterdam, diemen], mapping: await mappingOfRows(rules) };
  const number = await region.preview(wish, localCall('test'));
  const shared = await region.conversions.share(callOf(diemen), number);
  expect([shared.gemeenten, shared.sharedGemeenten]).toEqual([[diemen], [diemen]]);
  expect((await region.conversions.get(callOf(amsterdam), number)).record.sharedAt).toBeNull();
  const rows = await region.rows(number, callOf(dijk));
  expect(rows.map(({ gemeente }) => gemeente)).toEqual([diemen]);
  const [hidden] = await region.rows(number, callOf(amsterdam));
  const mark: MarkWish = { row: hidden?.number ?? 0, version: 1, mark: 'agreed' };
  await expect(region.conversions.mark(callOf(dijk), number, [mark])).rejects.toMatchObject({
    faults: [{ row: mark.row, code: 'row-unknown' }],
  });
  // What is counted over all gemeenten is of nobody who acts for some.
  const { record } = await region.conversions.get(callOf(diemen), number);
  expect(record).toMatchObject({ digest: null, declaredUnused: null, progress: { total: null } });
});

test('what was refused does not go again unasked', async () => {
  await region.add([{ child: 20, number: '190001' }]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, (one) => one.toewijzingNummer === '190001');
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  await region.gateway.store.pool.query(
    `update conversion_post set step = 'refused' where step = 'approved'
    and conversion_id = (select id from conversion where number = $1)`,
    [number],
  );
  await expect(region.commits.commit(callOf(amsterdam), number)).rejects.toThrow(
    expect.objectContaining({ code: 'nothing-agreed' }),
  );
  await region.commits.commit(callOf(amsterdam), number, undefined, true);
  // It was converted in truth, so that the ledger holds it back.
  expect(await region.settled(number)).toEqual({ refused: 1, 'held-back': 1 });
});

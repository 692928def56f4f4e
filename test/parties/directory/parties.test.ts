import { afterAll, beforeAll, expect, test } from 'vitest';
import { findParty } from '../../../src/parties/directory/parties.ts';
import { signedParty } from '../../../src/parties/directory/signed.ts';
import { NotBelieved, type Proof, proofOf } from '../../../src/store/keys/row-mac.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.remove());

const put = (code: string, body: object) =>
  gateway.administrator.send('PUT', `/v1/parties/${code}`, body);
const patch = (code: string, part: object) =>
  gateway.administrator.send('PATCH', `/v1/parties/${code}`, part);

test('a party is made once: 201, then 200, and its name can change', async () => {
  expect((await put('0363', { kind: 'gemeente', name: 'Amsterdm' })).status).toBe(201);
  const changed = await put('0363', { kind: 'gemeente', name: 'Amsterdam' });
  expect(changed.status).toBe(200);
  expect(changed.body).toEqual({
    code: '0363',
    kind: 'gemeente',
    name: 'Amsterdam',
    until: null,
    successor: null,
    retourBy: 'gateway',
    level3: 'enforce',
    declarations: 'party',
    region: null,
  });
  const { body } = await gateway.administrator.get('/v1/parties');
  expect(body.items).toContainEqual(changed.body);
});

test('a PUT is whole: what is not at its default is named, or nothing is written', async () => {
  const party = { kind: 'gemeente', name: 'Zaanstad' };
  const choices = { level3: 'advise', region: 'Zaanstreek-Waterland', retourBy: 'party' };
  const made = await put('0479', { ...party, ...choices });
  expect(made).toMatchObject({ status: 201, body: choices });
  const refused = await put('0479', { ...party, name: 'Zaandam', region: 'Zaanstreek-Waterland' });
  expect(refused).toMatchObject({
    status: 409,
    body: {
      type: expect.stringMatching(/\bsettings-left-out$/),
      detail: expect.stringContaining('retourBy, level3'),
    },
  });
  expect((await gateway.administrator.get('/v1/parties')).body.items).toContainEqual(made.body);
  const again = await put('0479', { ...party, ...choices, name: 'Zaandam' });
  expect(again).toMatchObject({ status: 200, body: { ...choices, name: 'Zaandam' } });
  const changes = { level3: 'enforce', region: null, retourBy: 'gateway' };
  const changed = await put('0479', { ...party, ...changes });
  expect(changed).toMatchObject({ status: 200, body: changes });
  const wrongOnes = [{ declarations: 'nobody' }, { declarations: null }];
  for (const wrong of [
    ...wrongOnes,
    { level3: 'ignore' },
    { level3: null },
    { region: 'x'.repeat(101) },
  ])
    expect((await put('0479', { ...party, ...wrong })).status).toBe(400);
});

test('who answers declarations: the gemeente, until another is set; by a PUT it must be named then', async () => {
  const party = { kind: 'gemeente', name: 'Diemen' };
  await put('0384', party);
  expect((await patch('0384', { declarations: 'gateway' })).body).toMatchObject({
    ...{ ...party, declarations: 'gateway', retourBy: 'gateway' },
  });
  expect((await put('0384', party)).body).toMatchObject({
    detail: expect.stringContaining('declarations'),
  });
  expect((await put('0384', { ...party, declarations: 'gateway' })).status).toBe(200);
  expect((await patch('0384', { declarations: 'party' })).body.declarations).toBe('party');
});

test('a row of before keeps its MAC; who answers declarations cannot be changed outside the gateway', async () => {
  await put('0880', { kind: 'gemeente', name: 'Edam-Volendam' });
  const { db, pool } = gateway.store;
  const { rows } = gateway.keys;
  const without = { ...signedParty, columns: signedParty.columns.slice(0, -1), later: 0 };
  const find = `select ${proofOf(without, 'party')} as proof from party where code = '0880'`;
  const [row] = (await pool.query<{ proof: Proof }>(find)).rows;
  // As the version before knew it.
  expect(row && rows.believes(without, row.proof)).toBe(true);
  await pool.query("update party set declarations = 'gateway' where code = '0880'");
  await expect(findParty(db, rows, '0880')).rejects.toThrow(NotBelieved);
  await pool.query("update party set declarations = null where code = '0880'");
  expect(await findParty(db, rows, '0880')).toMatchObject({ declarations: 'party' });
  await patch('0880', { declarations: 'gateway' });
  await pool.query("update party set declarations = null where code = '0880'");
  await expect(findParty(db, rows, '0880')).rejects.toThrow(NotBelieved);
  await pool.query("update party set declarations = 'gateway' where code = '0880'");
});

test('setting something else never opens a party again that has ended', async () => {
  await put('0441', { kind: 'gemeente', name: 'Schagen' });
  const ended = { until: '2012-12-31', successor: '0441' };
  const party = { kind: 'gemeente', name: 'Harenkarspel' };
  expect((await put('0395', { ...party, ...ended })).status).toBe(201);
  expect((await put('0395', { ...party, level3: 'advise' })).status).toBe(409);
  expect((await put('0395', { ...party, until: null })).status).toBe(409);
  const set = await patch('0395', { level3: 'advise' });
  expect(set).toMatchObject({ status: 200, body: { ...party, ...ended, level3: 'advise' } });
  // Who means it says so.
  expect((await patch('0395', { until: null })).body.type).toMatch(/successor-without-until$/);
  const opened = await patch('0395', { until: null, successor: null });
  expect(opened).toMatchObject({ status: 200, body: { until: null, level3: 'advise' } });
});

test('a PATCH changes a part, as a merge patch or as JSON', async () => {
  const path = '/v1/parties/0400';
  const made = await put('0400', { kind: 'gemeente', name: 'Den Helder', region: 'Kop' });
  const send = (type: string, body: string, where = path) =>
    fetch(`${gateway.address}${where}`, {
      method: 'PATCH',
      headers: { ...gateway.administrator.authorization, 'Content-Type': type },
      body,
    });
  const merged = await send('application/merge-patch+json', '{"retourBy": "party"}');
  expect(await merged.json()).toEqual({ ...made.body, retourBy: 'party' });
  const asJson = await send('application/json', '{"region": null}');
  expect(await asJson.json()).toEqual({ ...made.body, retourBy: 'party', region: null });
  for (const wrong of [
    '{}',
    '{"kind": "gemeente"}',
    '{"code": "0401"}',
    '{"name": null}',
    '[]',
    '{',
  ])
    expect((await send('application/merge-patch+json', wrong)).status, wrong).toBe(400);
  expect((await send('application/xml', '<name/>')).status).toBe(415);
  expect((await patch('0999', { name: 'x' })).status).toBe(404);
  // A merge patch is for PATCH.
  const put415 = await fetch(`${gateway.address}${path}`, {
    method: 'PUT',
    headers: {
      ...gateway.administrator.authorization,
      'Content-Type': 'application/merge-patch+json',
    },
    body: '{}',
  });
  expect(put415.status).toBe(415);
});

test('code and kind belong together, and the kind does not change', async () => {
  expect((await put('0364', { kind: 'aanbieder', name: 'x' })).status).toBe(400);
  expect((await put('1234567', { kind: 'aanbieder', name: 'x' })).status).toBe(400);
  expect((await put('12345678', { kind: 'gemeente', name: 'x' })).status).toBe(400);
  expect((await put('0365', { kind: 'province', name: 'x' })).status).toBe(400);
});

test('a successor is known, of the same kind, and not in a circle', async () => {
  await put('0439', { kind: 'gemeente', name: 'Purmerend' });
  await put('0370', { kind: 'gemeente', name: 'Beemster', until: '2021-12-31', successor: '0439' });
  await put('55555555', { kind: 'aanbieder', name: 'x' });
  const ends = { kind: 'gemeente', name: 'x', until: '2030-12-31' };
  expect((await put('0439', { ...ends, successor: '0999' })).status).toBe(400);
  expect((await put('0439', { ...ends, successor: '55555555' })).status).toBe(400);
  expect((await put('0439', { ...ends, successor: '0370' })).body.type).toMatch(/circle/);
  expect((await put('0439', { ...ends, successor: '0439' })).body.type).toMatch(/circle/);
  expect((await put('0439', { ...ends, until: '2030-02-30' })).status).toBe(400);
});

test('a successor without an end date is refused', async () => {
  const answer = await put('0385', { kind: 'gemeente', name: 'x', successor: '0363' });
  expect(answer.status).toBe(400);
  expect(answer.body.detail).toContain('until');
});

test('a key is shown once and only its hash is kept', async () => {
  const party = await put('11111111', { kind: 'aanbieder', name: 'x' });
  expect(party.status).toBe(201);
  const { status, body } = await gateway.administrator.send(
    'POST',
    '/v1/parties/11111111/api-keys',
  );
  expect(status).toBe(201);
  expect(body.key.startsWith(`${body.prefix}_`)).toBe(true);
  const secret = body.key.slice(body.prefix.length + 1);
  const { rows } = await gateway.store.pool.query('select api_key::text as row from api_key');
  for (const { row } of rows) expect(row).not.toContain(secret);
  expect(gateway.logged.join()).not.toContain(secret);
  const caller = new Caller(gateway.address, body.key);
  expect((await caller.get('/v1/inbox')).status).toBe(200);
});

test('a key for a party that is not there is 404', async () => {
  const answer = await gateway.administrator.send('POST', '/v1/parties/99999999/api-keys');
  expect(answer.status).toBe(404);
});

test('without a valid key nothing is answered but 401', async () => {
  const { body } = await gateway.administrator.send('POST', '/v1/parties/0363/api-keys');
  const wrong = [
    undefined,
    'nonsense',
    `${body.prefix}_${'A'.repeat(43)}`,
    `${body.key}x`,
    body.key.slice(0, -1),
  ];
  for (const key of wrong) {
    const answer = await new Caller(gateway.address, key).get('/v1/inbox');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.body.detail).toContain('Authorization');
  }
});

test('a party makes no parties, and an administrator has no mailbox', async () => {
  const party = await gateway.party('22222222');
  expect(
    (await party.send('PUT', '/v1/parties/33333333', { kind: 'aanbieder', name: 'x' })).status,
  ).toBe(403);
  expect((await party.send('POST', '/v1/parties/22222222/api-keys')).status).toBe(403);
  for (const path of ['/v1/inbox', '/v1/messages'])
    expect((await gateway.administrator.get(path)).status).toBe(403);
});

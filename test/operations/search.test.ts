import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSought } from '../../src/operations/sought.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { fixture, jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
/** Of the request, its retour, the allocation and the start. */
let request: string;
let allocation: string;
let start: string;
let refused: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678', { retourBy: 'gateway' });
  gemeente = await gateway.party('0363', { retourBy: 'gateway', level3: 'advise' });
  const post = async (caller: Caller, xml: string) => {
    const { body } = await caller.post(xml);
    expect((await caller.settled(body.id)).body.status, JSON.stringify(body)).toBe('accepted');
    return String(body.id);
  };
  request = await post(aanbieder, jw315({ identificatie: 'VOT24000117' }));
  allocation = await post(
    gemeente,
    fixture('conversation/05-JW301.xml', { identificatie: 'ams-0001' }),
  );
  start = await post(
    aanbieder,
    fixture('conversation/07-JW305.xml', { identificatie: 'VOT24000118' }),
  );
  refused = (
    await aanbieder.post(jw315({ identificatie: 'VOT24000119' }).replace('<Bsn>', '<BSN>'))
  ).body.id;
});
afterAll(() => gateway?.remove());

const searches = '/v1/operations/searches';

async function found(by: string, text: string, more: object = {}): Promise<string[]> {
  const { status, body } = await operator.send('POST', searches, { by, text, ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items.map(({ id }: { id: string }) => id);
}

test('messages are found by how their Identificatie begins, whatever its letters, with their retouren', async () => {
  const own = await found('identificatie', 'VOT24000117');
  expect(own[0]).toBe(request);
  expect(own).toHaveLength(2);
  expect(await found('identificatie', 'vot2400011')).toEqual([...own, start, expect.anything()]);
  expect(await found('identificatie', ' AMS-0 ')).toContain(allocation);
  for (const text of ['VOT24000999', 'OT24000117', 'VOT%', 'VOT_4000117', 'VOT24000117 x'])
    expect(await found('identificatie', text), text).toEqual([]);
});

test('a refused message is found as well, once', async () => {
  const { rows } = await gateway.store.pool.query(
    'select identificatie from message where id = $1',
    [refused],
  );
  if (rows[0]?.identificatie)
    expect(await found('identificatie', 'VOT24000119')).toEqual([refused]);
});

test('messages that name an allocation are found by how its number begins, in the order of its story', async () => {
  for (const number of ['240031207', '2400']) {
    const ids = await found('toewijzingNummer', number);
    expect(ids).toEqual([allocation, start]);
  }
  expect(await found('toewijzingNummer', '240031208')).toEqual([]);
});

test('a referentie is found whole, of its aanbieder alone, with what answered it', async () => {
  const ask = (text: string, code = '12345678') => found('referentie', text, { aanbieder: code });
  const ids = await ask('DIJK-2024-0117');
  expect(ids).toContain(request);
  expect(ids).toContain(allocation);
  for (const text of ['DIJK-2024-011', 'dijk-2024-0117', 'DIJK-2024-0117x'])
    expect(await ask(text), text).toEqual([]);
  expect(await ask('DIJK-2024-0117', '12345679')).toEqual([]);
});

test('filters narrow down what was found, and pages go on', async () => {
  const all = await found('identificatie', 'VOT2400011');
  expect(await found('identificatie', 'VOT2400011', { type: 'JW305' })).toEqual([start]);
  expect(await found('identificatie', 'VOT2400011', { party: '0999' })).toEqual([]);
  expect(await found('identificatie', 'VOT2400011', { to: '2020-01-01T00:00:00Z' })).toEqual([]);
  const now = { from: '2020-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' };
  expect(await found('identificatie', 'VOT2400011', now)).toEqual(all);
  const walked: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const asked = { by: 'identificatie', text: 'VOT2400011', limit: 1, cursor };
    const { body } = await operator.send('POST', searches, asked);
    walked.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.next === null) break;
    cursor = body.next;
  }
  expect(walked).toEqual(all);
});

test('what does not fit is said at its field, and nothing of it is repeated', async () => {
  for (const [body, element] of [
    [{ by: 'identificatie', text: 'VOT' }, 'body/text'],
    [{ by: 'identificatie', text: ' ' }, 'body/text'],
    [{ by: 'toewijzingNummer', text: '123' }, 'body/text'],
    [{ by: 'id', text: 'VOT24000117' }, 'body/text'],
    [{ by: 'referentie', text: 'GEHEIM-1' }, 'body/aanbieder'],
    [{ by: 'id', text: request, aanbieder: '12345678' }, 'body/aanbieder'],
    [{ by: 'identificatie', text: `GEHEIM${'x'.repeat(100)}` }, 'body/text'],
    [{ by: 'identificatie', text: 'GEHEIM\u0000' }, 'body/text'],
  ] as const) {
    const answer = await operator.send('POST', searches, body);
    expect(answer.status, JSON.stringify(body)).toBe(400);
    expect(answer.body.violations[0].element).toBe(element);
    expect(JSON.stringify(answer.body)).not.toMatch(/GEHEIM|VOT/);
  }
  expect(readSought({ by: 'identificatie', text: 'half \ud800 a pair' })).toBe('unfit');
});

test('hostile texts find nothing and break nothing', async () => {
  for (const text of [
    "' or 1=1 --",
    '\u{10ffff}\u{10ffff}\u{10ffff}\u{10ffff}',
    '%%%%',
    '$1$1',
    'éééé',
  ])
    for (const by of ['identificatie', 'toewijzingNummer'])
      expect(await found(by, text), text).toEqual([]);
});

test('the access log says who searched, by what and about which children; no log has the text', async () => {
  const { pool } = gateway.store;
  const { rows: clients } = await pool.query('select distinct client_id as id from ledger_entry');
  await found('toewijzingNummer', '240031207');
  await found('referentie', 'DIJK-2024-0117', { aanbieder: '12345678' });
  await found('identificatie', 'VOT24000117');
  const { rows } = await pool.query(
    `select action, role, party, client_ids as clients, detail from access_log_fresh
    where action = 'search-messages' order by id desc limit 3`,
  );
  const ids = clients.map(({ id }) => id);
  expect(rows.map(({ detail, clients }) => [JSON.parse(detail).by, clients])).toEqual([
    ['identificatie', []],
    ['referentie', ids],
    ['toewijzingNummer', ids],
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ role: 'administrator', party: null });
    expect(JSON.stringify(row)).not.toMatch(/VOT2|DIJK-|2400312/);
  }
  expect(gateway.logged.join('\n')).not.toMatch(/VOT2400|DIJK-2024|240031207/);
});

test('only operators and administrators search', async () => {
  for (const caller of [aanbieder, gemeente])
    expect((await caller.send('POST', searches, { by: 'id', text: request })).status).toBe(403);
});

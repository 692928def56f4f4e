import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeRequests } from '../../../src/ledger/projection/complete-requests.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { children, jw301, jw315, jw319, retourOf } from '../../ledger/past/write.ts';
import { allocation, asked } from '../../ledger/stories/conversation.ts';
import { startTestGateway } from '../../support/gateway.ts';

const [amsterdam, beemster, purmerend, dijk, wal] = [
  '0363',
  '0370',
  '0439',
  '12345678',
  '12345679',
];
const [first = '', second = '', third = '', fourth = '', fifth = ''] = children(5);
const between = (bsn: string, gemeente = amsterdam, aanbieder = dijk) => ({
  ...{ gemeente, aanbieder, bsn },
});

let talk: Talk;
const ids: Record<string, string> = {};

async function say(name: string, xml: Buffer): Promise<void> {
  const { id, status, findings } = await talk.say(xml);
  expect({ name, status, findings }).toEqual({ name, status: 'accepted', findings: [] });
  ids[name] = id;
}

beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  for (const code of [amsterdam, beemster, purmerend, dijk, wal]) await talk.party(code);
  const two = [asked('R1'), asked('R2', { product: { categorie: '46', code: 'C07I' } })];
  await say('waits', jw315(between(first), '2024-02-05', ...two));
  await say('of wal', jw315(between(second, amsterdam, wal), '2024-02-05', asked('W1')));
  await say('investigated', jw315(between(second), '2024-02-05', asked('R3')));
  await say(
    'under investigation',
    jw319(between(second), '2024-02-06', 'R3', 'under investigation'),
  );
  await say('refused', jw315(between(third), '2024-02-05', asked('R4')));
  await say('refusal', jw319(between(third), '2024-02-06', 'R4'));
  await say('honoured', jw315(between(fourth), '2024-02-05', asked('R5')));
  await say('studied', jw319(between(fourth), '2024-02-06', 'R5', 'under investigation'));
  const honours = allocation('101', { referentieAanbieder: 'R5' });
  await say('allocation', jw301(between(fourth), '2024-02-12', honours));
  await say(
    'at beemster',
    jw315(
      between(fifth, beemster),
      '2021-10-01',
      asked('R6', { toewijzingIngangsdatum: '2021-11-01', toewijzingEinddatum: '2022-06-30' }),
    ),
  );
});
afterAll(() => talk.gateway.remove());

interface Item {
  readonly referentie: string;
  readonly messageId: string;
}

async function open(code: string, query = ''): Promise<Item[]> {
  const found: Item[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await talk
      .caller(code)
      .get(`/v1/open-requests?limit=1&${query}${cursor}`);
    expect(status, JSON.stringify(body)).toBe(200);
    found.push(...body.items);
    if (body.next === null) return found;
    cursor = `&cursor=${body.next}`;
  }
}
const references = (items: readonly Item[]) => items.map(({ referentie }) => referentie).sort();

test('each party sees its own requests that nobody decided, those that wait longest first', async () => {
  expect(references(await open(dijk))).toEqual(['R1', 'R2', 'R3', 'R6']);
  expect((await open(dijk)).map(({ messageId }) => messageId)).toEqual(
    ['waits', 'waits', 'investigated', 'at beemster'].map((name) => ids[name]),
  );
  expect(references(await open(amsterdam))).toEqual(['R1', 'R2', 'R3', 'W1']);
  expect(references(await open(amsterdam, `counterparty=${wal}`))).toEqual(['W1']);
  expect(references(await open(dijk, `counterparty=${beemster}`))).toEqual(['R6']);
  expect(await open(dijk, 'type=JW317')).toEqual([]);
  expect(references(await open(wal))).toEqual(['W1']);
  expect(await open(purmerend)).toEqual([]);
});

test('an item says since when, what was answered, and nothing of the child but its random id', async () => {
  const [, item] = await open(amsterdam, `counterparty=${dijk}`).then((items) =>
    items.filter(({ referentie }) => referentie !== 'R1'),
  );
  const link = (name: string) => ({ href: `/v1/messages/${ids[name]}` });
  expect(item).toEqual({
    ...{ type: 'JW315', messageId: ids.investigated, referentie: 'R3' },
    ...{
      municipality: amsterdam,
      provider: dijk,
      client: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    ...{ receivedAt: expect.any(String), since: expect.any(String) },
    lastAnswer: { verzoekAntwoord: '2', messageId: ids['under investigation'] },
    links: { message: link('investigated'), lastAnswer: link('under investigation') },
  });
  const [row] = await talk.rows<{ detail: string }>(
    `select detail from access_log_fresh
    where action = 'list-requests' and actor_party = $1 and party = $1 order by id desc limit 1`,
    amsterdam,
  );
  expect(JSON.parse(row?.detail ?? '')).toEqual({ filters: ['counterparty'], items: 1 });
});

test('one that cannot be opened is left out and named in the log, and holds up no other', async () => {
  const { store, logged } = talk.gateway;
  const change = 'update request set sealed = $2 where message_id = $1';
  const { rows } = await store.pool.query('select sealed from request where message_id = $1', [
    ids.investigated,
  ]);
  await store.pool.query(change, [ids.investigated, Buffer.from(rows[0].sealed).reverse()]);
  for (const [code, others] of [
    [dijk, ['R1', 'R2', 'R6']],
    [amsterdam, ['R1', 'R2', 'W1']],
  ] as const)
    expect(references(await open(code))).toEqual(others);
  expect(logged.join('')).toContain(
    `"code":"row-not-believed","table":"request","id":"${ids.investigated}"`,
  );
  await store.pool.query(change, [ids.investigated, rows[0].sealed]);
  expect(references(await open(dijk))).toEqual(['R1', 'R2', 'R3', 'R6']);
});

test('requests and what decided them link to each other, for those who may see both', async () => {
  const links = async (code: string, name: string) =>
    (await talk.caller(code).get(`/v1/messages/${ids[name]}`)).body.links;
  const to = (...names: string[]) => names.map((name) => ({ href: `/v1/messages/${ids[name]}` }));
  for (const code of [amsterdam, dijk]) {
    expect((await links(code, 'honoured')).decisions).toEqual(to('studied', 'allocation'));
    expect((await links(code, 'allocation')).requests).toEqual(to('honoured'));
    expect((await links(code, 'refusal')).requests).toEqual(to('refused'));
    expect(await links(code, 'waits')).not.toHaveProperty('decisions');
  }
  await talk.caller(dijk).send('POST', `/v1/parties/${dijk}/mandates`, {
    ...{ mandatary: wal, messageTypes: ['JW301'] },
  });
  expect(await links(wal, 'allocation')).not.toHaveProperty('requests');
});

test('what a gemeente that took over decides closes the request, and is linked', async () => {
  await talk.party(beemster, { until: '2021-12-31', successor: purmerend });
  // Who acts for whom is asked anew after a second.
  await expect.poll(async () => references(await open(purmerend))).toEqual(['R6']);
  const here = between(fifth, purmerend);
  await say('taken over', jw319(here, '2022-01-06', 'R6', 'under investigation'));
  expect(await open(purmerend)).toMatchObject([
    { lastAnswer: { messageId: ids['taken over'] }, municipality: beemster },
  ]);
  await say('decided', jw319(here, '2022-01-10', 'R6'));
  expect(await open(purmerend)).toEqual([]);
  expect(references(await open(dijk))).toEqual(['R1', 'R2', 'R3']);
  const { body } = await talk.caller(dijk).get(`/v1/messages/${ids.decided}`);
  expect(body.links.requests).toEqual([{ href: `/v1/messages/${ids['at beemster']}` }]);
});

test('what versions before did not note is filled in, and the ledger agrees', async () => {
  await talk.expectSoundLedger();
  const before = await open(dijk);
  await talk.rows(
    `update request set message_id = null, requested_at = null, sealed = null, answered_by = '{}'`,
  );
  expect(await open(dijk)).toEqual([]);
  const { pool } = talk.gateway.store;
  expect(await completeRequests(pool, await talk.keys())).toBe(5);
  expect(await completeRequests(pool, await talk.keys())).toBe(0);
  expect(await open(dijk)).toEqual(before);
  await talk.expectSoundLedger();
});

test('a JW301 that comes before the retour on its request gets the finding that the retour is missing', async () => {
  const [diemen, es] = ['0384', '12345690'];
  await talk.party(diemen, { retourBy: 'party' });
  await talk.party(es);
  const parties = between(first, diemen, es);
  const request = jw315(parties, '2024-02-05', asked('E1'));
  expect(await talk.say(request)).toMatchObject({ status: 'accepted' });
  const honours = (number: string) =>
    jw301(parties, '2024-02-12', allocation(number, { referentieAanbieder: 'E1' }));
  const path = 'Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder';
  const tried = await talk.caller(diemen).send('GET', '/v1/open-requests');
  expect(tried.body.items).toEqual([]);
  const { status, findings } = await talk.say(honours('501'));
  expect({ status, findings: findings.map((one) => one.replace(/\[1\]/g, '')) }).toEqual({
    status: 'rejected',
    findings: [`retour-missing ${path}`, `TR379 ${path}`],
  });
  const dry = await fetch(`${talk.gateway.address}/v1/validations`, {
    method: 'POST',
    headers: {
      ...talk.caller(diemen).authorization,
      ...{ 'Content-Type': 'application/xml', 'Accept-Language': 'en' },
    },
    body: new Uint8Array(honours('502')),
  });
  const tryOut = (await dry.json()) as { findings: { rule: string; message: string }[] };
  expect(tryOut.findings.map(({ rule }) => rule)).toEqual(['retour-missing', 'TR379']);
  expect(tryOut.findings[0]?.message).toMatch(/retour \(JW316 or JW318\)/);
  const retour = await talk.caller(diemen).post(retourOf(request, 'JW316', 'approved'));
  await talk.caller(diemen).settled(retour.body.id);
  expect(references(await open(diemen))).toEqual(['E1']);
  expect(await talk.say(honours('503'))).toMatchObject({ status: 'accepted', findings: [] });
  expect(await open(diemen)).toEqual([]);
  // With a reference that nobody knows it is as before.
  const unknown = allocation('504', { referentieAanbieder: 'E9' });
  const other = await talk.say(jw301(between(second, diemen, es), '2024-02-12', unknown));
  expect(other.findings.map((one) => one.split(' ')[0])).toEqual(['TR379']);
});

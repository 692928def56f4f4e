import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedMessage } from '../../src/messages/signed.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { signAll } from '../support/macs.ts';
import { fixture, jw315, newIdentificatie } from '../support/messages.ts';

const [amsterdam, diemen, dijk, wal] = ['0363', '0384', '12345678', '12345679'];

let gateway: TestGateway;
const callers = new Map<string, Caller>();
const by = (code: string) => callers.get(code) as Caller;
/** Ids and Identificaties by what they are. */
const ids: Record<string, string> = {};
const named: Record<string, string> = {};

async function post(name: string, sender: string, xml: string): Promise<void> {
  const { status, body } = await by(sender).post(xml);
  expect([202, 400], JSON.stringify(body)).toContain(status);
  ids[name] = body.id ?? body.messageId;
  if (status === 202) await by(sender).settled(body.id);
}

function request(name: string, header: { afzender?: string; ontvanger?: string } = {}): string {
  named[name] = newIdentificatie();
  return jw315({ ...header, identificatie: named[name] });
}

function retour(
  name: string,
  file: string,
  header: { afzender?: string; ontvanger?: string } = {},
) {
  return fixture(`JW316/${file}.xml`, {
    ...{ afzender: dijk, ontvanger: amsterdam, dagtekening: '2024-03-04' },
    ...header,
    identificatie: named[name] as string,
  });
}

beforeAll(async () => {
  gateway = await startTestGateway();
  for (const code of [amsterdam, diemen, dijk, wal]) callers.set(code, await gateway.party(code));
  const answered = request('answered');
  await post('answered', dijk, answered);
  const [, dagtekening = ''] = /Dagtekening>([^<]+)/.exec(answered) ?? [];
  await post(
    'retour',
    amsterdam,
    retour('answered', 'valid-approved').replace(/(Dagtekening>)[^<]+/, `$1${dagtekening}`),
  );
  await post('open', dijk, request('open').replaceAll('999912008', '999934508'));
  await post('to diemen', dijk, request('to diemen', { ontvanger: diemen }));
  const refused = request('refused', { ontvanger: diemen });
  await post('refused', dijk, refused.replace(/<ijw:Volume>\d+/, '<ijw:Volume>-1'));
  await post('unreadable', dijk, '<Bericht>');
});
afterAll(() => gateway.remove());

async function list(code: string, query: string): Promise<{ id: string }[]> {
  const found: { id: string }[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await by(code).get(`/v1/messages?limit=2&${query}${cursor}`);
    expect(status, JSON.stringify(body)).toBe(200);
    found.push(...body.items);
    if (body.next === null) return found;
    cursor = `&cursor=${body.next}`;
  }
}

const names = (items: readonly { id: string }[]) =>
  items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)).sort();

test('a list is narrowed by direction, counterparty and Identificatie, alone and together', async () => {
  const all = ['answered', 'open', 'refused', 'retour', 'to diemen', 'unreadable'];
  const sent = all.filter((name) => name !== 'retour');
  const theirs: [query: string, found: string[]][] = [
    ['', all],
    ['direction=sent', sent],
    ['direction=received', ['retour']],
    [`counterparty=${amsterdam}`, ['answered', 'open', 'retour']],
    [`counterparty=${diemen}`, ['refused', 'to diemen']],
    [`counterparty=${diemen}&status=refused`, ['refused']],
    [`counterparty=${amsterdam}&direction=sent&type=JW315`, ['answered', 'open']],
    [`counterparty=${wal}`, []],
    [`identificatie=${named.answered}`, ['answered', 'retour']],
    [`identificatie=${named.answered}&direction=received`, ['retour']],
    [`identificatie=${named.refused}`, ['refused']],
    [`identificatie=${named.refused}&direction=received`, []],
    [`identificatie=${named.open}&counterparty=${diemen}`, []],
    [`identificatie=${named.open}&counterparty=${amsterdam}&status=accepted`, ['open']],
    ['identificatie=ONBEKEND', []],
  ];
  for (const [query, found] of theirs) expect(names(await list(dijk, query)), query).toEqual(found);
  expect(names(await list(amsterdam, `identificatie=${named.answered}`))).toEqual([
    'answered',
    'retour',
  ]);
  expect(await list(wal, `identificatie=${named.answered}`)).toEqual([]);
  expect(await list(diemen, `identificatie=${named.refused}`)).toEqual([]);
});

test('an Identificatie that many messages have is found by paging, too', async () => {
  const { pool } = gateway.store;
  // As what breaks TR056 does, again and again.
  const { rowCount } = await pool.query(
    `insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening, sender,
      recipient, status, content_hash, size, received_at, changed_at, line)
    select uuidv7(), nextval('message_acceptance'), 'JW315', $1, $2, 'VAAK', '2024-01-01', $1, $2,
      'rejected', uuid_send(gen_random_uuid()), 1, now(), now() + n * interval '1 ms',
      uuid_send(gen_random_uuid()) from generate_series(1, 60) n`,
    [wal, diemen],
  );
  await signAll(pool, gateway.keys.rows, signedMessage);
  expect(await list(wal, 'identificatie=VAAK')).toHaveLength(rowCount ?? 0);
  // They never came into that mailbox.
  expect(await list(diemen, 'identificatie=VAAK')).toEqual([]);
});

test('items say what they answer, what answers them and their outcome', async () => {
  const of = async (code: string, name: string) =>
    (await list(code, '')).find(({ id }) => id === ids[name]);
  expect(await of(dijk, 'answered')).toMatchObject({
    ...{ identificatie: named.answered, heenbericht: null, outcome: 'approved' },
    answer: ids.retour,
  });
  expect(await of(amsterdam, 'retour')).toMatchObject({
    ...{ identificatie: named.answered, heenbericht: ids.answered, outcome: 'approved' },
    answer: null,
  });
  expect(await of(dijk, 'open')).toMatchObject({ heenbericht: null, outcome: null });
  expect(await of(dijk, 'refused')).toMatchObject({
    ...{ recipient: diemen, identificatie: named.refused, status: 'refused', outcome: null },
  });
  expect(await of(dijk, 'unreadable')).toMatchObject({ recipient: null, identificatie: null });
  const { items } = (await by(dijk).get('/v1/inbox')).body;
  expect(items).toEqual([
    expect.objectContaining({
      ...{ id: ids.retour, identificatie: named.answered, dagtekening: expect.any(String) },
      ...{ heenbericht: ids.answered, answer: null, outcome: 'approved' },
    }),
  ]);
});

test('a refusing retour is seen as such; by a mandate only what is of its types', async () => {
  await post('again', dijk, request('again').replaceAll('999912008', '999900006'));
  const sent = (await by(dijk).get(`/v1/messages/${ids.again}`)).body;
  await post(
    'refusal',
    amsterdam,
    retour('again', 'valid-refused-by-a-rule-within-the-message').replace(
      /(Dagtekening>)[^<]+/,
      `$1${sent.dagtekening}`,
    ),
  );
  const [item] = await list(dijk, `identificatie=${named.again}&direction=sent`);
  expect(item).toMatchObject({ status: 'rejected', outcome: 'refused' });
  await by(dijk).send('POST', `/v1/parties/${dijk}/mandates`, {
    ...{ mandatary: wal, messageTypes: ['JW316'] },
  });
  const [theirs] = await list(wal, `party=${dijk}&identificatie=${named.again}`);
  expect(theirs).toMatchObject({ id: ids.refusal, outcome: 'refused', heenbericht: null });
  const { items } = (await by(wal).get(`/v1/inbox?party=${dijk}`)).body;
  expect(items.map((one: { heenbericht: null }) => one.heenbericht)).toEqual([null, null]);
});

test('what is no code and no Identificatie of a Header is kept of no refused message', async () => {
  const xml = jw315({ ontvanger: 'Yara Yılmaz', identificatie: '999912008 is het BSN' });
  const { body } = await by(dijk).post(xml);
  const { rows } = await gateway.store.pool.query(
    'select ontvanger, identificatie from message where id = $1',
    [body.messageId],
  );
  expect(rows).toEqual([{ ontvanger: null, identificatie: null }]);
});

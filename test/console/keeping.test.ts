import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf, staffKey } from '../support/console.ts';
import { sendMessages } from '../support/console-world.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let administrator: Visitor;
let auditor: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  administrator = new Visitor(gateway.address);
  await administrator.signIn(await staffKey(gateway, 'administrator'));
  auditor = new Visitor(gateway.address);
  await auditor.signIn(await staffKey(gateway, 'auditor'));
});
afterAll(() => gateway?.remove());

const place = async (fields: Record<string, string>) =>
  administrator.send(
    await administrator.get('/console/keeping'),
    '/console/keeping/holds',
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [`hold-${name}`, value])),
  );

test('something is kept longer for a reason, once, and lifted; the auditor reads it', async () => {
  const [id = ''] = await sendMessages(aanbieder, 1);
  expect((await auditor.get('/console/keeping')).text).toContain('Niets wordt langer bewaard');
  const fields = { kind: 'message', target: id.toUpperCase(), reason: 'Zaak <26/117>' };
  const placed = await administrator.follow(place(fields));
  expect(placed.text).toContain('Dit wordt nu bewaard.');
  const again = await place(fields);
  expect(again.status).toBe(400);
  expect(again.text).toContain('Dit wordt al bewaard');
  const seen = await auditor.get('/console/keeping');
  expect(seen.text).toContain('Zaak &lt;26/117&gt;');
  expect(seen.text).not.toMatch(/Opheffen|Iets langer bewaren/);
  const { body } = await gateway.administrator.get('/v1/legal-holds');
  expect(body.items).toHaveLength(1);
  const lifted = await administrator.follow(
    administrator.send(
      await administrator.get('/console/keeping'),
      `/console/keeping/holds/${body.items[0].id}/lift`,
    ),
  );
  expect(lifted.text).toContain('niet meer langer bewaard');
  expect(lifted.text).not.toContain('26/117');
  expect((await auditor.get('/console/keeping?holds=all')).text).toMatch(
    /opgeheven op .* door ijw_/,
  );
});

test('what cannot be kept is said at its field, and what was typed stays', async () => {
  const form = { kind: 'client', target: '12345678', reason: '' };
  const wrong = await place(form);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('href="#hold-target"');
  expect(wrong.text).toContain('href="#hold-reason"');
  expect(wrong.text).toContain('value="12345678"');
  expect(wrong.text).toMatch(/value="client" selected/);
  const bsn = await place({ ...form, kind: 'party', reason: 'over 999900006' });
  expect(bsn.status).toBe(400);
  expect(bsn.text).toContain('href="#hold-reason"');
  const nothing = await place({
    ...{ kind: 'message', target: '01a20563-607e-7aa1-b735-07c007c906ff', reason: 'Zaak' },
  });
  expect(nothing.text).toContain('Dit is er niet, of het is al vergeten.');
  expect((await gateway.administrator.get('/v1/legal-holds?inForce=true')).body.items).toEqual([]);
});

test('what was forgotten each day leads to the ids', async () => {
  const { pool } = gateway.store;
  await pool.query(`insert into forgetting (day, finished_at, terms, messages, refused, clients, imports,
      access_log_months, held_messages, held_clients, held_months, waiting_messages)
    values ('2026-11-28', now(), '{"payloadDays": 365, "refusedDays": 90, "accessLogMonths": 60, "ledgerYears": 20}',
      1234, 5, 6, 0, array['2021-10-01'::date], 7, 0, 0, 8)`);
  await pool.query(`insert into forgotten (day, id, kind)
    select '2026-11-28', gen_random_uuid(), 'message' from generate_series(1, 51)`);
  const seen = await auditor.get('/console/keeping');
  expect(seen.text).toContain('<a href="/console/keeping/2026-11-28">28 november 2026</a>');
  expect(seen.text).toMatch(/>1\.234<.*>5<.*>6<.*>2021-10<.*>7<.*>8</s);
  expect(seen.text).toContain(
    'berichten 365 dagen, geweigerde berichten 90 dagen, logboek 60 maanden, grootboek 20 jaar.',
  );
  const items = await auditor.get('/console/keeping/2026-11-28');
  expect(items.text.match(/<th scope="row"/g)).toHaveLength(50);
  const next = /href="(\?cursor=[^"]+)"/.exec(items.text)?.[1] ?? '';
  const last = await auditor.get(`/console/keeping/2026-11-28${next}`);
  expect(last.text.match(/<th scope="row"/g)).toHaveLength(1);
  expect((await auditor.get('/console/keeping/2026-11-27')).status).toBe(404);
});

test('people who are signed in are seen, and signed out by an administrator only', async () => {
  const somebody = new Visitor(gateway.address);
  await somebody.signIn(keyOf(aanbieder));
  const seen = await administrator.get('/console/people');
  expect(seen.text).toContain('De Dijk');
  expect(seen.text).toContain('Er is geen inlogdienst ingesteld');
  expect((await auditor.get('/console/people')).text).not.toMatch(/>Uitloggen <|>Intrekken </);
  const { body } = await gateway.administrator.get('/v1/sessions');
  const session = body.items.find(({ party }: { party: string | null }) => party === '12345678');
  const ended = await administrator.follow(
    administrator.send(seen, `/console/people/${session.id}/end`),
  );
  expect(ended.text).toContain('Deze mens is uitgelogd.');
  expect((await somebody.get('/console/mailbox')).text).not.toContain('Postvak</h1>');
});

test('a key of the staff is revoked; one’s own is marked', async () => {
  const key = await staffKey(gateway, 'operator');
  const prefix = key.slice(0, 16);
  const seen = await administrator.get('/console/people');
  expect(seen.text).toContain('met deze sleutel bent u ingelogd');
  const row = seen.text.split('<tr').find((one) => one.includes(prefix)) ?? '';
  const action = / action="([^"]+)"/.exec(row)?.[1] ?? '';
  const gone = await administrator.follow(administrator.send(seen, action));
  expect(gone.text).toContain('De sleutel is ingetrokken.');
  const operator = new Visitor(gateway.address);
  await expect
    .poll(async () =>
      (await operator.signIn(key, '/console/state')).text.includes('Stand van zaken</h1>'),
    )
    .toBe(false);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { dutchDate } from '../../src/standard/calendar.ts';
import {
  acknowledge,
  administrator as atTerminal,
  forgetIn,
  settled,
  terms,
  twoYears,
} from '../retention/support.ts';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315, newIdentificatie } from '../support/messages.ts';

let gateway: TestGateway;
let administrator: Caller;
let auditor: Caller;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
/** Forgotten two years from now. */
let id: string;
/** In the Netherlands: when the gateway started, and of the report. */
let today: string;
let day: string;
const identificatie = newIdentificatie();
beforeAll(async () => {
  today = dutchDate(new Date());
  gateway = await startTestGateway();
  administrator = gateway.administrator;
  const staff = async (role: 'auditor' | 'operator') => {
    const { key } = await createStaffKey(gateway.store.db, gateway.keys.rows, atTerminal, role);
    return new Caller(gateway.address, key);
  };
  [auditor, operator] = [await staff('auditor'), await staff('operator')];
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  id = await settled(aanbieder, jw315({ identificatie }));
  await acknowledge(gemeente, id);
  ({ day } = await forgetIn(gateway.store, twoYears));
});
afterAll(() => gateway?.remove());

test('a forgotten message is 410 for its parties, in both languages, with when and what to do', async () => {
  const { rows } = await gateway.store.pool.query(
    'select forgotten_at from message where id = $1',
    [id],
  );
  const forgottenAt: Date = rows[0].forgotten_at;
  for (const path of [`/v1/messages/${id}`, `/v1/messages/${id}/content`])
    for (const caller of [aanbieder, gemeente]) {
      const { status, body } = await caller.get(path);
      expect({ status, type: body.type }).toEqual({
        status: 410,
        type: '/docs/problems/forgotten',
      });
      expect(body.detail).toContain(dutchDate(forgottenAt));
      expect(body.detail).toContain('ask the other party');
    }
  const dutch = await fetch(`${gateway.address}/v1/messages/${id}/content`, {
    headers: { ...aanbieder.authorization, 'Accept-Language': 'nl' },
  });
  expect(await dutch.json()).toMatchObject({ title: 'Niet meer bewaard', status: 410 });
  // For others it never was.
  const other = await gateway.party('0384');
  expect((await other.get(`/v1/messages/${id}`)).status).toBe(404);
  expect((await other.get(`/v1/messages/${id}/content`)).status).toBe(404);
  // Nothing was read.
  const { rowCount } = await gateway.store.pool.query(
    "select from access_log_fresh where action = 'read-content'",
  );
  expect(rowCount).toBe(0);
});

test('lists show what is still known of it, and that it was forgotten', async () => {
  const fresh = await settled(aanbieder, jw315());
  for (const caller of [aanbieder, gemeente]) {
    const { body } = await caller.get('/v1/messages');
    expect(body.items).toEqual([
      expect.objectContaining({
        ...{ id, type: 'JW315', status: 'delivered', sender: '12345678', recipient: '0363' },
        ...{ identificatie, forgottenAt: expect.any(String) },
      }),
      expect.objectContaining({ id: fresh, forgottenAt: null }),
    ]);
  }
  const { body } = await operator.get('/v1/operations/messages');
  expect(body.items.map((item: { forgottenAt: string | null }) => item.forgottenAt)).toEqual([
    null,
    expect.any(String),
  ]);
});

test('holds are placed and lifted by administrators, and read by auditors too', async () => {
  const message = await settled(aanbieder, jw315());
  const reason = 'inquiry 2026-17';
  const placed = await administrator.send('POST', '/v1/legal-holds', { message, reason });
  expect(placed).toMatchObject({
    status: 201,
    body: { message, client: null, party: null, reason, liftedAt: null, liftedBy: null },
  });
  const path = `/v1/legal-holds/${placed.body.id}`;
  const party = await administrator.send('POST', '/v1/legal-holds', { party: '0363', reason });
  for (const caller of [operator, auditor, aanbieder]) {
    const asked = await caller.send('POST', '/v1/legal-holds', { message, reason });
    expect(asked.status).toBe(403);
    expect((await caller.send('DELETE', path)).status).toBe(403);
  }
  expect((await operator.get('/v1/legal-holds')).status).toBe(403);
  expect((await aanbieder.get('/v1/legal-holds')).status).toBe(403);

  const lifted = await administrator.send('DELETE', path);
  expect(lifted).toMatchObject({ status: 200, body: { liftedAt: expect.any(String) } });
  expect((await administrator.send('DELETE', path)).body).toEqual(lifted.body);
  const stranger = path.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  expect((await administrator.send('DELETE', stranger)).status).toBe(404);

  const first = await auditor.get('/v1/legal-holds?limit=1');
  expect(first.body.items).toEqual([party.body]);
  const second = await auditor.get(`/v1/legal-holds?limit=1&cursor=${first.body.next}`);
  expect(second.body).toEqual({ items: [lifted.body], next: null });
  expect((await auditor.get('/v1/legal-holds?inForce=true')).body.items).toEqual([party.body]);
  expect((await auditor.get('/v1/legal-holds?inForce=false')).body.items).toEqual([lifted.body]);
  await administrator.send('DELETE', `/v1/legal-holds/${party.body.id}`);

  // Told to the log, each once, and to no party.
  const { rows } = await gateway.store.pool.query(
    `select action, actor, party, counterparty, message_id, detail::jsonb as detail, reason
    from access_log_fresh where action in ('place-hold', 'lift-hold') order by id`,
  );
  const actor = placed.body.placedBy;
  const logged = { actor, party: null, counterparty: null, reason };
  const onMessage = { ...logged, message_id: message, detail: { hold: placed.body.id } };
  const onParty = { ...logged, message_id: null, detail: { hold: party.body.id, party: '0363' } };
  expect(rows).toEqual([
    { action: 'place-hold', ...onMessage },
    { action: 'place-hold', ...onParty },
    { action: 'lift-hold', ...onMessage },
    { action: 'lift-hold', ...onParty },
  ]);
  expect(actor).toMatch(/^ijw_/);
});

test('a hold is on one thing that is there, and has a reason', async () => {
  const ask = async (body: object) => {
    const answer = await administrator.send('POST', '/v1/legal-holds', body);
    return [answer.status, answer.body.type?.split('/').at(-1)];
  };
  const reason = 'inquiry';
  const client = '7c000000-0000-4000-8000-000000000001';
  for (const body of [
    { reason },
    { party: '0363' },
    { party: '0363', message: id, reason },
    { party: '0363', reason: ' ' },
    { message: 'x', reason },
    { bsn: '999900006', reason },
  ])
    expect(await ask(body), JSON.stringify(body)).toEqual([400, 'invalid-request']);
  for (const body of [
    { client, reason },
    { message: id, reason },
    { party: '0479', reason },
  ])
    expect(await ask(body), JSON.stringify(body)).toEqual([400, 'nothing-to-hold']);
});

test('what was forgotten is listed by day, with counts and ids, to who keeps an eye on it', async () => {
  for (const caller of [administrator, auditor, operator]) {
    const { body } = await caller.get('/v1/forgettings');
    // That of today is the gateway's own, made when it started.
    expect(body.items).toMatchObject([
      {
        ...{ day, terms, finishedAt: expect.any(String) },
        forgotten: { messages: 1, refused: 0, clients: 0, imports: 0, accessLogMonths: [] },
        kept: { underHold: { messages: 0, clients: 0, accessLogMonths: 0 }, waiting: 0 },
      },
      { day: today, forgotten: { messages: 0 } },
    ]);
    const first = await caller.get('/v1/forgettings?limit=1');
    expect(first.body.items).toMatchObject([{ day }]);
    const second = await caller.get(`/v1/forgettings?limit=1&cursor=${first.body.next}`);
    expect(second.body).toMatchObject({ items: [{ day: today }], next: null });
    expect((await caller.get(`/v1/forgettings/${day}/items`)).body).toEqual({
      items: [{ id, kind: 'message' }],
      next: null,
    });
    expect((await caller.get(`/v1/forgettings/${today}/items`)).body.items).toEqual([]);
  }
  expect((await auditor.get('/v1/forgettings/2020-01-01/items')).status).toBe(404);
  expect((await auditor.get('/v1/forgettings/yesterday/items')).status).toBe(400);
  expect((await aanbieder.get('/v1/forgettings')).status).toBe(403);
});

test('the log has how much was forgotten, and nothing about whom', async () => {
  const lines = () => gateway.logged.map((line) => JSON.parse(line));
  await expect
    .poll(() => lines().filter(({ part }) => part === 'forgetting'))
    .toEqual([
      expect.objectContaining({
        msg: 'forgotten',
        forgotten: { messages: 0, refused: 0, clients: 0, imports: 0, accessLogMonths: [] },
      }),
    ]);
});

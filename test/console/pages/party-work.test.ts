import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMessages, type MessageQuery } from '../../../src/messages/views/message-list.ts';
import { Desk, running } from '../../http/drafts/support.ts';
import { jw301 } from '../../ledger/past/write.ts';
import { allocation } from '../../ledger/stories/conversation.ts';
import { keyOf } from '../../support/console.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { formOf, Visitor } from '../../support/visitor.ts';

/*
 * The work of a party on messages and drafts, as a browser without scripts does it: forms that come twice, pages of others,
 * sessions that end, and what stands in the access log.
 */

let gateway: TestGateway;
let first: Desk;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await Desk.open(gateway);
});
afterAll(() => gateway?.remove());

async function visitorOf(desk: Desk, as: 'gemeente' | 'aanbieder' = 'gemeente'): Promise<Visitor> {
  const visitor = new Visitor(gateway.address);
  await visitor.signIn(keyOf(desk[as]));
  return visitor;
}

/** Opens a request to answer it. */
async function opened(visitor: Visitor, request: string) {
  const page = await visitor.get(`/console/messages/${request}`);
  return visitor.follow(visitor.send(page, `/console/messages/${request}/open`, { to: 'answer' }));
}

const refusal = { 'decision-0': 'refuse', 'reason-0': '2' };

test('an answer that comes twice, also at once, makes one draft', async () => {
  const desk = await first.another();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const page = await opened(visitor, request);
  const path = `/console/messages/${request}/answer`;
  const both = await Promise.all([1, 2, 3].map(() => visitor.send(page, path, refusal)));
  const later = await visitor.send(page, path, refusal);
  const places = [...both, later].map(({ location }) => location);
  expect(new Set(places).size).toBe(1);
  expect(places[0]).toMatch(/\/console\/drafts\/[0-9a-f-]{36}\?done=made-1$/);
  expect((await desk.gemeente.get(`/v1/drafts?request=${request}`)).body.items).toHaveLength(1);
});

test('a draft that is sent twice goes once, and a change that comes twice is one change', async () => {
  const desk = await first.another();
  const { draft } = await desk.refusal();
  const visitor = await visitorOf(desk);
  const path = `/console/drafts/${draft.id}`;
  const page = await visitor.get(path);
  const change = { 'antwoord.redenAfwijzingVerzoek': '7' };
  const changed = await Promise.all([1, 2].map(() => visitor.send(page, `${path}/change`, change)));
  const again = await visitor.send(page, `${path}/change`, change);
  expect([...changed, again].map(({ status }) => status)).toContain(303);
  expect(again.location).toMatch(/done=saved$/);
  expect((await desk.gemeente.get(`/v1/drafts/${draft.id}`)).body).toMatchObject({
    version: 2,
    bericht: { antwoord: { redenAfwijzingVerzoek: '7' } },
  });
  const now = await visitor.get(path);
  const sent = await Promise.all([1, 2].map(() => visitor.send(now, `${path}/sending`)));
  expect(new Set(sent.map(({ location }) => location)).size).toBe(1);
  const { items } = (await desk.gemeente.get('/v1/messages?type=JW319')).body;
  expect(items).toHaveLength(1);
  const gone = await visitor.get(path);
  expect(gone.text).toContain('Dit concept is verstuurd op');
  const late = await visitor.send(now, `${path}/change`, change);
  expect(late.status).toBe(409);
  expect(late.text).toContain('Dit concept is intussen verstuurd');
});

test('pages and forms about messages and drafts of others are not there', async () => {
  const [desk, other] = [await first.another(), await first.another()];
  const { request, draft } = await desk.refusal();
  const own = await other.refusal();
  const visitor = await visitorOf(other);
  const page = await visitor.get(`/console/drafts/${own.draft.id}`);
  const { token = '' } = formOf(page, `/console/drafts/${own.draft.id}/sending`).fields;
  for (const path of [
    ...['', '/answer', '/xml'].map((part) => `/console/messages/${request}${part}`),
    ...['', '/xml'].map((part) => `/console/drafts/${draft.id}${part}`),
    `/console/mailbox?message=${request}`,
  ]) {
    const seen = await visitor.get(path);
    expect([path, seen.status]).toEqual([path, 404]);
  }
  const fields = { token, version: '1', ...refusal, once: 'x', seen: '' };
  for (const path of [
    ...['open', 'answer', 'repair'].map((part) => `/console/messages/${request}/${part}`),
    ...['change', 'renewal', 'sending'].map((part) => `/console/drafts/${draft.id}/${part}`),
  ])
    expect([path, (await visitor.post(path, fields)).status]).toEqual([path, 404]);
  await visitor.post(`/console/drafts/${draft.id}/discarding`, fields);
  await visitor.post('/console/mailbox/acknowledgements', {
    token,
    ids: request,
    to: '',
    after: '0',
  });
  expect((await desk.gemeente.get(`/v1/drafts/${draft.id}`)).body).toMatchObject({ version: 1 });
  expect((await desk.gemeente.get(`/v1/messages/${request}`)).body.status).toBe('accepted');
});

test('an aanbieder has no page to answer what it sent itself', async () => {
  const desk = await first.another();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk, 'aanbieder');
  expect((await visitor.get(`/console/messages/${request}/answer`)).status).toBe(404);
});

test('a message is opened in one session, and each time that it is shown is in the access log', async () => {
  const desk = await first.another();
  const request = await desk.requested('R1');
  const [visitor, other] = [await visitorOf(desk), await visitorOf(desk)];
  const path = `/console/messages/${request}`;
  const reads = async () => {
    const { rows } = await gateway.store.pool.query(
      `select count(*)::int as count from (
        select action, message_id from access_log union all select action, message_id from access_log_fresh
      ) log where action = 'read-content' and message_id = $1`,
      [request],
    );
    return rows[0].count;
  };
  const before = await reads();
  expect((await visitor.get(path)).text).not.toContain('Bsn');
  expect(await reads()).toBe(before);
  const shown = await visitor.follow(visitor.send(await visitor.get(path), `${path}/open`));
  expect(shown.text).toContain('<dt>Bsn</dt>');
  expect(shown.headers.get('cache-control')).toContain('no-store');
  expect((await visitor.get(path)).text).toContain('<dt>Bsn</dt>');
  expect(await reads()).toBe(before + 2);
  // Its cookie is of no use in another session.
  const cookie = visitor.jar().get('ijw-opened') ?? '';
  expect(cookie).not.toBe('');
  other.jar().set('ijw-opened', cookie);
  expect((await other.get(path)).text).not.toContain('<dt>Bsn</dt>');
  expect(await reads()).toBe(before + 2);
});

test('an answer whose session ended is kept, and shown in words before it is sent', async () => {
  const desk = await first.another();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const page = await opened(visitor, request);
  const { items } = (await gateway.administrator.get('/v1/sessions')).body;
  for (const { id } of items) await gateway.administrator.send('DELETE', `/v1/sessions/${id}`);
  const over = await visitor.send(page, `/console/messages/${request}/answer`, refusal);
  expect(over.status).toBe(401);
  const kept = await visitor.follow(
    visitor.send(over, '/console/sign-in', { key: keyOf(desk.gemeente) }),
  );
  expect(kept.text).toContain('wordt er een concept van uw besluit gemaakt');
  expect(kept.text).toMatch(/<dt>Besluit<\/dt><dd>Afwijzen<\/dd>/);
  const made = await visitor.send(kept, `/console/messages/${request}/answer`);
  expect(made.location).toMatch(/\/console\/drafts\//);
});

/** Allocates what is asked, as the page has it. */
async function allocated(visitor: Visitor, request: string) {
  const page = await opened(visitor, request);
  const fields = { ...selected(page.text), 'decision-0': 'allocate' };
  return visitor.send(page, `/console/messages/${request}/answer`, fields);
}

test('an allocation goes along with those that run, once somebody looked at the data of the child', async () => {
  const desk = await first.another();
  await desk.complete();
  await desk.allocated();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const draft = await visitor.follow(allocated(visitor, request));
  expect(draft.text).toContain('JW301: 2 producten (1 ongewijzigd)');
  expect(draft.text).toContain('De gegevens van het kind en zijn adres komen uit uw laatste JW301');
  expect(draft.text).toContain('<strong>Nee.</strong> U hebt geen contract met deze aanbieder.');
  expect(draft.text).toContain('Let op: het contract heeft deze zorg niet.');
  const send = `${new URL(draft.url).pathname}/sending`;
  const unconfirmed = await visitor.send(draft, send, { confirmed: '' });
  expect(unconfirmed.status).toBe(409);
  expect(unconfirmed.text).toContain('vink dit aan');
  const sent = await visitor.send(draft, send, { confirmed: 'yes' });
  expect(sent.location).toMatch(/done=sent/);
});

test('a draft that would be refused cannot be sent, and says what to do first', async () => {
  const desk = await first.another();
  const { draft } = await desk.refusal();
  const visitor = await visitorOf(desk);
  const path = `/console/drafts/${draft.id}`;
  const page = await visitor.get(path);
  expect(page.text).toContain('>Verstuur<');
  const change = { 'antwoord.redenAfwijzingVerzoek': '99' };
  const changed = await visitor.follow(visitor.send(page, `${path}/change`, change));
  expect(changed.text).toContain('Wijzig eerst wat bij de bevindingen staat');
  expect(changed.text).not.toContain('>Verstuur<');
});

test('an answer whose retour is not in is an answer', async () => {
  const desk = await first.another({ aanbieder: { retourBy: 'party' } });
  await desk.complete();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const page = await opened(visitor, request);
  const sent = await visitor.follow(
    visitor.send(page, `/console/messages/${request}/answer`, refusal),
  );
  const path = new URL(sent.url).pathname;
  await visitor.send(sent, `${path}/sending`, {});
  const mailbox = await visitor.get('/console/mailbox');
  expect(mailbox.text).toContain('beantwoord: afgewezen');
  expect(mailbox.text).not.toContain(`/console/messages/${request}/answer`);
  const message = await visitor.get(`/console/messages/${request}`);
  expect(message.text).toContain('al een besluit verstuurd (beantwoord: afgewezen)');
  const again = await visitor.get(`/console/messages/${request}/answer`);
  expect(again.text).toMatch(/al beantwoord op .* \(afgewezen\).*de retour is er nog niet/);
  const refused = await visitor.send(page, `/console/messages/${request}/answer`, {
    ...refusal,
    once: crypto.randomUUID(),
  });
  expect(refused.status).toBe(400);
});

test('what moved since a draft was made is named, and the draft is made again', async () => {
  const desk = await first.another();
  await desk.complete();
  await desk.allocated();
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const draft = await visitor.follow(allocated(visitor, request));
  await desk.allocated('101', { einddatum: '2098-12-31', redenWijziging: '05' });
  const path = new URL(draft.url).pathname;
  const late = await visitor.send(draft, `${path}/sending`, { confirmed: 'yes' });
  expect(late.status).toBe(409);
  expect(late.text).toMatch(
    /Veranderd: toewijzing 101, Einddatum: was 2099-12-31, is nu 2098-12-31/,
  );
  expect(late.text).not.toContain('>Verstuur<');
  const renewed = await visitor.follow(visitor.send(late, `${path}/renewal`));
  expect(renewed.text).toContain('opnieuw opgesteld');
  const sent = await visitor.send(renewed, `${path}/sending`, { confirmed: 'yes' });
  expect(sent.location).toMatch(/done=sent/);
});

test('where an address is secret nothing of it is shown, and the page asks which one is safe', async () => {
  const desk = await first.another();
  await desk.complete();
  const xml = jw301(desk.parties, '2024-02-12', allocation('101', running)).toString();
  const street = /<ijw:Straatnaam>([^<]*)/.exec(xml)?.[1] ?? '';
  expect(street).not.toBe('');
  await desk.talk.say(Buffer.from(xml.replaceAll(street, `Geheim ${street}`)));
  const request = await desk.requested('R1');
  const visitor = await visitorOf(desk);
  const asks = await allocated(visitor, request);
  expect(asks.status).toBe(400);
  expect(asks.text).toContain('Welk adres is veilig?');
  expect(asks.text).not.toContain(street);
  const path = `/console/messages/${request}/answer`;
  const fields = { ...selected(asks.text), 'decision-0': 'allocate' };
  const without = await visitor.send(asks, path, fields);
  expect(without.text).toContain('Vul een adres in dat veilig is.');
  const base = 'client.contactgegevens.contact.0';
  const made = await visitor.send(without, path, {
    ...{ ...fields, [`${base}.soort`]: '02', [`${base}.adres.straatnaam`]: 'Postbus' },
    ...{ [`${base}.adres.huis.huisnummer`]: '9', [`${base}.adres.plaatsnaam`]: 'Amsterdam' },
    [`${base}.adres.postcode`]: '1000AB',
  });
  expect(made.location).toMatch(/done=made-1/);
  const draft = await visitor.follow(made);
  expect(draft.text).toContain('Postbus 9');
  expect(draft.text).not.toContain(street);
});

/** What is chosen in the lists of a page, as a browser sends it. */
function selected(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/<select id="([^"]*)".*?<\/select>/gs)].map(([whole, name = '']) => [
      name,
      /<option value="([^"]*)" selected/.exec(whole)?.[1] ?? '',
    ]),
  );
}

test('a list with the newest first has what the list has that begins with the oldest, turned round', async () => {
  const desk = await first.another();
  for (let n = 0; n < 3; n++) await desk.requested(`R${n}`);
  const { gemeente: code } = desk.parties;
  const principal = {
    role: 'party',
    party: code,
    actsFor: [code],
    credential: { name: 'test', keyId: null },
  } as const;
  const refuse = (error: Error) => {
    throw error;
  };
  const page = (query: Omit<MessageQuery, 'limit'>) =>
    listMessages(gateway.store.pool, gateway.keys.rows, principal, { ...query, limit: 2 }, refuse);
  const walk = async (newestFirst: boolean) => {
    const found: string[] = [];
    let after: MessageQuery['after'];
    do {
      const { items, next } = await page({ newestFirst, ...(after && { after }) });
      found.push(...items.map(({ id }) => id));
      after = next;
    } while (after);
    return found;
  };
  const newest = await walk(true);
  expect(newest.length).toBeGreaterThan(3);
  expect(newest.toReversed()).toEqual(await walk(false));
});

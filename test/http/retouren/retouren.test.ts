import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Retouren } from '../../../src/messages/retouren/retouren.ts';
import { Messages } from '../../../src/messages/views/messages.ts';
import { Problem, type ProblemCode } from '../../../src/problem.ts';
import { answeredByRetour } from '../../../src/standard/answers/retour.ts';
import { berichtOfType } from '../../../src/standard/catalogue.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { Bell } from '../../../src/store/bell.ts';
import { children } from '../../ledger/past/write.ts';
import { callOf } from '../../parties/access-log/support.ts';
import {
  type Answer,
  type Caller,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';
import { problemOf } from '../drafts/support.ts';

const amsterdam = '0363';
const dijk = '12345678';
const house = '00000003123456780000';

let gateway: TestGateway;
let gemeente: Caller;
let aanbieder: Caller;
let software: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party(amsterdam, { retourBy: 'party' });
  aanbieder = await gateway.party(dijk, { retourBy: 'party' });
  software = await gateway.party(house);
});
afterAll(() => gateway?.remove());

type Heenbericht = (typeof answeredByRetour)[number];
const byGemeente = (type: Heenbericht) => berichtOfType(type).afzender === 'gemeente';
const recipientOf = (type: Heenbericht) => (byGemeente(type) ? aanbieder : gemeente);

const bsns = children(60);

/** Posts a message about a child of its own. @returns its id, when it is in the mailbox of its recipient */
async function received(type: Heenbericht, wishes: { identificatie?: string } = {}) {
  const sides = byGemeente(type)
    ? { afzender: amsterdam, ontvanger: dijk }
    : { afzender: dijk, ontvanger: amsterdam };
  const xml = fixture(`${type}/valid-complete.xml`, {
    ...{ ...sides, identificatie: newIdentificatie(), ...wishes },
  });
  const of = xml.replace(/(<Bsn>)[^<]*/, `$1${bsns.pop()}`);
  const sender = byGemeente(type) ? gemeente : aanbieder;
  const { body } = await sender.post(of);
  expect((await sender.settled(body.id)).body.status).toBe('accepted');
  return body.id as string;
}

const answer = (by: Caller, id: string, wish: object): Promise<Answer> =>
  by.send('POST', `/v1/messages/${id}/retouren`, wish);
const choicesOf = async (by: Caller, id: string) =>
  (await by.get(`/v1/messages/${id}/retour-choices`)).body;

describe.each(answeredByRetour)('a %s', (type) => {
  const retour = berichtOfType(type).answeredBy as 'JW308';

  test('is approved as a whole', async () => {
    const by = recipientOf(type);
    const id = await received(type);
    const sent = await answer(by, id, { verdict: 'approve' });
    expect(sent).toMatchObject({ status: 202, body: { type: retour, status: 'received' } });
    expect((await by.settled(sent.body.id)).body).toMatchObject({ status: 'accepted' });
    const read = parseBericht(retour, await by.content(sent.body.id));
    const { header } = parseBericht(type as 'JW307', await by.content(id));
    expect(read).toEqual({
      type: retour,
      header: expect.objectContaining({ afzender: header.afzender }),
    });
    expect(read.header.retourCodes).toBeUndefined();
    expect(read.header.berichtIdentificatie).toEqual(header.berichtIdentificatie);
    expect((await by.get(`/v1/messages/${id}`)).body).toMatchObject({ outcome: 'approved' });
  });

  test('is refused by a rule that the gateway did not find, with all its classes', async () => {
    const by = recipientOf(type);
    const id = await received(type);
    const { rules } = await choicesOf(by, id);
    const chosen = rules.find(
      ({ paths }: { paths: string[] }) => paths.length > 0 && !paths.includes('Header'),
    );
    const path = chosen.paths.at(-1);
    const sent = await answer(by, id, { verdict: 'refuse', faults: [{ rule: chosen.rule, path }] });
    expect(sent.status).toBe(202);
    expect((await by.settled(sent.body.id)).body).toMatchObject({ status: 'accepted' });
    const xml = (await by.content(sent.body.id)).toString();
    const codes = xml.match(/(?<=<RetourCode>)[^<]*/g) ?? [];
    expect(codes.filter((code) => code === chosen.retourCode)).toHaveLength(1);
    expect(new Set(codes)).toContain('0200');
    // All else is there as it was.
    const bare = (text: string) =>
      text
        .replace(/<RetourCodes>.*?<\/RetourCodes>/gs, '')
        .replace(/.*<\/Header>/s, '')
        .replace(/<\/?ijw:|<\/?/g, '<')
        .replace(/\s+/g, '');
    const was = bare((await by.content(id)).toString());
    expect(bare(xml)).toBe(was.replace(/jw\d{3}/gi, (one) => one));
    expect((await by.get(`/v1/messages/${id}`)).body).toMatchObject({
      ...{ status: 'rejected', outcome: 'refused' },
    });
  });

  test('is refused on a rule within it, by its Header alone', async () => {
    const by = recipientOf(type);
    const id = await received(type);
    const sent = await answer(by, id, { verdict: 'refuse-within' });
    await by.settled(sent.body.id);
    const read = parseBericht(retour, await by.content(sent.body.id));
    expect(read).toMatchObject({ header: { retourCodes: { retourCode: ['0001'] } } });
    expect(Object.keys(read).sort()).toEqual(['header', 'type']);
  });
});

test('what the gateway found is proposed, with its sentence, and refuses when it is chosen', async () => {
  const id = await received('JW307');
  const { proposals, rules, given, retour } = await choicesOf(gemeente, id);
  expect({ given, retour }).toEqual({ given: null, retour: 'JW308' });
  expect(proposals).toContainEqual({
    rule: 'TR019',
    path: 'Client/StopProducten/StopProduct[1]/ToewijzingNummer',
    message: expect.stringMatching(/./),
  });
  expect(rules.map(({ rule }: { rule: string }) => rule)).toContain('TR415');
  const faults = proposals.map(({ rule, path }: { rule: string; path: string }) => ({
    rule,
    path,
  }));
  const sent = await answer(gemeente, id, { verdict: 'refuse', faults });
  await gemeente.settled(sent.body.id);
  const { body } = await aanbieder.get(`/v1/messages/${id}`);
  expect(body.reasons).toContainEqual(
    expect.objectContaining({ rule: 'TR019', whose: 'standard' }),
  );
});

test('the same retour twice goes once, and another one is told who was first, and when', async () => {
  const id = await received('JW305');
  const sent = await answer(gemeente, id, { verdict: 'approve' });
  const again = await answer(gemeente, id, { verdict: 'approve' });
  expect(again).toMatchObject({ status: 200, body: { id: sent.body.id } });
  const late = await answer(gemeente, id, { verdict: 'refuse-within' });
  expect({ status: late.status, code: problemOf(late) }).toEqual({
    ...{ status: 409, code: 'retour-given' },
  });
  const { given } = await choicesOf(gemeente, id);
  expect(given).toMatchObject({ says: 'approved', byGateway: false });
  expect(given.by).toMatch(/^ijw_[0-9a-f]{12}$/);
  expect(late.body.detail).toContain(given.by);
  expect(late.body.detail).toContain(given.at);
  const { items } = (await gemeente.get('/v1/messages?type=JW306&direction=sent')).body;
  const own = items.filter(({ heenbericht }: { heenbericht: string }) => heenbericht === id);
  expect(own).toHaveLength(1);
});

test('of two people who answer at once one does, and the other is told', async () => {
  const id = await received('JW305');
  const answers = await Promise.all([
    answer(gemeente, id, { verdict: 'approve' }),
    answer(gemeente, id, { verdict: 'refuse-within' }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  const late = answers.find(({ status }) => status === 409);
  expect(problemOf(late as Answer)).toBe('retour-given');
});

test('who is second after composing is told, too', async () => {
  const id = await received('JW305');
  const bell = await Bell.open(
    gateway.store,
    async () => new Map(),
    () => {},
  );
  const { store, keys } = gateway;
  const retouren = new Retouren({
    ...{ store, keys, messages: new Messages(store, keys, bell, () => {}) },
    intake: {
      submit: async (_, bytes) => {
        await answer(gemeente, id, { verdict: 'approve' });
        const late = await gemeente.post(bytes);
        throw new Problem(problemOf(late) as ProblemCode);
      },
    },
  });
  const wish = { verdict: 'refuse-within' } as const;
  const late = retouren.send(callOf(amsterdam), id, wish);
  await expect(late).rejects.toMatchObject({
    ...{ code: 'retour-given', details: { params: { by: expect.stringMatching(/^ijw_/) } } },
  });
  // The same as the one that was first.
  const again = await retouren.send(callOf(amsterdam), id, { verdict: 'approve' });
  expect(again).toMatchObject({ type: 'JW306', repeated: true });
  await bell.close();
});

test('a message that was acknowledged is answered as any other', async () => {
  const id = await received('JW307');
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  const sent = await answer(gemeente, id, { verdict: 'approve' });
  expect((await gemeente.settled(sent.body.id)).body.status).toBe('accepted');
});

test('of two messages with one Identificatie the one that was chosen is answered', async () => {
  const identificatie = newIdentificatie();
  const first = await received('JW307', { identificatie });
  const second = await received('JW307', { identificatie });
  const sent = await answer(gemeente, second, { verdict: 'refuse-within' });
  await gemeente.settled(sent.body.id);
  expect((await gemeente.get(`/v1/messages/${second}`)).body.status).toBe('rejected');
  expect((await gemeente.get(`/v1/messages/${first}`)).body).toMatchObject({
    ...{ status: 'accepted', outcome: null },
  });
  const other = await answer(gemeente, first, { verdict: 'refuse-within' });
  expect(other).toMatchObject({ status: 202 });
  expect(other.body.id).not.toBe(sent.body.id);
});

test('what is no fault of this message is a problem that names it, and nothing is sent', async () => {
  const id = await received('JW307');
  const wrong = (faults: object) => answer(gemeente, id, { verdict: 'refuse', faults });
  const stop = 'Client/StopProducten/StopProduct[1]';
  const good = { rule: 'TR415', path: stop };
  for (const [rule, path, code] of [
    // Of another message; of level 2; of nothing.
    ['TR071', stop, 'retour-rule'],
    ['CS003', stop, 'retour-rule'],
    ['TR999', stop, 'retour-rule'],
    // A class that is not there; one that the rule is not about; none at all.
    ['TR415', 'Client/StopProducten/StopProduct[9]', 'retour-place'],
    ['TR415', 'Client', 'retour-place'],
    ['TR415', 'Nergens', 'retour-place'],
  ]) {
    const refused = await wrong([good, { rule, path }]);
    expect({ rule, path, code: problemOf(refused) }).toEqual({ rule, path, code });
    expect(refused.body.detail).toContain('faults/1');
  }
  for (const body of [
    { verdict: 'refuse' },
    { verdict: 'refuse', faults: [] },
    { verdict: 'approve', faults: [good] },
    { verdict: 'later' },
  ])
    expect(problemOf(await answer(gemeente, id, body))).toBe('invalid-request');
  expect((await gemeente.get(`/v1/messages/${id}`)).body.outcome).toBeNull();
});

test('only who received a message answers it, and only one that a retour answers', async () => {
  const id = await received('JW305');
  expect(problemOf(await answer(aanbieder, id, { verdict: 'approve' }))).toBe('no-retour');
  expect(problemOf(await answer(software, id, { verdict: 'approve' }))).toBe('not-found');
  const sent = await answer(gemeente, id, { verdict: 'approve' });
  await gemeente.settled(sent.body.id);
  expect(problemOf(await answer(aanbieder, sent.body.id, { verdict: 'approve' }))).toBe(
    'no-retour',
  );
});

test('a mandatary answers with a mandate for the retour, and learns no credentials', async () => {
  const path = `/v1/parties/${amsterdam}/mandates`;
  const mandate = (messageTypes: string[]) =>
    gemeente.send('POST', path, { mandatary: house, messageTypes });
  await mandate(['JW305']);
  const id = await received('JW305');
  expect(problemOf(await answer(software, id, { verdict: 'approve' }))).toBe('no-mandate');
  await mandate(['JW305', 'JW306']);
  const sent = await answer(software, id, { verdict: 'approve' });
  expect(sent.status).toBe(202);
  const late = await answer(gemeente, id, { verdict: 'refuse-within' });
  expect(late.body.detail).toContain(house);
  const other = await received('JW305');
  await answer(gemeente, other, { verdict: 'approve' });
  const theirs = await answer(software, other, { verdict: 'refuse-within' });
  expect(problemOf(theirs)).toBe('retour-given');
  expect(theirs.body.detail).toContain(`by ${amsterdam}`);
  expect(theirs.body.detail).not.toMatch(/ijw_/);
});

test('what the gateway answered, the party does not', async () => {
  await gateway.administrator.send('PUT', `/v1/parties/${amsterdam}`, {
    ...{ kind: 'gemeente', name: 'Amsterdam', retourBy: 'gateway' },
  });
  const xml = fixture('conversation/01-JW315.xml', { identificatie: newIdentificatie() });
  const { body } = await aanbieder.post(xml);
  expect((await aanbieder.settled(body.id)).body.status).toBe('accepted');
  const refused = await answer(gemeente, body.id, { verdict: 'refuse-within' });
  expect(problemOf(refused)).toBe('answered-by-gateway');
  await gateway.administrator.send('PUT', `/v1/parties/${amsterdam}`, {
    ...{ kind: 'gemeente', name: 'Amsterdam', retourBy: 'party' },
  });
});

test('a message that is too large to read at once is answered by software', async () => {
  const id = await received('JW305');
  // Its MAC does not have its size.
  await gateway.store.pool.query('update message set size = 1048577 where id = $1', [id]);
  const refused = await answer(gemeente, id, { verdict: 'approve' });
  expect({ status: refused.status, code: problemOf(refused) }).toEqual({
    ...{ status: 409, code: 'too-large-to-answer' },
  });
  expect(problemOf(await gemeente.get(`/v1/messages/${id}/retour-choices`))).toBe(
    'too-large-to-answer',
  );
});

test('reading a message to answer it is in the access log, once for each answer', async () => {
  const id = await received('JW307');
  const read = async () => {
    const { rows } = await gateway.store.pool.query(
      `select id from access_log where message_id = $1 and action = 'read-content'
      union select id from access_log_fresh where message_id = $1 and action = 'read-content'`,
      [id],
    );
    return rows.length;
  };
  await choicesOf(gemeente, id);
  expect(await read()).toBe(1);
  await answer(gemeente, id, { verdict: 'approve' });
  expect(await read()).toBe(2);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children } from '../past/write.ts';
import { declaratie, jw323, jw325, jw325Of } from './writing.ts';

let gateway: TestGateway;
let talk: Talk;
const [anna] = children(1) as [string];
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

const one = (parties: { gemeente: string; aanbieder: string }, referentie: string) =>
  declaratie(parties, [
    { bsn: anna, referentie, bedrag: 10 },
    { bsn: anna, referentie: `${referentie} too`, bedrag: 5, nummer: '102' },
  ]);

const problemOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
  status,
  type: body.type,
  rules: (body.violations as { rule: string }[] | undefined)?.map(({ rule }) => rule),
});

test('a JW325 with a fault in itself is refused with 400, one that is not of its JW323 with 409', async () => {
  const parties = await talk.pair();
  const gemeente = talk.caller(parties.gemeente);
  const declared = one(parties, 'door');
  await talk.say(jw323(declared));
  // CS325: an amount of 0 has D.
  const within = jw325(declared, 'refused')
    .toString()
    .replace(/(TotaalBedrag>0<[^D]*DebetCredit>)D/, '$1C');
  expect(problemOf(await gemeente.post(within))).toMatchObject({
    ...{ status: 400, type: '/docs/problems/rules' },
  });
  const number = { ...declared, nummer: 'ANOTHER' };
  expect(problemOf(await gemeente.post(jw325(number, 'granted')))).toEqual({
    ...{ status: 409, type: '/docs/problems/rules-past', rules: ['TR376'] },
  });
  const { declaratieAntwoord } = jw325Of(declared, ['door']);
  expect(declaratieAntwoord?.clienten).toBeDefined();
  const returned = jw325(declared, ['door']).toString().replace('>door<', '>window<');
  const refused = problemOf(await gemeente.post(returned));
  expect(refused).toMatchObject({ status: 409, type: '/docs/problems/rules-past' });
  expect(refused.rules).toContain('TR366');
  // Nothing of these was kept: the right one is the first.
  expect((await talk.say(jw325(declared, ['door']))).status).toBe('accepted');
});

test('a second answer is refused with the moment of the first; the same bytes are no second one', async () => {
  const parties = await talk.pair();
  const gemeente = talk.caller(parties.gemeente);
  const declared = one(parties, 'second');
  await talk.say(jw323(declared));
  const bytes = jw325(declared, 'granted');
  const first = await gemeente.post(bytes);
  await gemeente.settled(first.body.id);
  const { body } = await gemeente.get(`/v1/messages/${first.body.id}`);
  const again = await gemeente.post(jw325(declared, 'refused'));
  expect(problemOf(again)).toMatchObject({
    status: 409,
    type: '/docs/problems/declaration-answered',
  });
  expect(again.body.detail).toContain(new Date(body.receivedAt).toISOString());
  const repeated = await gemeente.post(bytes);
  expect([repeated.status, repeated.body.id]).toEqual([200, first.body.id]);
});

test('an Identificatie that another JW325 of the gemeente has, to any aanbieder (TR056)', async () => {
  const parties = await talk.pair();
  const other = { ...(await talk.pair()), gemeente: parties.gemeente };
  const [here, there] = [one(parties, 'here'), one(other, 'there')];
  for (const each of [here, there]) await talk.say(jw323(each));
  await talk.say(jw325(here, 'granted', 'SAMEANSWER'));
  const used = await talk.caller(parties.gemeente).post(jw325(there, 'granted', 'SAMEANSWER'));
  expect(problemOf(used)).toEqual({
    ...{ status: 409, type: '/docs/problems/rules-past', rules: ['TR056'] },
  });
});

test('an answer to a declaration that came by another way is taken, and decides nothing here', async () => {
  const parties = await talk.pair();
  const { id, status, findings } = await talk.say(jw325(one(parties, 'away'), 'granted'));
  expect({ status, findings }).toEqual({
    ...{ status: 'accepted', findings: ['unknown-declaratie Header/DeclaratieIdentificatie'] },
  });
  expect(await talk.rows('select from ledger_entry where message_id = $1', id)).toEqual([]);
});

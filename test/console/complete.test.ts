import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { formOf, Visitor } from '../support/visitor.ts';

const path = '/console/complete-ledgers';
let gateway: TestGateway;
let gemeente: Caller;
let visitor: Visitor;
let other: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party('0363', { name: 'Amsterdam' });
  const aanbieder = await gateway.party('12345678', { name: 'De <Dijk>' });
  visitor = new Visitor(gateway.address);
  await visitor.signIn(keyOf(gemeente));
  other = new Visitor(gateway.address);
  await other.signIn(keyOf(aanbieder));
});
afterAll(() => gateway?.remove());

const declared = async () => (await gemeente.get('/v1/complete-ledgers')).body.items.length;
const sure = { 'complete-aanbieder': ' 12345678 ', 'complete-sure': 'yes' };

test('said and taken back, each once however often its form comes', async () => {
  const page = await visitor.get(path);
  expect(page.text).toContain('Voor geen enkele aanbieder is dit vastgelegd.');
  for (let turn = 0; turn < 2; turn++)
    expect((await visitor.send(page, path, sure)).location).toContain('done=declared');
  expect(await declared()).toBe(1);
  const shown = await visitor.get(path);
  expect(shown.text).toContain('De &lt;Dijk&gt;');
  for (let turn = 0; turn < 2; turn++) {
    const sent = await visitor.send(shown, `${path}/12345678/withdrawal`);
    expect(sent.location).toContain('done=withdrawn');
  }
  expect(await declared()).toBe(0);
});

test('an aanbieder that the gateway does not know, and one that is not sure', async () => {
  const page = await visitor.get(path);
  const unknown = await visitor.send(page, path, { ...sure, 'complete-aanbieder': '87654321' });
  expect([unknown.status, unknown.text.includes('kent deze aanbieder niet')]).toEqual([400, true]);
  const unsure = await visitor.send(page, path, { 'complete-aanbieder': '12345678' });
  expect([unsure.status, unsure.text.includes('complete-sure-fault')]).toEqual([400, true]);
  expect(unsure.text).toContain('value="12345678"');
  expect(await declared()).toBe(0);
});

test('it is of gemeenten: an aanbieder finds no such page, and changes nothing', async () => {
  expect((await other.get(path)).status).toBe(404);
  const drafts = await other.get('/console/drafts');
  expect(drafts.text).not.toContain(path);
  const { token = '' } = formOf(drafts, '/console/sign-out').fields;
  expect((await other.post(path, { ...sure, token })).status).toBe(404);
  expect((await other.post(`${path}/12345678/withdrawal`, { token })).status).toBe(404);
});

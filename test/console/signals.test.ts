import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf, staffKey } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

const office = '00000001234567890000';

let gateway: TestGateway;
let aanbieder: Caller;
let reporter: Visitor;
let manager: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  const team = await gateway.party(office, { name: 'Team', kind: 'regional-office' });
  reporter = new Visitor(gateway.address);
  await reporter.signIn(keyOf(aanbieder));
  manager = new Visitor(gateway.address);
  await manager.signIn(keyOf(team));
});
afterAll(() => gateway?.remove());

const wish = {
  ...{ 'signal-kind': 'waiting', 'signal-segment': 'C', 'signal-gemeenten': '0363' },
  'signal-text': 'Geen plaats <b>meer</b>\ntot maart.',
};
const report = async (fields: Record<string, string> = wish) =>
  reporter.send(await reporter.get('/console/signals/new'), '/console/signals', fields);
const idOf = (location: string | null) =>
  /signals\/([0-9a-f-]{36})/.exec(location ?? '')?.[1] ?? '';

test('who is designated by nobody sees no signals, and why', async () => {
  expect((await manager.get('/console/signals')).text).toContain(
    'U ziet pas signalen als een gemeente u heeft aangewezen.',
  );
  await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
  expect((await manager.get('/console/signals')).text).toContain('Geen signalen.');
});

test('an aanbieder reports one, once; a mistake is said at its field', async () => {
  const wrong = await report({ ...wish, 'signal-kind': '', 'signal-gemeenten': '12345678' });
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('href="#signal-kind"');
  expect(wrong.text).toContain('href="#signal-gemeenten"');
  expect(wrong.text).toContain('Geen plaats &lt;b&gt;meer');
  const bsn = await report({ ...wish, 'signal-text': 'Het kind is 999900006.' });
  expect(bsn.text).toContain('een getal dat een BSN kan zijn');
  const unknown = await report({ ...wish, 'signal-gemeenten': '0384' });
  expect(unknown.text).toContain('href="#signal-gemeenten"');
  const page = await reporter.get('/console/signals/new');
  const send = () => reporter.send(page, '/console/signals', wish);
  const [first, second] = await Promise.all([send(), send()]);
  expect(first.status).toBe(303);
  expect(second.location).toBe(first.location);
  const { body } = await aanbieder.get('/v1/signals');
  expect(body.items).toHaveLength(1);
});

test('an id that a form made up is not taken', async () => {
  const page = await reporter.get('/console/signals/new');
  const far = 'ffffffff-ffff-7fff-8fff-ffffffffffff';
  const sent = await reporter.send(page, '/console/signals', { ...wish, once: far });
  expect(sent.status).toBe(303);
  expect(idOf(sent.location)).not.toBe(far);
});

test('a contract manager answers; who was looking at it meanwhile is told, and keeps what was typed', async () => {
  const id = idOf((await report()).location);
  const path = `/console/signals/${id}`;
  const seen = await manager.get(path);
  expect(seen.text).toContain('Geen plaats &lt;b&gt;meer&lt;/b&gt;\ntot maart.');
  const answers = `${path}/answers`;
  const short = await manager.send(seen, answers, { 'signal-answer': 'x' });
  expect(short.text).toContain('href="#signal-answer"');
  const done = await manager.follow(
    manager.send(seen, answers, { 'signal-answer': 'Wij bellen u.' }),
  );
  expect(done.text).toContain('Uw antwoord is bewaard.');
  const late = await manager.send(seen, answers, { 'signal-answer': 'Wij mailen u.' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Iemand anders heeft dit signaal net gewijzigd.');
  expect(late.text).toContain('Wij mailen u.</textarea>');
  const added = await reporter.follow(
    reporter.send(await reporter.get(path), answers, { 'signal-answer': 'Graag.' }),
  );
  expect(added.text).toContain('wacht op antwoord');
});

test('two are linked and the link is taken away; one is closed for good', async () => {
  const [one, other] = [idOf((await report()).location), idOf((await report()).location)];
  const path = `/console/signals/${one}`;
  const link = async (to: string) =>
    manager.send(await manager.get(path), `${path}/links`, { 'signal-other': to });
  expect((await link('dat andere')).text).toContain('Plak het adres');
  expect((await link(one)).text).toContain('Dit is hetzelfde signaal.');
  expect((await link('01a20563-607e-7aa1-b735-07c007c906ff')).text).toContain(
    'U ziet geen signaal',
  );
  const linked = await manager.follow(link(`${gateway.address}/console/signals/${other}`));
  expect(linked.text).toContain(`href="/console/signals/${other}"`);
  const gone = await manager.follow(manager.send(linked, `${path}/links/${other}/removal`));
  expect(gone.text).not.toContain(other);
  const closed = await manager.follow(
    manager.send(gone, `${path}/closure`, { 'signal-reason': 'solved' }),
  );
  expect(closed.text).toMatch(/door Team: opgelost/);
  expect(closed.text).not.toContain('Uw antwoord</label>');
});

test('an operator sees no text and no forms; another party sees nothing', async () => {
  const id = idOf((await report()).location);
  const operator = new Visitor(gateway.address);
  const seen = await operator.signIn(await staffKey(gateway, 'operator'), `/console/signals/${id}`);
  expect(seen.text).toContain('Wat mensen schreven, ziet u niet');
  expect(seen.text).not.toMatch(/Geen plaats|<textarea/);
  const other = new Visitor(gateway.address);
  await other.signIn(keyOf(await gateway.party('87654321', { name: 'Elders' })));
  expect((await other.get(`/console/signals/${id}`)).status).toBe(404);
});

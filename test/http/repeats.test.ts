import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315, jw316, newIdentificatie } from '../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let self: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363', { retourBy: 'gateway' });
  self = await gateway.party('0400');
});
afterAll(() => gateway.remove());

/** A message of its own child and reference. */
const own = (identificatie: string, more: object = {}) =>
  jw315({ identificatie, ...more }).replace(
    /(<(?:ijw:)?ReferentieAanbieder>)[^<]*/,
    `$1${identificatie}`,
  );

/** The same message, written in other ways. */
const ways: readonly [what: string, change: (xml: string) => string][] = [
  ['indented otherwise', (xml) => xml.replace(/\n\s*/g, '\n\t')],
  ['on one line', (xml) => xml.replace(/>\s+</g, '><')],
  ['with other line ends', (xml) => xml.replaceAll('\n', '\r\n')],
  ['with a comment', (xml) => xml.replace('<Header>', '<!-- again --><Header>')],
  ['with another prefix', (xml) => xml.replaceAll('ijw:', 'basis:').replace(':ijw=', ':basis=')],
  ['with a reference', (xml) => xml.replace('>0363<', '>&#48;363<')],
];

const retouren = async (): Promise<number> =>
  (await aanbieder.get('/v1/inbox?limit=1000')).body.items.length;

test.each(ways)('a message %s is answered as the same bytes are', async (_what, change) => {
  const before = await retouren();
  const xml = own(newIdentificatie());
  expect(change(xml)).not.toBe(xml);
  const first = await aanbieder.post(xml);
  expect(first.status).toBe(202);
  const { status } = (await aanbieder.settled(first.body.id)).body;
  const again = await aanbieder.post(change(xml));
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id, status } });
  expect(await retouren()).toBe(before + 1);
});

test('of those that come at once, each written in its own way, one is taken', async () => {
  const xml = own(newIdentificatie());
  const answers = await Promise.all(ways.map(([, change]) => aanbieder.post(change(xml))));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 202]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
});

test('another content under the same Identificatie is a second message, and breaks TR056', async () => {
  const xml = own(newIdentificatie());
  const first = await aanbieder.post(xml);
  await aanbieder.settled(first.body.id);
  const other = xml.replace(/(<Bsn>)[^<]*/, '$1999934508');
  const second = await aanbieder.post(other);
  expect(second.status).toBe(202);
  expect((await aanbieder.settled(second.body.id)).body).toMatchObject({
    status: 'rejected',
    findings: expect.arrayContaining([expect.objectContaining({ rule: 'TR056' })]),
  });
  // Each of the two is known again.
  for (const [text, { body }] of [
    [xml, first],
    [other, second],
  ] as const) {
    const again = await aanbieder.post(text.replace(/\n\s*/g, '\n'));
    expect(again).toMatchObject({ status: 200, body: { id: body.id } });
  }
});

test('one that was taken before the gateway looked at this is known too', async () => {
  const xml = own(newIdentificatie());
  const { body } = await aanbieder.post(xml);
  await aanbieder.settled(body.id);
  const { pool } = gateway.store;
  await pool.query('update message set opens_identificatie = false where id = $1', [body.id]);
  expect(await aanbieder.post(xml.replace(/\n\s*/g, '\n'))).toMatchObject({
    status: 200,
    body: { id: body.id },
  });
});

test('a retour that is written in another way is answered as the same bytes are', async () => {
  const identificatie = newIdentificatie();
  const heen = await aanbieder.post(own(identificatie, { ontvanger: '0400' }));
  await aanbieder.settled(heen.body.id);
  const retour = jw316({ identificatie, ontvanger: '0400' });
  const first = await self.post(retour);
  expect(first.status).toBe(202);
  const again = await self.post(retour.replace(/\n\s*/g, '\n'));
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
  const refusal = retour.replace('>0200<', '>0001<');
  if (refusal !== retour) expect((await self.post(refusal)).status).toBe(409);
});

test('what is of another gets no answer by it', async () => {
  const xml = own(newIdentificatie());
  await aanbieder.post(xml);
  expect((await gemeente.post(xml.replace(/\n\s*/g, '\n'))).status).toBe(403);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadProducts } from '../../../src/ledger/contracts/product-lists.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';

// The list has none of the products that the fixture declares, so that each debit breaks TR381; and nothing is allocated.
const prestaties = [
  'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]',
  'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]',
  'Declaratie/Clienten/Client[2]/Prestaties/Prestatie',
];
const credit = prestaties[1];
const broken = [
  ...prestaties
    .filter((path) => path !== credit)
    .map((path) => ({ rule: 'TR381', retourCode: 'S329', path: `${path}/ProductCode` })),
  ...prestaties.map((path) => ({
    ...{ rule: 'TR338', retourCode: '9338', path: `${path}/ToewijzingNummer` },
  })),
];

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let codes: { aanbieder: string; gemeente: string };
const gemeenten = ['0363', '0358', '0362', '0384', '0385', '0415'];
let given = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.remove());
beforeEach(async () => {
  codes = { aanbieder: String(12345678 + given), gemeente: gemeenten[given] ?? '' };
  given += 1;
  await loadProducts(
    gateway.store.pool,
    gateway.keys.rows,
    localCall('test'),
    `gemeente,aanbieder,categorie,code\n${codes.gemeente},${codes.aanbieder},54,B04P\n`,
  );
});

async function parties(retourBy: 'gateway' | 'party', level3 = 'enforce'): Promise<void> {
  aanbieder = await gateway.party(codes.aanbieder, { retourBy });
  gemeente = await gateway.party(codes.gemeente, { retourBy, level3 });
}

async function declared(wishes: object = {}): Promise<string> {
  const parties = { afzender: codes.aanbieder, ontvanger: codes.gemeente };
  const header = { ...parties, identificatie: newIdentificatie(), ...wishes };
  const { status, body } = await aanbieder.post(fixture('JW323/valid-complete.xml', header));
  expect(status).toBe(202);
  await aanbieder.settled(body.id);
  return body.id;
}

async function inbox(caller: Caller): Promise<string[]> {
  const { body } = await caller.get('/v1/inbox');
  return body.items.map(({ type }: { type: string }) => type);
}

test.each(['gateway', 'party'] as const)(
  'a declaration with a fault of level 4 in a Prestatie is forwarded, and both see it (retourBy %s)',
  async (retourBy) => {
    await parties(retourBy);
    const id = await declared();
    for (const caller of [aanbieder, gemeente]) {
      const { body } = await caller.get(`/v1/messages/${id}`);
      expect(body).toMatchObject({
        status: 'accepted',
        findingCount: broken.length,
        findings: broken,
      });
      expect(body.links).not.toHaveProperty('answer');
    }
    expect(await inbox(gemeente)).toEqual(['JW323']);
    expect(await inbox(aanbieder)).toEqual([]);
  },
);

test('the gemeente answers it like any other', async () => {
  await parties('gateway');
  const identificatie = newIdentificatie();
  const dagtekening = '2024-04-02';
  await declared({ identificatie, dagtekening });
  const answers = fixture('JW325/valid-complete.xml', {
    afzender: codes.gemeente,
    ontvanger: codes.aanbieder,
    identificatie: newIdentificatie(),
    declaratieIdentificatie: identificatie,
    declaratieDagtekening: dagtekening,
  });
  const { status, body } = await gemeente.post(answers);
  expect([status, body.problem]).toEqual([202, undefined]);
  await gemeente.settled(body.id);
  expect(await inbox(aanbieder)).toEqual(['JW325']);
});

test('a fault in the Header still refuses it, whatever its Prestaties break', async () => {
  await parties('gateway');
  const id = await declared({ dagtekening: `${new Date().getFullYear() + 1}-12-31` });
  const { body } = await aanbieder.get(`/v1/messages/${id}`);
  expect(body.status).toBe('rejected');
  expect(body.findings).toContainEqual(
    expect.objectContaining({ rule: 'TR135', retourCode: '8848' }),
  );
  const answer = body.links.answer.href.split('/').at(-1);
  const codesIn = [
    ...(await aanbieder.content(answer)).toString().matchAll(/<RetourCode>([^<]*)</g),
  ];
  expect(codesIn.map(([, code]) => code)).toEqual(['8848']);
  expect(await inbox(gemeente)).toEqual([]);
});

test('where level 3 is advice, a second use of an Identificatie and a fault in a Prestatie are both', async () => {
  await parties('gateway', 'advise');
  const identificatie = newIdentificatie();
  await declared({ identificatie });
  const id = await declared({ identificatie, dagtekening: '2024-04-03' });
  const { body } = await gemeente.get(`/v1/messages/${id}`);
  expect(body.status).toBe('accepted');
  // Its references and its DeclaratieNummer were used too.
  const again = [...prestaties.map(() => 'TR314'), 'TR333'];
  expect(body.findings.map(({ rule }: { rule: string }) => rule).sort()).toEqual(
    ['TR056', ...again, ...broken.map(({ rule }) => rule)].sort(),
  );
});

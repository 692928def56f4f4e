import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadProducts } from '../../../src/ledger/contracts/product-lists.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { refuse } from '../../../src/standard/answers/retour.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, jw315, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let codes: { aanbieder: string; gemeente: string };
let aanbieder: Caller;
let gemeente: Caller;
const gemeenten = [
  '0363',
  '0358',
  '0362',
  '0384',
  '0385',
  '0415',
  '0431',
  '0437',
  '0439',
  '0451',
  '0852',
  '0880',
  '0479',
  '0344',
];
let given = 0;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.remove());
beforeEach(async () => {
  codes = { aanbieder: String(12345678 + given), gemeente: gemeenten[given] ?? '' };
  given += 1;
  aanbieder = await gateway.party(codes.aanbieder, { retourBy: 'party' });
  gemeente = await gateway.party(codes.gemeente, { retourBy: 'party' });
});

const fromAanbieder = () => ({ afzender: codes.aanbieder, ontvanger: codes.gemeente });
const fromGemeente = () => ({ afzender: codes.gemeente, ontvanger: codes.aanbieder });

async function posted(caller: Caller, xml: string) {
  const answer = await caller.post(xml);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return (await caller.settled(answer.body.id)).body;
}

/** A JW315 that the gemeente gets, and the retour with which it refuses that, with these RetourCodes by path. */
async function refusedWith(faults: readonly { path: string; retourCode: string }[]) {
  const xml = jw315(fromAanbieder());
  const { id } = await posted(aanbieder, xml);
  const retour = refuse(parseBericht('JW315', Buffer.from(xml)), faults, {
    identificatie: newIdentificatie(),
    dagtekening: new Date().toISOString().slice(0, 10),
    xsdVersie: { basisschemaXsdVersie: '1.0.0', berichtXsdVersie: '1.0.0' },
    ruleSetVersion: '1.0.0',
  });
  const answer = await posted(gemeente, buildBericht(retour).toString());
  return { retour: answer, heenbericht: (await aanbieder.get(`/v1/messages/${id}`)).body };
}

const product = 'Client/AangevraagdeProducten/AangevraagdProduct';

describe('a retour of a party', () => {
  test('rests on a rule of the standard where the gateway found it broken', async () => {
    const first = jw315(fromAanbieder());
    const { id } = await posted(aanbieder, first);
    await posted(
      gemeente,
      fixture('conversation/02-JW316.xml', { ...fromAanbieder(), ...headerOf(first) }),
    );
    expect((await aanbieder.get(`/v1/messages/${id}`)).body.reasons).toBeUndefined();
    const { retour, heenbericht } = await refusedWith([{ path: product, retourCode: '9347' }]);
    const reason = {
      rule: 'TR347',
      retourCode: '9347',
      path: product,
      message: expect.stringMatching(/ReferentieAanbieder/),
      whose: 'standard',
      links: { rule: { href: '/v1/rules?code=TR347' } },
    };
    expect(heenbericht).toMatchObject({ status: 'rejected', reasons: [reason] });
    expect(retour).toMatchObject({ findings: [reason], reasons: [reason] });
  });

  test('rests on no rule where the gateway found that it is obeyed, or no rule has the code', async () => {
    const { heenbericht } = await refusedWith([
      { path: product, retourCode: '9347' },
      { path: 'Client', retourCode: '9019' },
    ]);
    expect(heenbericht.findings).toEqual([]);
    expect(heenbericht.reasons).toMatchObject([
      { rule: 'code-of-no-rule', retourCode: '9019', path: 'Client', whose: 'none' },
      // It may have been meant: the rule is named.
      {
        rule: 'rule-not-broken',
        retourCode: '9347',
        whose: 'none',
        links: { rule: { href: '/v1/rules?code=TR347' } },
      },
    ]);
    expect(heenbericht.reasons[0].links).toBeUndefined();
  });

  test('a code on another class than that of the rule is explained by it all the same', async () => {
    await agree('45', 'Z99Z');
    const { heenbericht } = await refusedWith([{ path: 'Client', retourCode: 'S329' }]);
    expect(heenbericht.reasons).toMatchObject([{ rule: 'TR381', path: 'Client', whose: 'region' }]);
  });

  test('another code than that of the rule that is broken there is explained by that rule', async () => {
    await agree('45', 'Z99Z');
    const { heenbericht } = await refusedWith([{ path: product, retourCode: '9374' }]);
    expect(heenbericht.reasons).toMatchObject([
      { rule: 'TR381', retourCode: '9374', path: product, whose: 'region' },
    ]);
  });

  test('0001 names a rule within the message: the gateway would have refused it itself', async () => {
    const { heenbericht } = await refusedWith([{ path: 'Header', retourCode: '0001' }]);
    expect(heenbericht.reasons).toMatchObject([
      { rule: 'rule-not-broken', path: 'Header', whose: 'none' },
    ]);
    expect(heenbericht.reasons[0].links).toBeUndefined();
  });

  test('in Dutch, for who asks so', async () => {
    const { heenbericht } = await refusedWith([{ path: 'Client', retourCode: '9019' }]);
    const response = await fetch(`${gateway.address}/v1/messages/${heenbericht.id}`, {
      headers: { ...aanbieder.authorization, 'accept-language': 'nl' },
    });
    expect(await response.text()).toMatch(/op welke afspraak de afkeuring berust/);
  });
});

test('a refusal by the gateway names its rules, and one at the door says whose it is', async () => {
  await gateway.party(codes.gemeente, { retourBy: 'gateway' });
  const ahead = `${new Date().getFullYear() + 1}-12-31`;
  const rejected = await posted(aanbieder, jw315({ ...fromAanbieder(), dagtekening: ahead }));
  expect(rejected.reasons).toMatchObject([
    { rule: 'TR135', retourCode: '8848', whose: 'standard' },
  ]);
  const refused = await aanbieder.post(jw315(fromAanbieder()).replace('<Client>', '<Cliënt>'));
  const mine = await aanbieder.get(`/v1/messages/${refused.body.messageId}`);
  expect(mine.body.reasons).toEqual([{ rule: 'not-well-formed', whose: 'standard' }]);
  const turned = await aanbieder.post(jw315({ ...fromAanbieder(), afzender: '99999999' }));
  const others = await aanbieder.get(`/v1/messages/${turned.body.messageId}`);
  expect(others.body.reasons).toEqual([{ rule: 'not-your-message', whose: 'gateway' }]);
});

describe('a JW325 of a gemeente', () => {
  const refusedPrestatie = 'DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie';

  /** Declares, and the gemeente refuses a Prestatie of this allocation with 9369 and 9019. */
  async function declared(toewijzingNummer: string) {
    const numbered = (xml: string) => xml.replaceAll('240031103', toewijzingNummer);
    const identificatie = newIdentificatie();
    const header = { ...fromAanbieder(), identificatie };
    const declaratie = numbered(fixture('JW323/valid-complete.xml', header));
    const { id } = await posted(aanbieder, declaratie);
    const answer = fixture('JW325/valid-complete.xml', {
      ...fromGemeente(),
      identificatie: newIdentificatie(),
      declaratieIdentificatie: identificatie,
      declaratieDagtekening: headerOf(declaratie).dagtekening,
    });
    await posted(gemeente, numbered(answer).replace('>9339<', '>9019<'));
    return (await aanbieder.get(`/v1/messages/${id}`)).body;
  }

  /** The gemeente allocates, for as long as care goes on, without a request before it. */
  async function allocated(toewijzingNummer: string, bsn: string) {
    const xml = fixture('conversation/05-JW301.xml', {
      ...fromGemeente(),
      identificatie: newIdentificatie(),
    })
      .replace(/<ReferentieAanbieder>[^<]*<\/ReferentieAanbieder>\s*/, '')
      .replace(/<Einddatum>[^<]*<\/Einddatum>/, '<Einddatum>2099-12-31</Einddatum>')
      .replace('240031207', toewijzingNummer)
      .replace('<Bsn>999912008', `<Bsn>${bsn}`);
    await posted(gemeente, xml);
    await posted(
      aanbieder,
      fixture('conversation/06-JW302.xml', { ...fromGemeente(), ...headerOf(xml) }),
    );
  }

  test('rules about all that was declared before are neither confirmed nor denied while that is not known', async () => {
    const { status, reasons } = await declared('240031103');
    expect(status).toBe('accepted');
    expect(reasons).toMatchObject([
      { rule: 'rule-not-checked', retourCode: '9390', whose: 'unknown' },
      { rule: 'rule-not-checked', retourCode: '9369', path: refusedPrestatie },
      { rule: 'code-of-no-rule', retourCode: '9019', path: refusedPrestatie, whose: 'none' },
    ]);
    expect(reasons).toHaveLength(3);
  });

  test('OP364 is quoted where the start of the care was not reported, and not once it was', async () => {
    await allocated('240031207', '999912008');
    const before = await declared('240031207');
    const quoted = before.reasons.filter(
      ({ rule }: { rule: string }) => rule === 'care-not-reported',
    );
    expect(quoted).toMatchObject([
      { path: refusedPrestatie, retourCode: '9369', message: expect.stringContaining('OP364') },
      { path: refusedPrestatie, retourCode: '9019' },
    ]);
    const start = fixture('conversation/07-JW305.xml', {
      ...fromAanbieder(),
      identificatie: newIdentificatie(),
    });
    await posted(aanbieder, start);
    await posted(
      gemeente,
      fixture('conversation/08-JW306.xml', { ...fromAanbieder(), ...headerOf(start) }),
    );
    const after = await declared('240031207');
    expect(after.reasons.map(({ rule }: { rule: string }) => rule)).not.toContain(
      'care-not-reported',
    );
    expect(after.reasons).toHaveLength(3);
  });

  test('and they are once all of it is known', async () => {
    const path = `/v1/parties/${codes.gemeente}/complete-declarations/${codes.aanbieder}`;
    expect((await gateway.administrator.send('PUT', path)).status).toBe(201);
    // Two of its Prestaties are on allocations that nobody knows.
    const { reasons: before } = await declared('240031207');
    expect(before[1]).toMatchObject({ rule: 'rule-not-checked', retourCode: '9369' });
    await allocated('240031101', '999912008');
    await allocated('239900077', '999912008');
    await allocated('240031208', '999934508');
    const { reasons } = await declared('240031208');
    const refusals = reasons.filter(({ rule }: { rule: string }) => rule !== 'care-not-reported');
    expect(refusals).toMatchObject([
      { rule: 'rule-not-broken', retourCode: '9390', whose: 'none' },
      { rule: 'rule-not-broken', retourCode: '9369', path: refusedPrestatie, whose: 'none' },
      { rule: 'code-of-no-rule', retourCode: '9019' },
    ]);
  });
});

describe('a JW319 that refuses for the contract', () => {
  /** The gemeente refuses the request of the conversation with this RedenAfwijzingVerzoek. */
  async function answeredWith(reden: string) {
    const request = jw315(fromAanbieder());
    await posted(aanbieder, request);
    await posted(
      gemeente,
      fixture('conversation/02-JW316.xml', { ...fromAanbieder(), ...headerOf(request) }),
    );
    return posted(
      gemeente,
      fixture('JW319/valid-refused-for-the-budget.xml', {
        ...fromGemeente(),
        identificatie: newIdentificatie(),
      })
        .replace('DIJK-2024-0130', 'DIJK-2024-0117')
        .replace('<RedenAfwijzingVerzoek>2<', `<RedenAfwijzingVerzoek>${reden}<`),
    );
  }

  test.each([
    ['the contract has another product', 'Z99Z', 'contract-refuses', 'region'],
    ['the contract has it', 'B04P', 'contract-allows', 'none'],
  ])('%s', async (_, code, rule, whose) => {
    await agree('45', code);
    const { status, reasons } = await answeredWith('3');
    expect(status).toBe('accepted');
    expect(reasons).toMatchObject([{ rule, whose, path: 'Antwoord/RedenAfwijzingVerzoek' }]);
  });

  test('a contract with others alone confirms it; where none are known, nothing is said', async () => {
    expect((await answeredWith('3')).reasons).toBeUndefined();
    const other = `${codes.gemeente},87654321,45,B04P`;
    const list = `gemeente,aanbieder,categorie,code\n${other}\n`;
    await loadProducts(gateway.store.pool, gateway.keys.rows, localCall('test'), list);
    // The reference is free again for another request.
    const refused = await answeredWith('3');
    expect(refused.reasons).toMatchObject([{ rule: 'contract-refuses', whose: 'region' }]);
  });

  test('other reasons are for the gemeente alone to know', async () => {
    expect((await answeredWith('7')).reasons).toBeUndefined();
  });
});

/** The gemeente and the aanbieder agree on this product alone. */
async function agree(categorie: string, code: string): Promise<void> {
  const row = [codes.gemeente, codes.aanbieder, categorie, code].join(',');
  const list = `gemeente,aanbieder,categorie,code\n${row}\n`;
  await loadProducts(gateway.store.pool, gateway.keys.rows, localCall('test'), list);
}

function headerOf(xml: string) {
  const first = (name: string) => new RegExp(`<ijw:${name}>([^<]*)<`).exec(xml)?.[1] ?? '';
  return { identificatie: first('Identificatie'), dagtekening: first('Dagtekening') };
}

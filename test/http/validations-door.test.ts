import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { children } from '../ledger/past/write.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

const [amsterdam, dijk, wal, other] = ['0363', '12345678', '12345679', '0518'];
const software = '00000003123456780000';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let stranger: Caller;
let house: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party(dijk);
  gemeente = await gateway.party(amsterdam);
  stranger = await gateway.party(wal);
  house = await gateway.party(software);
  await gateway.party(other, { retourBy: 'gateway' });
});
afterAll(() => gateway.remove());

async function tryOut(caller: Caller, body: string, language = 'en') {
  const response = await fetch(`${gateway.address}/v1/validations`, {
    method: 'POST',
    headers: {
      ...{ 'Content-Type': 'application/xml', 'Accept-Language': language },
      ...caller.authorization,
    },
    body,
  });
  expect(response.status).toBe(200);
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  return (await response.json()) as any;
}

const bsns = children(60);
let born = 0;

/** A request for a child of its own, with a reference of its own. */
function request(identificatie = newIdentificatie(), header: object = {}): string {
  born += 1;
  return jw315({ identificatie, ...header })
    .replace(/(<(?:ijw:)?ReferentieAanbieder>)[^<]*/, `$1${identificatie}`)
    .replace(/(<Bsn>)[^<]*/, `$1${bsns[born]}`);
}

/** The code of the problem of a post, and those of a dry run of the same. */
async function both(caller: Caller, xml: string) {
  const tried = await tryOut(caller, xml);
  const { status, body } = await caller.post(xml);
  return {
    posted: status < 300 ? null : body.type.split('/').at(-1),
    said: body.detail,
    tried: tried.findings,
  };
}

describe('a dry run says what a post is refused for', () => {
  const lineOf = (xml: string, element: string) =>
    xml.slice(0, xml.indexOf(`<${element}>`)).split('\n').length;
  test.each<[string, () => { by: Caller; xml: string; at: string }, string]>([
    [
      "another's message",
      () => ({ by: stranger, xml: request(), at: 'Afzender' }),
      'not-your-message',
    ],
    [
      'a retour that is not one’s own',
      () => ({ by: stranger, xml: jw316({ identificatie: 'ONBEKEND1' }), at: 'Ontvanger' }),
      'not-your-message',
    ],
    [
      'a request whose Afzender and Ontvanger are swapped',
      () => ({
        ...{ by: aanbieder, at: 'Afzender' },
        xml: request(undefined, { afzender: amsterdam, ontvanger: dijk }),
      }),
      'heenbericht-turned-round',
    ],
    [
      'a retour whose Afzender and Ontvanger are swapped',
      () => ({
        ...{ by: gemeente, at: 'Ontvanger' },
        xml: jw316({ afzender: amsterdam, ontvanger: dijk }),
      }),
      'header-turned-round',
    ],
    [
      'a message of a party that gave no mandate',
      () => ({ by: house, xml: request(), at: 'Afzender' }),
      'no-mandate',
    ],
    [
      'a retour on nothing',
      () => ({ by: gemeente, xml: jw316({ identificatie: 'ONBEKEND2' }), at: 'ijw:Identificatie' }),
      'no-heenbericht',
    ],
    [
      'a recipient that is not connected',
      () => ({
        ...{ by: aanbieder, at: 'Ontvanger' },
        xml: request(undefined, { ontvanger: '0384' }),
      }),
      'unknown-recipient',
    ],
  ])('%s', async (_what, make, code) => {
    const { by, xml, at } = make();
    const { posted, said, tried } = await both(by, xml);
    expect(posted).toBe(code);
    expect(tried[0]).toMatchObject({ rule: code, level: 1, line: lineOf(xml, at), message: said });
    // Of swapped codes the XSD says something too.
    if (!code.endsWith('turned-round')) expect(tried).toHaveLength(1);
  });

  test('a retour on what has its answer, or is answered by the gateway', async () => {
    const identificatie = newIdentificatie();
    const heen = await aanbieder.post(request(identificatie));
    await aanbieder.settled(heen.body.id);
    const retour = jw316({ identificatie });
    expect(await tryOut(gemeente, retour)).toMatchObject({ valid: true, taken: null });
    const { body } = await gemeente.post(retour);
    const again = await tryOut(gemeente, retour.replace(/\n\s*/g, '\n'));
    expect(again).toMatchObject({ valid: true, taken: { id: body.id } });
    const refusal = retour.replace('>RET24000301<', '>RET24000302<');
    expect(await both(gemeente, refusal)).toMatchObject({
      ...{ posted: 'already-answered', tried: [{ rule: 'already-answered' }] },
    });
    // Who did not get the request learns nothing by it.
    expect((await tryOut(stranger, retour)).findings).toMatchObject([{ rule: 'not-your-message' }]);

    const theirs = newIdentificatie();
    const sent = await aanbieder.post(request(theirs, { ontvanger: other }));
    await aanbieder.settled(sent.body.id);
    const own = await gateway.party(other);
    const late = jw316({ identificatie: theirs, ontvanger: other });
    expect(await both(own, late)).toMatchObject({
      ...{ posted: 'answered-by-gateway', tried: [{ rule: 'answered-by-gateway' }] },
    });
  });

  test('faults of the message come with it, all at once', async () => {
    const xml = request(undefined, { afzender: amsterdam, ontvanger: dijk });
    const wrong = xml.replace(/<Geslacht>\d</, '<Geslacht>7<');
    const { findings, findingCount } = await tryOut(aanbieder, wrong);
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual([
      ...['heenbericht-turned-round', 'pattern', 'pattern', 'enumeration'],
    ]);
    expect(findingCount).toBe(findings.length);
  });

  test('a party that has ended', async () => {
    const code = '12345671';
    const ended = await gateway.party(code);
    await gateway.party(code, { until: '2024-12-31' });
    const { posted, tried } = await both(ended, request(undefined, { afzender: code }));
    expect([posted, tried.at(0)?.rule]).toEqual(['party-ended', 'party-ended']);
  });
});

describe('a message that was taken before', () => {
  test('is not held against itself; its sender gets its id, in every way of writing it', async () => {
    const xml = request();
    const { body } = await aanbieder.post(xml);
    await aanbieder.settled(body.id);
    for (const text of [xml, xml.replace(/\n\s*/g, '\n')]) {
      const tried = await tryOut(aanbieder, text, 'nl');
      expect(tried).toMatchObject({
        ...{ valid: true, findings: [] },
        taken: {
          ...{ id: body.id, status: 'accepted' },
          message: expect.stringMatching(
            `al aangenomen als ${body.id}\\. U hoeft het niet nog eens te sturen`,
          ),
          links: { self: { href: `/v1/messages/${body.id}` } },
        },
      });
      expect(tried.notAssessed).toContain('TR056');
      for (const caller of [stranger, gemeente, house]) {
        const theirs = await tryOut(caller, text);
        expect(theirs.taken).toBeNull();
        expect(JSON.stringify(theirs)).not.toContain(body.id);
        // Nor does one that nobody sent differ from it.
        const unsent = await tryOut(caller, request());
        expect(theirs).toEqual(unsent);
      }
    }
    await aanbieder.send('POST', `/v1/parties/${dijk}/mandates`, {
      ...{ mandatary: software, messageTypes: ['JW315'] },
    });
    expect((await tryOut(house, xml)).taken).toMatchObject({ id: body.id });
  });

  test('and rejected needs a new Identificatie, and the sentence for its sender says so', async () => {
    // Born after the message was written.
    const wrong = request().replace(/(<ijw:Datum>)2012/, '$12031');
    const { body } = await aanbieder.post(wrong);
    const settled = await aanbieder.settled(body.id);
    expect(settled.body).toMatchObject({
      status: 'rejected',
      rejection: { message: expect.stringMatching(/new Identificatie/) },
    });
    expect((await tryOut(aanbieder, wrong)).taken).toMatchObject({
      ...{ id: body.id, status: 'rejected' },
      message: expect.stringMatching(/new Identificatie/),
    });
    const fixed = wrong.replace('<ijw:Datum>2031', '<ijw:Datum>2012');
    expect((await tryOut(aanbieder, fixed)).findings).toMatchObject([{ rule: 'TR056' }]);
    const renamed = fixed.replace(/(<ijw:Identificatie>)[^<]*/, `$1${newIdentificatie()}`);
    expect(await tryOut(aanbieder, renamed)).toMatchObject({ valid: true, taken: null });
    const again = await aanbieder.post(renamed);
    expect((await aanbieder.settled(again.body.id)).body).toMatchObject({
      ...{ status: 'accepted', findings: [] },
    });
  });

  test('and refused at the door may keep its Identificatie, and the sentence says so', async () => {
    const xml = request();
    const refused = await aanbieder.post(xml.replace(/<Geslacht>\d</, '<Geslacht>7<'));
    expect(refused.body.detail).toMatch(/Identificatie may stay the same/);
    expect(await tryOut(aanbieder, xml)).toMatchObject({ valid: true, taken: null });
    const { body } = await aanbieder.post(xml);
    expect((await aanbieder.settled(body.id)).body.status).toBe('accepted');
  });
});

test('a swapped Header is reported for a message of every type, and one that came in is not', async () => {
  const swapped = (file: string) => fixture(file, { afzender: dijk, ontvanger: amsterdam });
  for (const file of ['JW301/valid-complete.xml', 'JW319/valid-complete.xml']) {
    const { body } = await gemeente.post(swapped(file));
    expect(body.type, file).toMatch(/\/heenbericht-turned-round$/);
    expect(body.detail).toMatch(/goes from a party of the kind gemeente to one of the kind aanb/);
  }
  const came = await gemeente.post(request());
  expect(came.body.type).toMatch(/\/not-your-message$/);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Inspector } from '../../src/standard/xml/inspector.ts';
import {
  type Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

// Each test has an aanbieder and a gemeente of its own, so that mailboxes hold only what it sent.
let gateway: TestGateway;
let codes: { aanbieder: string; gemeente: string };
let aanbieder: Caller;
let gemeente: Caller;
const inspector = Inspector.load(standardFiles.schemaDir);
const gemeenten = ['0363', '0358', '0362', '0384', '0385', '0415', '0431', '0437', '0439', '0451'];
const more = ['0852', '0880', '0479', '0344', '0518', '0599', '0772', '0014', '0034', '0037'];
let given = 0;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(async () => {
  inspector[Symbol.dispose]();
  await gateway.remove();
});
beforeEach(() => {
  codes = {
    aanbieder: String(12345678 + given),
    gemeente: [...gemeenten, ...more][given] ?? '',
  };
  given += 1;
});

/** Makes the two, and says who answers in the name of each. */
async function parties(retourBy: 'gateway' | 'party'): Promise<void> {
  aanbieder = await gateway.party(codes.aanbieder, { retourBy });
  // What was said before is advice here, for each message is independent.
  gemeente = await gateway.party(codes.gemeente, { retourBy, level3: 'advise' });
}

/** A fixture between the two. */
function between(file: string, wishes: object = {}): string {
  const original = fixture(file);
  const byAanbieder = /<Afzender>[0-9]{8}</.test(original);
  const [afzender, ontvanger] = byAanbieder
    ? [codes.aanbieder, codes.gemeente]
    : [codes.gemeente, codes.aanbieder];
  return fixture(file, { afzender, ontvanger, identificatie: newIdentificatie(), ...wishes });
}

/** A rule within the message is broken: the day of birth is unknown, and must be 01 then (CS139). */
const broken = (xml: string) => xml.replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>2012-05-02<');

async function posted(caller: Caller, xml: string): Promise<string> {
  const answer = await caller.post(xml);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.id;
}

async function inbox(caller: Caller): Promise<string[]> {
  const { body } = await caller.get('/v1/inbox');
  return body.items.map(({ id, type }: { id: string; type: string }) => `${type} ${id}`);
}

/** The answer to a message: as the sender finds it in its mailbox, and what is in it. */
async function answerTo(sender: Caller, id: string) {
  const { body } = await sender.get(`/v1/messages/${id}`);
  const answer = await sender.get(body.links.answer.href);
  const bytes = await sender.content(answer.body.id);
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violationCount: 0 });
  return { ...answer.body, xml: bytes.toString() };
}

const codesIn = (xml: string) => [...xml.matchAll(/<RetourCode>([^<]*)</g)].map(([, code]) => code);

describe('with retourBy gateway', () => {
  test.each([
    ['JW301', 'JW302'],
    ['JW305', 'JW306'],
    ['JW307', 'JW308'],
    ['JW315', 'JW316'],
    ['JW317', 'JW318'],
    ['JW319', 'JW320'],
  ])('%s is approved with a %s, and both come into a mailbox', async (type, retourType) => {
    await parties('gateway');
    const [sender, recipient] =
      type === 'JW301' || type === 'JW319' ? [gemeente, aanbieder] : [aanbieder, gemeente];
    const xml = between(`${type}/valid-complete.xml`);
    const id = await posted(sender, xml);
    expect((await sender.settled(id)).body.status).toBe('accepted');
    expect(await inbox(recipient)).toEqual([`${type} ${id}`]);
    expect((await recipient.content(id)).toString()).toBe(xml);

    const answer = await answerTo(sender, id);
    expect(answer.type).toBe(retourType);
    expect(await inbox(sender)).toEqual([`${retourType} ${answer.id}`]);
    expect(codesIn(answer.xml)).toEqual([]);
    expect(answer.xml).not.toMatch(/<(Client|Antwoord)>/);
    expect(answer.links.heenbericht.href).toBe(`/v1/messages/${id}`);
    const header = (name: string, of: string) => new RegExp(`<${name}>([^<]*)<`).exec(of)?.[1];
    for (const name of ['Afzender', 'Ontvanger', 'ijw:Identificatie'])
      expect(header(name, answer.xml)).toBe(header(name, xml));
    expect(header('IdentificatieRetour', answer.xml)).toMatch(/^R[0-9]{11}$/);
  });

  test('a fault within the message is refused with 0001 alone, and the recipient sees nothing', async () => {
    await parties('gateway');
    const id = await posted(aanbieder, broken(between('conversation/01-JW315.xml')));
    const { body } = await aanbieder.settled(id);
    expect(body).toMatchObject({ status: 'rejected', deliveredAt: null, findingCount: 1 });
    expect(body.findings).toEqual([
      {
        rule: 'CS139',
        retourCode: '0001',
        path: 'Client/Geboortedatum',
        message: expect.stringMatching(/[a-z]{4}/),
        whose: 'standard',
        links: { rule: { href: '/v1/rules?code=CS139' } },
      },
    ]);
    expect(body.reasons).toEqual(body.findings);
    expect(body.timeline.map(({ status }: { status: string }) => status)).toEqual([
      'received',
      'rejected',
    ]);
    expect(await inbox(gemeente)).toEqual([]);
    expect((await gemeente.get(`/v1/messages/${id}`)).status).toBe(404);
    const answer = await answerTo(aanbieder, id);
    expect(codesIn(answer.xml)).toEqual(['0001']);
    expect(answer.xml).toContain('<XsltVersie>');
    expect(answer.xml).not.toContain('<Client>');
    // The gemeente sees what was sent in its name, but not the message that it never got.
    const shown = await gemeente.get(`/v1/messages/${answer.id}`);
    expect(shown.body.links.heenbericht).toBeUndefined();
  });

  test('a fault that the clock shows is refused with its own code, without rule 0001', async () => {
    await parties('gateway');
    const ahead = `${new Date().getFullYear() + 1}-12-31`;
    const id = await posted(
      aanbieder,
      between('conversation/01-JW315.xml', { dagtekening: ahead }),
    );
    const { body } = await aanbieder.settled(id);
    expect(body.status).toBe('rejected');
    expect(body.findings).toMatchObject([{ rule: 'TR135', retourCode: '8848' }]);
    expect(codesIn((await answerTo(aanbieder, id)).xml)).toEqual(['8848']);
  });

  test('a fault in a class returns the message with the outcome of each class', async () => {
    await parties('gateway');
    const xml = between('JW319/valid-complete.xml').replace(
      /(?<open><Gemeente>)[^<]*/,
      '$<open>9999',
    );
    const id = await posted(gemeente, xml);
    expect((await gemeente.settled(id)).body.findings).toMatchObject([
      { rule: 'TR378', path: 'Antwoord/Woonplaatsbeginsel/Gemeente' },
    ]);
    const answer = await answerTo(gemeente, id);
    // Header, Woonplaatsbeginsel, Antwoord: codes come at the end of each class.
    expect(codesIn(answer.xml)).toEqual(['0200', 'S300', '0200']);
    expect(await inbox(aanbieder)).toEqual([]);
  });

  test("the party's own retour is refused: a message has one answer", async () => {
    await parties('gateway');
    const header = { ...afzenderOntvanger(), identificatie: newIdentificatie() };
    const id = await posted(aanbieder, jw315(header));
    await aanbieder.settled(id);
    const own = await gemeente.post(jw316(header));
    expect(own).toMatchObject({
      status: 409,
      body: { type: '/docs/problems/answered-by-gateway' },
    });
    expect(own.body.detail).toMatch(/in your name/);
  });

  test('a JW323 that passes is forwarded without an answer, and the gemeente gives its JW325', async () => {
    await parties('gateway');
    const identificatie = newIdentificatie();
    const declaratie = between('JW323/valid-complete.xml', { identificatie });
    const id = await posted(aanbieder, declaratie);
    expect((await aanbieder.settled(id)).body).toMatchObject({ status: 'accepted' });
    expect(await inbox(gemeente)).toEqual([`JW323 ${id}`]);
    expect(await inbox(aanbieder)).toEqual([]);
    const answered = await posted(
      gemeente,
      between('JW325/valid-complete.xml', {
        declaratieIdentificatie: identificatie,
        declaratieDagtekening: /<ijw:Dagtekening>([^<]*)/.exec(declaratie)?.[1],
      }),
    );
    await gemeente.settled(answered);
    expect(await inbox(aanbieder)).toEqual([`JW325 ${answered}`]);
  });
});

describe('with retourBy party', () => {
  test('what passes is forwarded, and the party gives its own retour', async () => {
    await parties('party');
    const header = { ...afzenderOntvanger(), identificatie: newIdentificatie() };
    const id = await posted(aanbieder, jw315(header));
    await aanbieder.settled(id);
    expect(await inbox(gemeente)).toEqual([`JW315 ${id}`]);
    expect(await inbox(aanbieder)).toEqual([]);
    const retour = await posted(gemeente, jw316(header));
    await gemeente.settled(retour);
    expect(await inbox(aanbieder)).toEqual([`JW316 ${retour}`]);
  });

  test('a fault within the message is answered by the gateway all the same', async () => {
    await parties('party');
    const header = { ...afzenderOntvanger(), identificatie: newIdentificatie() };
    const id = await posted(aanbieder, broken(jw315(header)));
    expect((await aanbieder.settled(id)).body.status).toBe('rejected');
    expect(await inbox(gemeente)).toEqual([]);
    expect(codesIn((await answerTo(aanbieder, id)).xml)).toEqual(['0001']);
    expect((await gemeente.post(jw316(header))).status).toBe(409);
  });

  test('what only the clock or a list can decide is left to the party', async () => {
    await parties('party');
    const ahead = `${new Date().getFullYear() + 1}-12-31`;
    const id = await posted(
      aanbieder,
      between('conversation/01-JW315.xml', { dagtekening: ahead }),
    );
    expect((await aanbieder.settled(id)).body.status).toBe('accepted');
  });

  test('a JW323 with a fault within it is answered with a JW325 of the Header alone', async () => {
    await parties('party');
    const xml = between('JW323/valid-complete.xml').replace(
      /(<TotaalIngediendBedrag>\s*<ijw:TotaalBedrag>)[^<]*/,
      '$1123',
    );
    const id = await posted(aanbieder, xml);
    const { body } = await aanbieder.settled(id);
    expect(body.status).toBe('rejected');
    expect(body.findings).toMatchObject([{ rule: 'TR358' }]);
    const answer = await answerTo(aanbieder, id);
    expect(answer.type).toBe('JW325');
    expect(answer).toMatchObject({ sender: codes.gemeente, recipient: codes.aanbieder });
    expect(codesIn(answer.xml)).toEqual(['0001']);
    expect(answer.xml).not.toMatch(/<DeclaratieAntwoord>|>8001<|>0200</);
    expect(await inbox(gemeente)).toEqual([]);
  });
});

test('a JW325 that breaks a rule within it is 400 with its findings, and kept as refused', async () => {
  await parties('gateway');
  const xml = between('JW325/valid-complete.xml').replace(
    /(<TotaalToegekendBedrag>\s*<ijw:TotaalBedrag>)[^<]*/,
    '$1123',
  );
  const refused = await gemeente.post(xml);
  expect(refused.status).toBe(400);
  expect(refused.body.type).toBe('/docs/problems/rules');
  expect(refused.body.violations).toEqual([
    {
      element: expect.stringContaining('DeclaratieAntwoord'),
      rule: 'TR342',
      message: expect.any(String),
    },
  ]);
  const kept = await gemeente.get(`/v1/messages/${refused.body.messageId}`);
  expect(kept.body).toMatchObject({ status: 'refused' });
  expect(kept.body.problem.violations).toEqual(refused.body.violations);
});

test('findings hold no value of the message', async () => {
  await parties('gateway');
  const id = await posted(aanbieder, broken(between('conversation/01-JW315.xml')));
  const { body } = await aanbieder.settled(id);
  const { rows } = await gateway.store.pool.query(
    'select * from message_finding where message_id = $1',
    [id],
  );
  const output = JSON.stringify([body.findings, rows]);
  for (const value of ['999912008', '2012-05', 'Yara', 'Amrani'])
    expect(output).not.toContain(value);
});

function afzenderOntvanger() {
  return { afzender: codes.aanbieder, ontvanger: codes.gemeente };
}

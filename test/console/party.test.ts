import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority } from '../support/certificates.ts';
import { keyOf, staffKey } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

const office = '00000001234567890000';

let gateway: TestGateway;
let gemeente: Caller;
let administrator: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party('0363', { name: 'Amsterdam' });
  await gateway.party('12345678', { name: 'De <b>Dijk</b>' });
  await gateway.party('87654321', { name: 'Tweede' });
  await gateway.party(office, { name: 'Regionaal team', kind: 'regional-office' });
  administrator = new Visitor(gateway.address);
  await administrator.signIn(await staffKey(gateway, 'administrator'));
});
afterAll(() => gateway?.remove());

const pageOf = (code: string) => administrator.get(`/console/parties/${code}`);
/** Sends a form of the page of a party. */
const sendForm = async (code: string, path: string, fields: Record<string, string> = {}) =>
  administrator.send(await pageOf(code), `/console/parties/${code}/${path}`, fields);

describe('who sees a party', () => {
  test('an operator sees what it is, and nothing of its keys and settings', async () => {
    const operator = new Visitor(gateway.address);
    const seen = await operator.signIn(
      await staffKey(gateway, 'operator'),
      '/console/parties/0363',
    );
    expect(seen.text).toContain('<h1>Amsterdam</h1>');
    expect(seen.text).not.toMatch(/Sleutel|Instellingen|Machtiging/);
    expect((await operator.get(`/console/parties/${office}`)).status).toBe(404);
  });

  test('a party sees its own keys and mandates, changes no settings, and sees nothing of another', async () => {
    const own = new Visitor(gateway.address);
    const seen = await own.signIn(keyOf(gemeente), '/console/parties/0363');
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Sleutels en certificaten');
    expect(seen.text).toContain('Machtiging geven');
    expect(seen.text).not.toMatch(/Instellingen wijzigen|Sleutel maken/);
    expect((await own.get('/console/parties/12345678')).status).toBe(404);
    expect((await own.get('/console/parties/0999')).status).toBe(404);
  });

  test('what is no party is not found, and a name is text', async () => {
    expect((await pageOf('0999')).status).toBe(404);
    expect((await pageOf('x')).status).toBe(404);
    expect((await pageOf('12345678')).text).toContain('<h1>De &lt;b&gt;Dijk&lt;/b&gt;</h1>');
  });
});

describe('settings', () => {
  test('are changed; those that are not of its kind are not offered', async () => {
    const form = {
      'settings-name': 'Stad',
      'settings-region': 'Oost',
      'settings-level3': 'advise',
      'settings-declarations': 'gateway',
    };
    const done = await administrator.follow(sendForm('0363', 'settings', form));
    expect(done.text).toContain('De instellingen zijn gewijzigd.');
    expect((await gateway.administrator.get('/v1/parties/0363')).body).toMatchObject({
      ...{ name: 'Stad', region: 'Oost', level3: 'advise', retourBy: 'party', until: null },
      declarations: 'gateway',
    });
    expect((await pageOf('0363')).text).toContain('De gateway beantwoordt declaraties');
    expect((await pageOf('12345678')).text).not.toMatch(/settings-(region|declarations)/);
    expect((await pageOf(office)).text).not.toMatch(/settings-(region|until|level3)/);
  });

  test('what cannot be is said at its field, and what was typed stays', async () => {
    const missing = await sendForm('12345678', 'settings', {
      'settings-name': ' ',
      'settings-until': '31-02-2027',
    });
    expect(missing.status).toBe(400);
    expect(missing.text).toContain('href="#settings-name"');
    expect(missing.text).toContain('value="31-02-2027"');
    const alone = await sendForm('12345678', 'settings', { 'settings-successor': '87654321' });
    expect(alone.text).toContain('Vul ook de laatste dag in');
    const unknown = await sendForm('12345678', 'settings', {
      ...{ 'settings-successor': '11112222', 'settings-until': '2027-12-31' },
    });
    expect(unknown.text).toContain('href="#settings-successor"');
    expect((await gateway.administrator.get('/v1/parties/12345678')).body.until).toBeNull();
  });
});

describe('keys', () => {
  test('one is made once, however often its form comes, and revoked', async () => {
    const page = await pageOf('87654321');
    const make = () =>
      administrator.send(page, '/console/parties/87654321/keys', { 'key-name': 'Zorgpakket' });
    const [first, second] = await Promise.all([make(), make()]);
    const shown = [first, second].filter(({ text }) => /class="key">ijw_/.test(text));
    expect(shown).toHaveLength(1);
    expect(shown[0]?.headers.get('cache-control')).toContain('no-store');
    const [again] = [first, second].filter((one) => one !== shown[0]);
    expect(again?.status).toBe(400);
    expect(again?.text).toContain('Deze sleutel is al gemaakt');
    const key = /ijw_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/.exec(shown[0]?.text ?? '')?.[0] ?? '';
    const asked = () =>
      fetch(`${gateway.address}/v1/me`, { headers: { Authorization: `Bearer ${key}` } });
    expect((await asked()).status).toBe(200);
    const { body } = await gateway.administrator.get('/v1/parties/87654321/api-keys');
    const made = body.items.find(({ name }: { name: string | null }) => name === 'Zorgpakket');
    expect(
      body.items.filter(({ name }: { name: string | null }) => name === 'Zorgpakket'),
    ).toHaveLength(1);
    const gone = await administrator.follow(sendForm('87654321', `keys/${made.id}/revocation`));
    expect(gone.text).toContain('is ingetrokken.');
    await expect.poll(async () => (await asked()).status).toBe(401);
  });

  test('a day that is over, or none, is said at its field', async () => {
    for (const day of ['2020-01-01', 'morgen']) {
      const seen = await sendForm('0363', 'keys', { 'key-expires': day });
      expect(seen.status).toBe(400);
      expect(seen.text).toContain('href="#key-expires"');
      expect(seen.text).toContain(`value="${day}"`);
    }
  });

  test('a certificate is registered; a private key is refused, and is not shown again', async () => {
    const { certificate, key } = makeAuthority().client();
    const refused = await sendForm('12345678', 'certificates', { 'certificate-pem': key });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('href="#certificate-pem"');
    expect(refused.text).not.toContain('PRIVATE KEY-----');
    const nothing = await sendForm('12345678', 'certificates', {});
    expect(nothing.text).toContain('Plak hier een certificaat.');
    const taken = await administrator.follow(
      sendForm('12345678', 'certificates', { 'certificate-pem': certificate }),
    );
    expect(taken.text).toContain('Het certificaat is geregistreerd.');
    expect(taken.text).toContain('cert_');
  });
});

describe('mandates and designations', () => {
  test('a mandate is given and withdrawn; a mistake is said at its field', async () => {
    const wrong = await sendForm('0363', 'mandates', { 'mandate-to': '0363' });
    expect(wrong.text).toContain('href="#mandate-types"');
    const itself = await sendForm('0363', 'mandates', {
      ...{ 'mandate-to': '0363', 'mandate-types': 'JW315' },
    });
    expect(itself.status).toBe(400);
    expect(itself.text).toContain('href="#mandate-to"');
    expect(itself.text).toMatch(/value="JW315" checked/);
    const unknown = await sendForm('0363', 'mandates', {
      ...{ 'mandate-to': '99999999', 'mandate-types': 'JW315' },
    });
    expect(unknown.text).toContain('Er is geen partij met deze code.');
    const given = await administrator.follow(
      sendForm('0363', 'mandates', { 'mandate-to': '87654321', 'mandate-types': 'JW315' }),
    );
    expect(given.text).toContain('De machtiging is gegeven.');
    const { body } = await gateway.administrator.get('/v1/parties/0363/mandates');
    expect(body.items).toMatchObject([{ mandatary: '87654321', messageTypes: ['JW315'] }]);
    const gone = await administrator.follow(
      sendForm('0363', `mandates/${body.items[0].id}/withdrawal`),
    );
    expect(gone.text).toContain('ingetrokken op');
  });

  test('a gemeente designates an office from one day to another; an aanbieder cannot', async () => {
    const given = await administrator.follow(
      sendForm('0363', 'designations', {
        ...{ 'designation-to': office, 'designation-from': '01-01-2027' },
        'designation-until': '31-12-2027',
      }),
    );
    expect(given.text).toContain('De aanwijzing is gegeven.');
    const { body } = await gateway.administrator.get('/v1/parties/0363/designations');
    expect(body.items).toMatchObject([
      { office, from: '2026-12-31T23:00:00.000Z', until: '2027-12-31T23:00:00.000Z' },
    ]);
    const turned = await sendForm('0363', 'designations', {
      ...{ 'designation-to': office, 'designation-from': '01-01-2028' },
      'designation-until': '31-12-2027',
    });
    expect(turned.status).toBe(400);
    expect(turned.text).toContain('href="#designation-until"');
    expect((await pageOf('12345678')).text).not.toContain('Regionaal team aanwijzen');
    expect((await pageOf(office)).text).toContain('Stad');
  });

  test('a party gives its own, not those of another', async () => {
    const own = new Visitor(gateway.address);
    const page = await own.signIn(keyOf(gemeente), '/console/parties/0363');
    const fields = { 'mandate-to': '87654321', 'mandate-types': 'JW319' };
    expect(
      (await own.follow(own.send(page, '/console/parties/0363/mandates', fields))).text,
    ).toContain('De machtiging is gegeven.');
    const other = await own.post('/console/parties/12345678/mandates', {
      ...fields,
      token: /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '',
    });
    expect(other.status).toBe(404);
  });
});

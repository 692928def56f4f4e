import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { soundJw323 } from '../standard/xml/inspector-samples.ts';
import { freePort } from '../support/free-port.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';

const limit = 25 * 1024 * 1024;
let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let nginx: Nginx;
/** As callers reach the gateway. */
let publicUrl: string;

beforeAll(async () => {
  const port = await freePort();
  publicUrl = `https://localhost:${port}/ijw`;
  gateway = await startTestGateway({
    PUBLIC_URL: `${publicUrl}/`,
    TRUSTED_PROXIES: '127.0.0.1',
    CLIENT_CERT_HEADER: 'Client-Cert',
  });
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  nginx = await startNginx(gateway.address, port);
});
afterAll(async () => {
  await nginx?.close();
  await gateway?.remove();
});

const post = (body: Uint8Array, caller = aanbieder) =>
  nginx.call('/ijw/v1/messages', {
    method: 'POST',
    headers: { ...caller.authorization, 'content-type': 'application/xml' },
    body,
  });
const get = (path: string, caller = aanbieder) =>
  nginx.call(path, { headers: caller.authorization });

describe('behind nginx as examples/nginx.conf has it, below a path', () => {
  test('every address of an answer leads somewhere', async () => {
    const posted = await post(Buffer.from(jw315()));
    expect(posted.status, posted.body).toBe(202);
    const location = String(posted.headers.location);
    expect(location).toBe(`/ijw/v1/messages/${JSON.parse(posted.body).id}`);
    const message = await get(`${location}?waitSeconds=20`);
    expect(message.status).toBe(200);
    const { links } = JSON.parse(message.body);
    const content = await get(links.content.href);
    expect(content).toMatchObject({ status: 200, headers: { 'content-type': 'application/xml' } });
  });

  test('so does everything that the pages of the documentation load and link to', async () => {
    const seen = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const { status, headers, body } = await get(path);
      // The console asks who it is.
      if (path === '/ijw/console') {
        expect([status, headers.location]).toEqual([303, '/ijw/console/sign-in']);
        return;
      }
      expect(status, path).toBe(200);
      if (!String(headers['content-type']).startsWith('text/html')) return;
      for (const [, , target = ''] of body.matchAll(/\b(href|src)="([^"#][^"]*)"/g)) {
        const { pathname, host } = new URL(target, publicUrl.replace('/ijw', path));
        if (host === new URL(publicUrl).host) await visit(pathname);
      }
    };
    await visit('/ijw/docs');
    await visit('/ijw/docs/');
    const there = ['', '/schemas', '/example', '/rules', '/problems', '/versions', '/changelog'];
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...there.map((path) => `/ijw/docs${path}`),
        ...['/ijw/', '/ijw/docs/try.js', '/ijw/v1/rules', '/ijw/v1/openapi.json'],
      ]),
    );
    // What the script of the page calls.
    expect((await get('/ijw/docs')).body).toContain('data-path="/ijw/v1/messages/{id}"');
    const description = JSON.parse((await get('/ijw/v1/openapi.json')).body);
    expect(description.servers).toEqual([{ url: `${publicUrl}/v1` }]);
    expect(description.info.description).toContain('(/ijw/docs/rules)');
  });

  test('the largest message goes through, and comes out as it came in', async () => {
    const largest = Buffer.from(soundJw323(limit - 5000));
    expect(largest.length).toBeGreaterThan(limit - 10_000);
    const posted = await post(largest);
    expect(posted.status, posted.body).toBe(202);
    const { id } = JSON.parse(posted.body);
    await get(`/ijw/v1/messages/${id}?waitSeconds=30`);
    const content = await get(`/ijw/v1/messages/${id}/content`);
    expect(content.body === largest.toString()).toBe(true);
  });

  test('what is larger is refused by the gateway itself, in its own words', async () => {
    const { status, headers, body } = await post(Buffer.alloc(limit + 1, ' '));
    expect(status).toBe(413);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(body).type).toMatch(/too-large$/);
  });

  test('a poll that waits gets what comes in meanwhile', async () => {
    const inbox = JSON.parse((await get('/ijw/v1/inbox?limit=500', gemeente)).body);
    const after = inbox.items.at(-1)?.position ?? 0;
    const waiting = get(`/ijw/v1/inbox?after=${after}&waitSeconds=30`, gemeente);
    const posted = JSON.parse((await post(Buffer.from(jw315()))).body);
    const { items } = JSON.parse((await waiting).body);
    expect(items).toMatchObject([{ id: posted.id }]);
  });

  test('a certificate of a client says who it is', async () => {
    const client = nginx.authority.client({ subject: 'Zorg BV' });
    await gateway.administrator.send('POST', '/v1/parties/12345678/certificates', {
      certificate: client.certificate,
    });
    const { status, body } = await nginx.call('/ijw/v1/messages?limit=1', { client });
    expect(status, body).toBe(200);
    expect((await nginx.call('/ijw/v1/messages')).status).toBe(401);
  });
});

import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../../src/console/frame/html.ts';
import { sendPage } from '../../../src/console/frame/page.ts';
import { staticFiles } from '../../../src/console/frame/static.ts';
import type { Viewer, WorkingAs } from '../../../src/console/viewer.ts';
import { publicAddress } from '../../../src/http/server/public-address.ts';
import { localCall } from '../../../src/parties/principal.ts';

const operator: WorkingAs = { id: 'operator', role: 'operator' };
const amsterdam: WorkingAs = {
  id: 'party:0363',
  role: 'party',
  party: { code: '0363', name: 'Amsterdam & "co"', kind: 'gemeente' },
};
const viewer = (chosen: WorkingAs, ...others: WorkingAs[]): Viewer => ({
  call: localCall('test'),
  name: 'A. <Vries>',
  choices: [chosen, ...others],
  chosen,
  formToken: 'a"token',
  language: 'nl',
});

/** An application below a path of a proxy, with a page for each of these people. */
let app: FastifyInstance;
beforeAll(async () => {
  app = Fastify();
  app.decorate('publicAddress', publicAddress('https://gateway.example/ijw'));
  app.decorate('aboutGateway', {
    version: '9.9.9',
    contact: { name: '$& <beheer>', email: 'beheer@gateway.example' },
  });
  app.decorateRequest('viewer');
  await app.register(cookie);
  // The routes of this application have no guard, which would look at `access`.
  await app.register(staticFiles, { tokens: undefined });
  const people = {
    nobody: undefined,
    one: viewer(operator),
    several: viewer(amsterdam, operator),
  };
  for (const [path, who] of Object.entries(people))
    app.get(`/console/${path}`, { config: { access: 'anyone' } }, (request, reply) => {
      if (who) request.viewer = who;
      return sendPage(request, reply, {
        title: 'A <title>',
        main: html`<p>main</p>`,
        up: { path: '/console', title: 'Up' },
      });
    });
});
afterAll(() => app?.close());

const page = async (path: string, headers = {}) => {
  const { body, headers: sent } = await app.inject({ url: `/console/${path}`, headers });
  return { body, sent };
};

describe('who is signed in', () => {
  test('is named in the header with its role, and can sign out with its token', async () => {
    const { body } = await page('one');
    expect(body).toContain('<a href="/ijw/console/session">A. &lt;Vries&gt;</a>, operator');
    expect(body).toContain('<form method="post" action="/ijw/console/sign-out">');
    expect(body).toContain('name="token" value="a&quot;token"');
    expect(body).not.toContain('name="as"');
  });

  test('and has several roles switches between them by a form', async () => {
    const { body } = await page('several');
    const form = /<form method="post" action="\/ijw\/console\/role">.*?<\/form>/s.exec(body)?.[0];
    expect(form).toContain('name="token" value="a&quot;token"');
    expect(form).toContain('<label for="as">U werkt als</label>');
    expect(form).toContain(
      '<option value="party:0363" selected>Amsterdam &amp; &quot;co&quot; (0363)</option>',
    );
    expect(form).toContain('<option value="operator">operator</option>');
    expect(body).toContain('<a href="/ijw/console/mailbox">Postvak</a>');
    expect(body).not.toContain('Stand van zaken');
  });
});

test('a page for nobody has no menu and no forms, and can be had in English', async () => {
  const { body, sent } = await page('nobody?lang=en');
  expect(body).not.toMatch(/<nav|<form method="post"|console\/help/);
  expect((await page('one')).body).toMatch(/<footer.*<a href="\/ijw\/console\/help">/s);
  expect(body).toContain('<html lang="en">');
  expect(body).toContain('<a class="language" href="?lang=nl" hreflang="nl" lang="nl">');
  expect(sent['content-language']).toBe('en');
  const again = await page('nobody', { cookie: 'ijw-lang=en' });
  expect(again.body).toContain('<html lang="en">');
  for (const wrong of ['?lang=de', '?lang=nl&lang=en', '?lang='])
    expect((await page(`nobody${wrong}`)).body).toContain('<html lang="nl">');
});

test('what a page loads and leads to is below the path of the proxy, and texts are escaped', async () => {
  const { body } = await page('one');
  expect(body).toContain('<title>A &lt;title&gt; - ijw-gateway</title>');
  expect(body).toContain('Vragen? Mail $&amp; &lt;beheer&gt;');
  expect(body).toContain('<a rel="up" href="/ijw/console">Terug naar Up</a>');
  const links = [...body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to);
  expect(links.length).toBeGreaterThan(8);
  expect(links.filter((to) => !/^(\/ijw\/|\?lang=|#main|mailto:)/.test(to ?? ''))).toEqual([]);
});

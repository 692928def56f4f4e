import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { anyRole } from '../http/server/access.ts';
import type { RouteParts } from '../http/server/parts.ts';
import { consoleErrors, sendNotFound } from './errors.ts';
import { html } from './frame/html.ts';
import { sendPage } from './frame/page.ts';
import { identifyPerson } from './guard.ts';
import { rememberLanguage } from './language.ts';
import { Cookies } from './sign-in/cookies.ts';
import { issuerRoutes } from './sign-in/issuer-routes.ts';
import { checkForm } from './sign-in/refusals.ts';
import { signInRoutes, whoIsIn } from './sign-in/routes.ts';

/** The pages for people, under `/console`. */
export const consolePages: FastifyPluginAsync<RouteParts> = async (app, given) => {
  const cookies = new Cookies(given.people, given.publicAddress);
  // Before the hook that writes the cookies.
  app.addHook('onSend', async (request, reply) => {
    rememberLanguage(request, reply, cookies.secure);
    // Forms say from which site they come, which they do not with the policy of the API.
    reply.header('Referrer-Policy', 'same-origin');
  });
  await app.register(cookie);
  await app.register(formbody);
  app.decorateRequest('viewer');
  app.decorateRequest('session');
  const known = { ...given, cookies };
  const identify = identifyPerson(known);
  const parts = { ...known, identify };

  app.setErrorHandler(consoleErrors(parts));
  // By its prefix, so that paths of the API keep their own answer.
  await app.register(
    async (inner) => {
      inner.setNotFoundHandler(async (request, reply) => {
        // Who has signed in sees the page in its frame.
        await whoIsIn(request, parts);
        return sendNotFound(request, reply, parts);
      });
    },
    { prefix: '/console' },
  );
  app.addHook('preHandler', async (request) => checkForm(request, parts));
  signInRoutes(app, parts);
  issuerRoutes(app, parts);

  const config = { access: anyRole, identify };
  app.get('/console', { config, schema: { hide: true } }, (request, reply) =>
    sendPage(request, reply, { title: 'Start', main: html`<p>${request.viewer.name}</p>` }),
  );
};

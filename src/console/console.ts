import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import type { RouteParts } from '../http/server/parts.ts';
import { consoleErrors, dropUnknownQuery, sendNotFound } from './errors.ts';
import { staticFiles } from './frame/static.ts';
import { identifyPerson } from './guard.ts';
import { rememberLanguage } from './language.ts';
import { contractsPage } from './pages/contracts/contracts.ts';
import { helpPage } from './pages/help.ts';
import { logPage } from './pages/log/log.ts';
import { mailboxPage } from './pages/mailbox/mailbox.ts';
import { messageActions } from './pages/message/actions.ts';
import { messagePage } from './pages/message/page.ts';
import { messagesPage } from './pages/messages/messages.ts';
import { newPartyPage } from './pages/parties/new-party.ts';
import { partiesPage } from './pages/parties/parties.ts';
import { sessionPage } from './pages/session.ts';
import { startPage } from './pages/start.ts';
import { statePage } from './pages/state/state.ts';
import { verificationsPage } from './pages/verifications/verifications.ts';

import { Cookies } from './sign-in/cookies.ts';
import { issuerRoutes } from './sign-in/issuer-routes.ts';
import { checkForm } from './sign-in/refusals.ts';
import { signInRoutes, whoIsIn } from './sign-in/routes.ts';

/** Settings of the console. */
export interface ConsoleSettings {
  /** CSS of the region, see `CONSOLE_TOKENS_FILE`; absent: the gateway looks as it does by itself. */
  readonly consoleTokens: string | undefined;
}

/** The pages for people, under `/console`. */
export const consolePages =
  ({ consoleTokens: tokens }: ConsoleSettings): FastifyPluginAsync<RouteParts> =>
  async (app, given) => {
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
    app.decorate('aboutGateway', { version: given.version, contact: given.contact });
    await app.register(staticFiles, { tokens });
    const known = { ...given, cookies };
    const parts = { ...known, identify: identifyPerson(known) };
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
    app.addHook('preValidation', dropUnknownQuery);
    app.addHook('preHandler', async (request) => checkForm(request, parts));
    signInRoutes(app, parts);
    issuerRoutes(app, parts);
    for (const page of pages) await app.register(page, parts);
  };

const pages = [
  startPage,
  sessionPage,
  helpPage,
  statePage,
  messagesPage,
  messagePage,
  messageActions,
  mailboxPage,
  contractsPage,
  logPage,
  verificationsPage,
  partiesPage,
  newPartyPage,
] as const;

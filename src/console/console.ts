import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { RouteParts } from '../http/server/parts.ts';
import { consoleErrors, dropUnknownQuery, sendNotFound } from './errors.ts';
import { staticFiles } from './frame/static.ts';
import { identifyPerson } from './guard.ts';
import { rememberLanguage } from './language.ts';
import { allocationsPage } from './pages/allocations/allocations.ts';
import { allocationPage } from './pages/allocations/one.ts';
import { answerPage } from './pages/answer/page.ts';
import { checkPage } from './pages/check/page.ts';
import { childPage } from './pages/child/page.ts';
import { contractPage } from './pages/contracts/contract.ts';
import { contractsPage } from './pages/contracts/contracts.ts';
import { loadContractsPage } from './pages/contracts/load.ts';
import { allRowsPage } from './pages/conversions/all.ts';
import { conversionPage } from './pages/conversions/conversion.ts';
import { conversionsPage } from './pages/conversions/conversions.ts';
import { conversionFiles } from './pages/conversions/exports.ts';
import { conversionMarking } from './pages/conversions/marking.ts';
import { newConversionPage } from './pages/conversions/new.ts';
import { conversionRevert } from './pages/conversions/revert.ts';
import { conversionRowPage } from './pages/conversions/row.ts';
import { conversionRowsPage } from './pages/conversions/rows.ts';
import { draftActions } from './pages/drafts/actions.ts';
import { completePage } from './pages/drafts/complete.ts';
import { draftsPage } from './pages/drafts/list.ts';
import { draftPage } from './pages/drafts/page.ts';
import { goalsPage } from './pages/goals/goals.ts';
import { helpPage } from './pages/help.ts';
import { forgottenPage } from './pages/keeping/forgotten.ts';
import { keepingPage } from './pages/keeping/keeping.ts';
import { logPage } from './pages/log/log.ts';
import { seenPage } from './pages/log/seen.ts';
import { mailboxPage } from './pages/mailbox/mailbox.ts';
import { messageActions } from './pages/message/actions.ts';
import { messagePage } from './pages/message/page.ts';
import { partyMessageActions } from './pages/message/party/actions.ts';
import { elsewhereAction } from './pages/message/party/elsewhere-action.ts';
import { messagesPage } from './pages/messages/messages.ts';
import { newPartyPage } from './pages/parties/new-party.ts';
import { partiesPage } from './pages/parties/parties.ts';
import { partyPage } from './pages/party/party.ts';
import { peoplePage } from './pages/people/people.ts';
import { queuePage } from './pages/queue/queue.ts';
import { replaysPage } from './pages/replays/list.ts';
import { newReplayPage } from './pages/replays/new.ts';
import { replayPage } from './pages/replays/one.ts';
import { reportPage } from './pages/report/report.ts';
import { retourPage } from './pages/retour/page.ts';
import { searchPages } from './pages/search/search.ts';
import { sessionPage } from './pages/session.ts';
import { newSignalPage } from './pages/signals/new-signal.ts';
import { signalPage } from './pages/signals/signal.ts';
import { signalsPage } from './pages/signals/signals.ts';
import { startPage } from './pages/start.ts';
import { statePage } from './pages/state/state.ts';
import { termsPage } from './pages/terms/terms.ts';
import { verificationsPage } from './pages/verifications/verifications.ts';
import { Cookies } from './sign-in/cookies.ts';
import { issuerRoutes } from './sign-in/issuer-routes.ts';
import { checkForm } from './sign-in/refusals.ts';
import { signInRoutes, whoIsIn } from './sign-in/routes.ts';
import { menuNumbers, readWaiting } from './waiting.ts';

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
    const check = (request: FastifyRequest, fields: object) => checkForm(request, known, fields);
    const parts = { ...known, identify: identifyPerson(known), checkForm: check };
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
    app.addHook('preHandler', (request) => readWaiting(request, parts));
    signInRoutes(app, parts);
    issuerRoutes(app, parts);
    for (const page of pages) await app.register(page, parts);
  };

const pages = [
  menuNumbers,
  startPage,
  sessionPage,
  helpPage,
  statePage,
  messagesPage,
  searchPages,
  messagePage,
  messageActions,
  partyMessageActions,
  elsewhereAction,
  answerPage,
  retourPage,
  replaysPage,
  newReplayPage,
  replayPage,
  queuePage,
  mailboxPage,
  allocationsPage,
  allocationPage,
  goalsPage,
  childPage,
  termsPage,
  draftsPage,
  completePage,
  draftPage,
  draftActions,
  checkPage,
  contractsPage,
  loadContractsPage,
  contractPage,
  conversionsPage,
  conversionPage,
  conversionRowsPage,
  allRowsPage,
  conversionRowPage,
  conversionMarking,
  conversionFiles,
  conversionRevert,
  newConversionPage,
  logPage,
  seenPage,
  verificationsPage,
  partiesPage,
  newPartyPage,
  partyPage,
  peoplePage,
  keepingPage,
  forgottenPage,
  reportPage,
  signalsPage,
  newSignalPage,
  signalPage,
] as const;

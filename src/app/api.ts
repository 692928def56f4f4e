import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { consolePages } from '../console/console.ts';
import { type App, buildApp } from '../http/app.ts';
import { Cursors } from '../http/server/cursors.ts';
import type { AppParts } from '../http/server/parts.ts';
import { publicAddress } from '../http/server/public-address.ts';
import { Contracts } from '../ledger/contracts/views.ts';
import { Goals } from '../ledger/goals/views.ts';
import { Allocations } from '../ledger/views/allocations.ts';
import { listOpenRequests } from '../ledger/views/open-requests.ts';
import { composeDrafts } from '../messages/drafts/compose/compose.ts';
import { Drafts } from '../messages/drafts/drafts.ts';
import { Mailbox } from '../messages/mailbox/mailbox.ts';
import { Retouren } from '../messages/retouren/retouren.ts';
import { Declarations } from '../messages/views/declarations.ts';
import { Disclosures } from '../messages/views/disclosures.ts';
import { logSources } from '../messages/views/log-sources.ts';
import { receivedAt } from '../messages/views/message-table.ts';
import { Messages } from '../messages/views/messages.ts';
import { Operations } from '../operations/operations.ts';
import { Searches } from '../operations/search.ts';
import { AccessLog } from '../parties/access-log/log.ts';
import { Authenticator } from '../parties/credentials/authenticator.ts';
import { tokenVerifier } from '../parties/credentials/tokens.ts';
import { KeptFiles } from '../parties/sessions/kept-files.ts';
import { KeptForms } from '../parties/sessions/kept-forms.ts';
import { KeptSearches } from '../parties/sessions/kept-searches.ts';
import { Sessions } from '../parties/sessions/sessions.ts';
import { ConversionCommits } from '../region/conversion/committing.ts';
import { Conversions } from '../region/conversion/views.ts';
import { Between } from '../region/report/counterparties.ts';
import { Reports } from '../region/report/views.ts';
import { Signals } from '../region/signals/views.ts';
import { Terms } from '../region/terms/views.ts';
import { isHeld } from '../retention/holds-in-force.ts';
import { readReference } from '../standard/reference.ts';
import type { Config } from './config.ts';
import { intakeOf, notBelieved } from './intake.ts';
import type { Parts } from './parts.ts';
import { version } from './version.ts';

/**
 * Starts to answer callers.
 *
 * @param stopping whether the process is asked to stop, for readiness
 * @returns where it listens, as in `http://127.0.0.1:8080`
 */
export async function startApi(
  config: Config,
  logger: Logger,
  parts: Parts,
  opened: AsyncDisposableStack,
  stopping: () => boolean,
): Promise<string> {
  // Its own thread for messages that come in, so that a large message that is judged does not hold them up.
  const incoming = parts.inspections.beside();
  opened.defer(() => incoming.close());
  const authenticator = authenticatorOf(config, logger, parts);
  opened.defer(() => authenticator.close());
  const taking = intakeOf(config, parts, incoming);
  const views = viewsOf(parts, logger, config);
  const app = await buildApp({
    ...{ ...taking, ...views },
    drafts: new Drafts({ ...parts, ...taking, ...views, compose: composeDrafts }),
    retouren: new Retouren({ ...parts, ...taking, ...views }),
    store: parts.store,
    macs: parts.keys.rows,
    ...peopleOf(config, parts, authenticator),
    authenticator,
    ...(config.redis && { redisQueue: parts.queue }),
    reference: readReference(config),
    maxMessageBytes: config.maxMessageBytes,
    door: { ...config.door, ...(config.redis && { redis: config.redis }) },
    version,
    contact: config.apiContact,
    publicAddress: publicAddress(config.publicUrl),
    stopping,
    above: [consolePages(config)],
    logger,
  });
  opened.defer(() => app.close());
  await app.listen({ host: config.host, port: config.port });
  return addressOf(app);
}

function authenticatorOf({ oauth }: Config, logger: Logger, { store, keys }: Parts): Authenticator {
  return new Authenticator(store.db, keys.rows, {
    ...(oauth && { verifyToken: tokenVerifier(oauth) }),
    onError: (code) =>
      logger.warn({ part: 'authenticator', code }, 'that a key was used could not be kept'),
  });
}

/** For people who use the console. */
function peopleOf(
  { console: { idleMinutes, byKey, oidc } }: Config,
  { store: { pool }, keys: { rows, people } }: Parts,
  authenticator: Authenticator,
): Pick<AppParts, 'sessions' | 'keptForms' | 'keptSearches' | 'keptFiles' | 'people' | 'signIn'> {
  const issuer = oidc && { issuer: oidc.issuer };
  return {
    sessions: new Sessions({ pool, macs: rows, people, authenticator, idleMinutes, ...issuer }),
    keptForms: new KeptForms(pool, people),
    keptSearches: new KeptSearches(pool, people),
    keptFiles: new KeptFiles(pool, people),
    people,
    signIn: { byKey, ...(oidc && { oidc }) },
  };
}

type View =
  | 'messages'
  | 'declarations'
  | 'mailbox'
  | 'operations'
  | 'searches'
  | 'allocations'
  | 'goals'
  | 'contracts'
  | 'terms'
  | 'between'
  | 'reports'
  | 'signals'
  | 'conversions'
  | 'conversionCommits'
  | 'openRequests'
  | 'disclosures'
  | 'accessLog'
  | 'cursors'
  | 'verifications';

/** What callers read, and what operators do. */
function viewsOf(
  { store, keys, bell, queue, verifications }: Parts,
  logger: Logger,
  { smallProviderChildren: smallBelow }: Config,
): Pick<AppParts, View> {
  const leftOut = notBelieved(logger);
  return {
    messages: new Messages(store, keys, bell, leftOut),
    declarations: new Declarations(store, keys, leftOut),
    mailbox: new Mailbox(store, keys.rows, bell, leftOut),
    operations: new Operations(store, keys.rows, { bell, queue }),
    searches: new Searches(store.pool, keys),
    allocations: new Allocations(store.pool, keys),
    goals: new Goals(store.pool, keys, isHeld),
    contracts: new Contracts(store, keys.rows),
    terms: new Terms(store, keys, leftOut),
    between: new Between(store, keys),
    reports: new Reports(store, keys),
    signals: new Signals({ store, keys, smallBelow, onNotBelieved: leftOut }),
    conversions: new Conversions({ store, keys, bell }),
    conversionCommits: new ConversionCommits({ store, keys, bell }),
    openRequests: (call, query) =>
      listOpenRequests(store.pool, keys, call, query, receivedAt, leftOut),
    disclosures: new Disclosures(store.pool, keys),
    accessLog: new AccessLog(store.pool, keys, logSources),
    cursors: new Cursors(keys),
    verifications,
  };
}

function addressOf(app: App): string {
  const { address, family, port } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

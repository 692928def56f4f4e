import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyPluginAsync,
  FastifyPluginOptions,
  preParsingHookHandler,
} from 'fastify';
import type { Contracts } from '../../ledger/contracts/views.ts';
import type { Goals } from '../../ledger/goals/views.ts';
import type { Allocations } from '../../ledger/views/allocations.ts';
import type { listOpenRequests, RequestQuery } from '../../ledger/views/open-requests.ts';
import type { Drafts } from '../../messages/drafts/drafts.ts';
import type { DryRun } from '../../messages/intake/dry-run.ts';
import type { Intake } from '../../messages/intake/intake.ts';
import type { Mailbox } from '../../messages/mailbox/mailbox.ts';
import type { Retouren } from '../../messages/retouren/retouren.ts';
import type { Declarations } from '../../messages/views/declarations.ts';
import type { Disclosures } from '../../messages/views/disclosures.ts';
import type { Messages } from '../../messages/views/messages.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Searches } from '../../operations/search.ts';
import type { Verifications } from '../../operations/verifications/verifications.ts';
import type { AccessLog } from '../../parties/access-log/log.ts';
import type { Authenticator, Shown } from '../../parties/credentials/authenticator.ts';
import type { Call, Principal } from '../../parties/principal.ts';
import type { KeptFiles } from '../../parties/sessions/kept-files.ts';
import type { KeptForms } from '../../parties/sessions/kept-forms.ts';
import type { KeptSearches } from '../../parties/sessions/kept-searches.ts';
import type { Sessions } from '../../parties/sessions/sessions.ts';
import type { Queue } from '../../queue/queue.ts';
import type { ConversionCommits } from '../../region/conversion/committing.ts';
import type { Conversions } from '../../region/conversion/views.ts';
import type { Between } from '../../region/report/counterparties.ts';
import type { Reports } from '../../region/report/views.ts';
import type { Signals } from '../../region/signals/views.ts';
import type { Terms } from '../../region/terms/views.ts';
import type { Reference } from '../../standard/reference.ts';
import type { Store } from '../../store/database.ts';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { Cursors } from './cursors.ts';
import type { DoorSettings } from './door.ts';
import type { PublicAddress } from './public-address.ts';
import type { ShareBounds } from './shares.ts';

/** The parts of the gateway that the routes use. */
export interface AppParts extends FastifyPluginOptions {
  readonly store: Store;
  /** Checks the MACs of rows. */
  readonly macs: RowMacs;
  /** Checks credentials. */
  readonly authenticator: Authenticator;
  /** The sessions of people who use the console. */
  readonly sessions: Sessions;
  /** What people had typed when their session ended. */
  readonly keptForms: KeptForms;
  /** What people search. */
  readonly keptSearches: KeptSearches;
  readonly keptFiles: KeptFiles;
  /** The keys for what people carry: cookies and forms. */
  readonly people: PeopleKeys;
  /** How people may sign in. */
  readonly signIn: SignInSettings;
  readonly intake: Intake;
  /** Finds everything that is wrong with a message, and keeps nothing. */
  readonly tryOut: (call: Call, bytes: Uint8Array) => Promise<DryRun>;
  /** Milliseconds of processor time that judging these bytes took. */
  readonly spentOn: (bytes: Uint8Array) => number;
  readonly messages: Messages;
  readonly drafts: Drafts;
  readonly retouren: Retouren;
  readonly declarations: Declarations;
  readonly mailbox: Mailbox;
  readonly operations: Operations;
  /** Looks up messages by what a person has at hand. */
  readonly searches: Searches;
  readonly allocations: Allocations;
  readonly goals: Goals;
  readonly contracts: Contracts;
  readonly terms: Terms;
  readonly between: Between;
  readonly reports: Reports;
  readonly signals: Signals;
  readonly conversions: Conversions;
  readonly conversionCommits: ConversionCommits;
  /** A page of the requests of the calling party that wait for a decision. */
  readonly openRequests: (call: Call, query: RequestQuery) => ReturnType<typeof listOpenRequests>;
  readonly disclosures: Disclosures;
  readonly accessLog: AccessLog;
  /** Makes and reads the cursors of lists. */
  readonly cursors: Cursors;
  /** Verifies the ledger, the access log and the rows, and keeps what was found. */
  readonly verifications: Verifications;
  /** The queue, when it uses Redis. */
  readonly redisQueue?: Pick<Queue, 'depth' | 'troubles'>;
  /** The schemas, rules and code lists by which messages are checked. */
  readonly reference: Reference;
  /** Largest message, in bytes. */
  readonly maxMessageBytes: number;
  /** Settings that hold for all requests. */
  readonly door: DoorSettings;
  readonly version: string;
  /** The contact for questions about this API. */
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
  /** The address of the gateway for callers. */
  readonly publicAddress: PublicAddress;
  /** Whether the process has been asked to stop: then it is not ready any more. */
  readonly stopping: () => boolean;
  /** Rooms above this one that answer over HTTP too; each is registered with the parts of routes. */
  readonly above: readonly FastifyPluginAsync<RouteParts>[];
  readonly logger: FastifyBaseLogger;
}

/** How people may sign in to the console. */
export interface SignInSettings {
  /** With an API key. */
  readonly byKey: boolean;
  /** At an issuer (OpenID Connect). */
  readonly oidc?: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly rolesClaim: string;
    readonly nameClaim: string;
  };
}

/** The options of the plugin of a feature: the parts, and what the application makes once for all routes. */
export interface RouteParts extends AppParts {
  /** How much is done at the same time. */
  readonly bounds: ShareBounds;
  /** Limits the bytes of messages that all routes together hold in memory. */
  readonly uploads: preParsingHookHandler;
}

/** The application as a plugin of routes gets it: the types of requests and answers follow from the schemas. */
export type RouteApp = Parameters<FastifyPluginAsyncTypebox<AppParts>>[0];

declare module 'fastify' {
  interface FastifyInstance {
    /** The address of the gateway for callers. */
    publicAddress: PublicAddress;
  }
  interface FastifyRequest {
    /** The caller; on every route but those for `anyone`. */
    principal: Principal;
    /**
     * Checks the credentials again before more data is sent: the key may have been revoked, or expired, meanwhile.
     *
     * @throws {Problem} `unauthorized`
     */
    authenticateAgain(): Promise<void>;
    /** The id of the message that was posted, for the log. */
    messageId?: string;
    /** The credentials of the request. */
    shown: Shown;
  }
}

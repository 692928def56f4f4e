import type { FastifyBaseLogger, FastifyPluginOptions } from 'fastify';
import type { DryRun } from '../exchange/dry-run.ts';
import type { Intake } from '../exchange/intake.ts';
import type { Mailbox } from '../exchange/mailbox.ts';
import type { Messages } from '../exchange/messages.ts';
import type { Disclosures } from '../exchange/operations/disclosures.ts';
import type { Operations } from '../exchange/operations/operations.ts';
import type { Allocations } from '../ledger/allocations.ts';
import type { listOpenRequests, RequestQuery } from '../ledger/open-requests.ts';
import type { Verification, VerifyOptions } from '../ledger/verify.ts';
import type { AccessLog } from '../parties/access-log/log.ts';
import type { LogVerification, LogVerifyOptions } from '../parties/access-log/verify.ts';
import type { Authenticator, Shown } from '../parties/authenticator.ts';
import type { Call, Principal } from '../parties/principal.ts';
import type { Queue } from '../queue/queue.ts';
import type { Reference } from '../standard/reference.ts';
import type { Store } from '../store/database.ts';
import type { RowMacs } from '../store/row-mac.ts';
import type { Cursors } from './cursors.ts';
import type { DoorSettings } from './door.ts';
import type { PublicAddress } from './public-address.ts';

/** What the routes call. */
export interface AppParts extends FastifyPluginOptions {
  readonly store: Store;
  /** By which rows that decide are believed. */
  readonly macs: RowMacs;
  /** Finds out who calls. */
  readonly authenticator: Authenticator;
  readonly intake: Intake;
  /** Says all that is wrong with a message. */
  readonly tryOut: (call: Call, bytes: Uint8Array) => Promise<DryRun>;
  /** Milliseconds of the processor that judging these bytes took. */
  readonly spentOn: (bytes: Uint8Array) => number;
  readonly messages: Messages;
  readonly mailbox: Mailbox;
  readonly operations: Operations;
  readonly allocations: Allocations;
  /** A page of the requests that wait for a decision, of the party that calls. */
  readonly openRequests: (call: Call, query: RequestQuery) => ReturnType<typeof listOpenRequests>;
  readonly disclosures: Disclosures;
  readonly accessLog: AccessLog;
  /** Writes and reads where lists go on. */
  readonly cursors: Cursors;
  /** Walks the chains of the ledger. */
  readonly verifyLedger: (options: VerifyOptions) => Promise<Verification>;
  /** Walks the chain of the access log. */
  readonly verifyAccessLog: (options: LogVerifyOptions) => Promise<LogVerification>;
  /** The queue, when it is on Redis. */
  readonly redisQueue?: Pick<Queue, 'depth' | 'troubles'>;
  /** The schemas and lists that messages are held against. */
  readonly reference: Reference;
  /** Largest message, in bytes. */
  readonly maxMessageBytes: number;
  /** What is asked of everybody who comes in. */
  readonly door: DoorSettings;
  readonly version: string;
  /** Whom to ask about this API. */
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
  /** Where callers reach it. */
  readonly publicAddress: PublicAddress;
  /** Whether the process is asked to stop: readiness says so first. */
  readonly stopping: () => boolean;
  readonly logger: FastifyBaseLogger;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Where callers reach it. */
    publicAddress: PublicAddress;
  }
  interface FastifyRequest {
    /** Who calls; on every route that is not for anyone. */
    principal: Principal;
    /**
     * Asks again who calls, before more is told: a key may be revoked, or expire, in the meantime.
     *
     * @throws {Problem} `unauthorized`
     */
    stillIn(): Promise<void>;
    /** Of the message that was posted, for the log. */
    messageId?: string;
    /** What it says that by. */
    shown: Shown;
  }
}

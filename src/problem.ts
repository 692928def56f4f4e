import type { ValidationFinding } from './standard/validation.ts';
import type { Violation } from './standard/xml/inspection.ts';

/** The codes of all problems that a caller can get. The texts are in `src/texts/problem-texts.ts`. */
export type ProblemCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'not-listed'
  | 'party-not-connected'
  | 'recipient-kind'
  | 'forgotten'
  | 'invalid-request'
  | 'cursor-invalid'
  | 'unsupported-media-type'
  | 'unsupported-content-encoding'
  | 'too-large'
  | 'empty'
  | 'byte-order-mark'
  | 'not-utf8'
  | 'encoding-declaration'
  | 'doctype'
  | 'processing-instruction'
  | 'schema-location'
  | 'too-much-markup'
  | 'not-well-formed'
  | 'unknown-message'
  | 'wrong-namespace'
  | 'other-release'
  | 'wrong-bericht-code'
  | 'not-your-message'
  | 'header-turned-round'
  | 'heenbericht-turned-round'
  | 'no-mandate'
  | 'party-ended'
  | 'no-mailbox'
  | 'xsd'
  | 'unknown-recipient'
  | 'recipient-ended'
  | 'no-heenbericht'
  | 'already-answered'
  | 'declaration-answered'
  | 'answered-by-gateway'
  | 'not-delivered'
  | 'heenbericht-forgotten'
  | 'no-retour'
  | 'retour-given'
  | 'retour-rule'
  | 'retour-place'
  | 'too-large-to-answer'
  | 'rules'
  | 'rules-past'
  | 'too-complex'
  | 'expiry-passed'
  | 'no-certificate'
  | 'several-certificates'
  | 'private-key'
  | 'certificate-not-valid'
  | 'certificate-taken'
  | 'certificate-revoked'
  | 'party-kind'
  | 'party-kind-fixed'
  | 'settings-left-out'
  | 'successor-without-until'
  | 'unknown-successor'
  | 'successor-circle'
  | 'no-succession'
  | 'mandate-to-itself'
  | 'mandate-period'
  | 'mandate-to-regional-office'
  | 'designation-kind'
  | 'designation-period'
  | 'not-failed'
  | 'one-selection'
  | 'unknown-messages'
  | 'unknown-party'
  | 'nothing-selected'
  | 'reason-needed'
  | 'idempotency-key-reused'
  | 'verification-running'
  | 'nothing-to-hold'
  | 'file-faults'
  | 'not-your-contract'
  | 'contract-number-taken'
  | 'check-of-others'
  | 'filter-not-for-role'
  | 'not-designated'
  | 'too-many-days'
  | 'day-to-come'
  | 'nothing-agreed'
  | 'not-converted'
  | 'conversion-not-ready'
  | 'conversion-not-shared'
  | 'conversion-day'
  | 'too-many-previews'
  | 'mark-faults'
  | 'mark-side'
  | 'workbook-too-large'
  | 'too-many-months'
  | 'draft-form'
  | 'draft-kind'
  | 'no-request'
  | 'draft-fixed'
  | 'draft-changed'
  | 'draft-incomplete'
  | 'details-unconfirmed'
  | 'draft-outdated'
  | 'draft-refused'
  | 'draft-waits'
  | 'draft-closed'
  | 'draft-forgotten'
  | 'too-many-drafts'
  | 'signal-reporter'
  | 'signal-read-only'
  | 'signal-changed'
  | 'signal-closed'
  | 'signal-forgotten'
  | 'text-has-bsn'
  | 'too-many-signals'
  | 'too-many-answers'
  | 'too-many-links'
  | 'link-to-itself'
  | 'consent-needed'
  | 'too-many-goals'
  | 'goal-changed'
  | 'not-your-goal'
  | 'goal-forgotten'
  | 'goal-held'
  | 'too-many-requests'
  | 'too-much-at-once'
  | 'too-much-sent'
  | 'busy'
  | 'stopping'
  | 'unavailable'
  | 'internal';

/** One thing that is wrong with a request: where, by which keyword of our schema, and what that asks. */
export interface RequestFault {
  readonly element: string;
  readonly rule: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** What is wrong in a file that was to be loaded. Never a value of it. */
export interface FileFault {
  /** The name of the sheet; null in a CSV file, and for the file as a whole. */
  readonly sheet: string | null;
  /** As the spreadsheet numbers it; null for the file or sheet as a whole. */
  readonly row: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What is wrong with what was said of a row. Never what the row says. */
export interface RowFault {
  readonly row: number;
  /** The part of what was said. */
  readonly element: string;
  readonly code: string;
  /** Why a SPIC cannot be: a code. */
  readonly reason?: string;
}

/** Where an allocation is not as it was. Shown to a party of that allocation only. */
export interface Difference {
  readonly toewijzingNummer: string;
  /** As in `Omvang/Volume`. */
  readonly field: string;
  readonly was: string | null;
  readonly is: string | null;
}

/** Something that keeps a draft from being made or sent, by a code that has a sentence; and where. */
export interface DraftFault {
  readonly code: string;
  readonly element: string;
}

/** A finding of a dry run. */
export type JudgedFinding =
  | ValidationFinding
  | {
      readonly kind: 'problem';
      readonly line: number;
      readonly element: string;
      readonly rule: ProblemCode;
      readonly params: NonNullable<ProblemDetails['params']>;
    }
  | {
      readonly kind: 'word';
      readonly line: number;
      readonly element: string;
      readonly rule: string;
    };

/** What goes with a problem. Codes of parties, lines, sizes: never a value of a message. */
export interface ProblemDetails {
  /** Fills the places of the sentence. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly violations?: readonly Violation[];
  /** Rules of the standard that the message breaks, and where. */
  readonly findings?: readonly { readonly rule: string; readonly path: string }[];
  /** Violations or findings in all, when only the first are given. */
  readonly violationCount?: number;
  /** What is wrong with the request itself. */
  readonly faults?: readonly RequestFault[];
  /** What is wrong in a file that was to be loaded, and where. */
  readonly fileFaults?: readonly FileFault[];
  /** What is wrong with what was said of rows of a conversion. */
  readonly rowFaults?: readonly RowFault[];
  /** What is wrong with the form of a draft, or what a draft lacks. */
  readonly draftFaults?: readonly DraftFault[];
  /** What a dry run found. */
  readonly judged?: readonly JudgedFinding[];
  /** What moved since a draft was composed: the one detail with values of messages, for a party of them. */
  readonly differences?: readonly Difference[];
  /** The message, kept as `refused`, that this problem is about. */
  readonly messageId?: string;
}

/** An answer other than what the caller asked for. Any room may throw it; HTTP and CLI say it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  /** For the log: why the gateway itself could not do it. Holds nothing of a message. */
  readonly reason: string | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}, reason?: string) {
    super(code);
    this.code = code;
    this.details = details;
    this.reason = reason;
  }
}

import type { Pool } from 'pg';
import type { Call } from '../../parties/principal.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { ClientDetails, Composed, DraftForm } from './forms.ts';

/** Where the details of a child come from, newest first. */
export interface KnownDetails {
  readonly details: ClientDetails;
  readonly source: 'jw301' | 'import' | 'typed';
  /** When the message was received, or when somebody imported or typed it. */
  readonly recordedAt: Date;
}

/** What composing needs. */
export interface ComposeParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  /** Details of a child that a gemeente typed or imported; undefined where it did not. */
  readonly keptDetails: (gemeente: string, clientId: string) => Promise<KnownDetails | undefined>;
  /** Whether a gemeente declared its ledger complete for an aanbieder (OP087). */
  readonly isComplete: (gemeente: string, aanbieder: string) => Promise<boolean>;
  /** What a gemeente answered an aanbieder about a child, as far as it waits for its retour; the oldest first. */
  readonly answersUnderWay: (asked: {
    readonly gemeente: string;
    readonly aanbieder: string;
    readonly bsn: string;
  }) => Promise<readonly BerichtOf<'JW301' | 'JW319'>[]>;
}

/** A child that a draft is about. */
export interface DraftChild {
  readonly bsn: string;
  /** Of the child in the ledger; null where that does not know it. */
  readonly clientId: string | null;
}

/** What comes of a form. */
export interface DraftsComposed {
  /** In the order in which they go out; one at least. */
  readonly drafts: readonly Composed[];
  readonly recipient: string;
  /** Of the child in the ledger; null where that does not know it. */
  readonly clientId: string | null;
  readonly bsn: string;
  /** Of a declaration: the other children that it is about. */
  readonly others?: readonly DraftChild[];
  /** Of a JW301: what the client data come from; null where nothing is known, and for other messages. */
  readonly details: KnownDetails | null;
  /** The request that has to be approved by a retour first, where the gemeente answers itself. */
  readonly retourFirst: { readonly id: string; readonly type: 'JW315' | 'JW317' } | null;
}

/**
 * Composes the messages of a form, of what is known at this moment. Changes nothing.
 *
 * @param call of the party itself, a gemeente or an aanbieder
 * @param typed details that somebody typed into this draft, which go before those that are known
 * @param now the moment of the decision; its day in the Netherlands is Dagtekening
 * @throws {FormRefused}; {Problem} `not-found` for a message or allocation that is not the party's
 */
export type ComposeDrafts = (
  parts: ComposeParts,
  call: Call,
  form: DraftForm,
  typed: ClientDetails | undefined,
  now: Date,
) => Promise<DraftsComposed>;

import type { Contracts } from '../../ledger/contracts/views.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { gemeenteOrAanbieder, kindOf } from '../../parties/directory/codes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { DryRun } from '../intake/dry-run.ts';
import type { Intake } from '../intake/intake.ts';
import type { Messages } from '../views/messages.ts';
import { isComplete } from './complete.ts';
import type { ComposeDrafts, DraftsComposed } from './composing.ts';
import { keptDetails } from './details.ts';
import { type ClientDetails, type DraftForm, FormRefused } from './forms.ts';
import { type Draft, type DraftFacts, readDraft } from './keep.ts';
import { type AnswersAsked, answersUnderWay } from './sent-answers.ts';

/** What drafts are made, judged and sent with. */
export interface DraftParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly compose: ComposeDrafts;
  readonly messages: Pick<Messages, 'content' | 'get'>;
  readonly contracts: Pick<Contracts, 'check'>;
  readonly intake: Pick<Intake, 'submit'>;
  readonly tryOut: (call: Call, bytes: Uint8Array) => Promise<DryRun>;
}

/**
 * Whose drafts a caller handles: those of its own party, a gemeente or an aanbieder. A mandate does not reach them.
 *
 * @throws {Problem} `not-found` for all others
 */
export function partyOf({ principal }: Pick<Call, 'principal'>): string {
  const { party } = principal;
  if (party === undefined || !gemeenteOrAanbieder.test(party)) throw new Problem('not-found');
  return party;
}

/** The gemeente that calls. @throws {Problem} `not-found` for all others */
export function gemeenteOf({ principal }: Pick<Call, 'principal'>): string {
  const party = partyOf({ principal });
  if (kindOf(party) !== 'gemeente') throw new Problem('not-found');
  return party;
}

/** A draft of the caller. @throws {Problem} `not-found`, `draft-forgotten` */
export async function draftOf({ store, keys }: DraftParts, call: Call, id: string): Promise<Draft> {
  const draft = await readDraft(store.pool, keys, partyOf(call), id);
  if (!draft) throw new Problem('not-found');
  if (draft.state === 'forgotten') throw new Problem('draft-forgotten');
  return draft;
}

/** Composes, and lets the caller know why a form cannot be. @throws {Problem} `draft-form` */
export async function composed(
  parts: DraftParts,
  call: Call,
  form: DraftForm,
  typed: ClientDetails | null,
  now: Date,
): Promise<DraftsComposed> {
  const { store, keys } = parts;
  const { pool } = store;
  const composing = {
    ...{ pool, keys },
    keptDetails: (gemeente: string, clientId: string) =>
      keptDetails(pool, keys, gemeente, clientId),
    isComplete: (gemeente: string, aanbieder: string) =>
      isComplete(pool, keys.rows, gemeente, aanbieder),
    answersUnderWay: (asked: AnswersAsked) => answersUnderWay(pool, keys, asked),
  };
  try {
    return await parts.compose(composing, call, form, typed ?? undefined, now);
  } catch (error) {
    if (!(error instanceof FormRefused)) throw error;
    const { fault, field } = error;
    throw new Problem('draft-form', { draftFaults: [{ code: fault, element: field }] });
  }
}

type ChildrenOf = Pick<DraftFacts, 'clientId' | 'otherClients'>;

/** Random ids of the children that a draft is about, as far as the ledger knows them. */
export function childrenOf({ clientId, otherClients }: ChildrenOf): string[] {
  return [...new Set([...(clientId === null ? [] : [clientId]), ...otherClients])];
}

type DraftAction =
  | 'make-draft'
  | 'read-draft'
  | 'read-draft-content'
  | 'change-draft'
  | 'send-draft'
  | 'discard-draft';

/** Writes that a draft was made, read, changed, sent or discarded. */
export function noteDraft(
  parts: Pick<DraftParts, 'keys' | 'store'>,
  call: Call,
  action: DraftAction,
  draft: Pick<DraftFacts, 'id' | 'party' | 'recipient' | 'type' | 'requestId'> & ChildrenOf,
  detail: Readonly<Record<string, unknown>> = {},
  database: Parameters<typeof noteAccess>[0] = parts.store.pool,
): Promise<void> {
  const { id, party, recipient, type, requestId } = draft;
  const wish = {
    ...{ party, counterparty: recipient, messageId: requestId },
    clientIds: childrenOf(draft),
    detail: { draftId: id, type, ...detail },
  };
  return noteAccess(database, parts.keys.rows, entryOf(call, action, wish));
}

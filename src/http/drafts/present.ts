import type { DraftFacts } from '../../messages/drafts/keep.ts';
import type { ShownDraft } from '../../messages/drafts/shown.ts';
import { draftFaultSentence } from '../../texts/draft-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { presentValidation } from '../../texts/validation-texts.ts';
import { presentCheck } from '../contracts/checks.ts';
import type { PublicAddress } from '../server/public-address.ts';

/** A draft without its content, as the API shows it. */
export function presentItem(draft: DraftFacts, at: PublicAddress['at']) {
  const { id, type, recipient, state, version, createdAt, changedAt, changedBy } = draft;
  const { expiresAt, requestId, place, sentMessage } = draft;
  const self = `/v1/drafts/${id}`;
  const hasContent = state === 'open' || state === 'sending';
  return {
    ...{ id, type, recipient, state, version, createdAt, changedAt, changedBy, expiresAt },
    ...{ requestId, order: place, messageId: sentMessage },
    links: {
      self: { href: at(self) },
      ...(hasContent && { content: { href: at(`${self}/content`) } }),
      ...(requestId !== null && { request: { href: at(`/v1/messages/${requestId}`) } }),
      ...(sentMessage !== null && { message: { href: at(`/v1/messages/${sentMessage}`) } }),
    },
  };
}

/** A draft with its content, in one language. */
export function presentDraft(draft: ShownDraft, language: Language, at: PublicAddress['at']) {
  const { judged, lacking, checks, after, bericht, retourFirst, outdated, details } = draft;
  const { findings, findingCount, notAssessed } = presentValidation(
    { ...judged, type: judged.type ?? draft.type },
    language,
  );
  return {
    ...presentItem(draft, at),
    ...{ after, bericht, findings, findingCount, notAssessed, retourFirst, details },
    ...(outdated !== undefined && { outdated }),
    lacking: lacking.map((one) => ({ ...one, message: draftFaultSentence(one, language) })),
    contractChecks: checks.map(({ referentie, answer }) => ({
      referentie,
      check: presentCheck(answer, language),
    })),
  };
}

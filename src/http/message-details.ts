import type { MessageDetails } from '../exchange/messages.ts';
import { findingSentence } from './finding-texts.ts';
import type { Language } from './problem-text.ts';
import { problemBody } from './problems.ts';
import type { PublicAddress } from './public-address.ts';
import { saidOfFailure, saidOfWaiting } from './said-of-waiting.ts';

/** By TR056 an Identificatie belongs to the first message that was judged with it, approved or not. */
const rejectedSentence: Readonly<Record<Language, string>> = {
  nl: 'Dit bericht is afgekeurd. De reden staat in de bevindingen en in de retour. Bent u de afzender? Verbeter het bericht dan, geef het een nieuwe Identificatie en stuur het opnieuw.',
  en: 'This message was rejected; the findings and the retour say why. If you sent it, mend it, give it a new Identificatie and send it again.',
};

/** A message with its story, and with sentences in the language of the caller. */
export function present(
  message: MessageDetails,
  language: Language,
  { at, problem }: PublicAddress,
) {
  const {
    acceptedAt,
    heenberichtId,
    answerId,
    requests,
    decisions,
    refusal,
    refusedCount,
    errorCode,
    waiting,
    dismissal,
    ...rest
  } = message;
  const timeline = [
    { status: refusal ? 'refused' : 'received', at: message.receivedAt },
    ...(acceptedAt ? [{ status: 'accepted', at: acceptedAt }] : []),
    ...(message.deliveredAt ? [{ status: 'delivered', at: message.deliveredAt }] : []),
    ...(['rejected', 'failed', 'dismissed'].includes(message.status)
      ? [{ status: message.status, at: message.changedAt }]
      : []),
  ];
  const link = (id: string) => ({ href: at(`/v1/messages/${id}`) });
  return {
    ...rest,
    heenbericht: heenberichtId,
    timeline,
    findings: message.findings.map(({ rule, path, retourCode }) => ({
      rule,
      ...(retourCode && { retourCode }),
      path,
      message: findingSentence(rule, language),
    })),
    ...(refusedCount && { refusedCount }),
    ...(refusal && { problem: problemBody(refusal.code, refusal, language, problem) }),
    ...(errorCode && { errorCode }),
    ...(waiting && message.status === 'received' && { waiting: saidOfWaiting(waiting, language) }),
    ...(message.status === 'failed' && { failure: saidOfFailure(errorCode, language) }),
    ...(message.status === 'rejected' && { rejection: { message: rejectedSentence[language] } }),
    ...(dismissal && { dismissal }),
    links: {
      content: { href: at(`/v1/messages/${message.id}/content`) },
      ...(heenberichtId && { heenbericht: link(heenberichtId) }),
      ...(answerId && { answer: link(answerId) }),
      ...(requests.length > 0 && { requests: requests.map(link) }),
      ...(decisions.length > 0 && { decisions: decisions.map(link) }),
    },
  };
}

import type { MessageDetails } from '../../messages/views/messages.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { describeFailure, describeWaiting } from '../../texts/cause-texts.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { rejectedSentence } from '../../texts/status-texts.ts';
import { problemBody } from '../server/problems.ts';
import type { PublicAddress } from '../server/public-address.ts';

/** A message with its timeline, and with sentences in the language of the caller. */
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
  const came = (status: MessageStatus, at: Date | null) => (at ? [{ status, at }] : []);
  const ended = ['rejected', 'failed', 'dismissed'].includes(message.status);
  const timeline = [
    ...came(refusal ? 'refused' : 'received', message.receivedAt),
    ...came('accepted', acceptedAt),
    ...came('delivered', message.deliveredAt),
    ...came(message.status, ended ? message.changedAt : null),
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
    ...(waiting &&
      message.status === 'received' && { waiting: describeWaiting(waiting, language) }),
    ...(message.status === 'failed' && { failure: describeFailure(errorCode, language) }),
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

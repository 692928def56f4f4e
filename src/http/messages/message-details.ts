import type { MessageDetails } from '../../messages/views/messages.ts';
import { ownerAtTheDoor, ownerOf, ruleOf } from '../../messages/views/whose.ts';
import { type BerichtType, berichtOfType } from '../../standard/catalogue.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { describeFailure, describeWaiting } from '../../texts/cause-texts.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { rejectedSentence } from '../../texts/status-texts.ts';
import { problemBody } from '../server/problems.ts';
import type { PublicAddress } from '../server/public-address.ts';

type At = PublicAddress['at'];
type KeptFinding = MessageDetails['findings'][number];

/** A finding with its sentence; one that refuses also says whose rule it is. */
function presentFinding(
  { rule, path, retourCode }: KeptFinding,
  type: BerichtType | null,
  language: Language,
  at: At,
) {
  const whose = ownerOf({ rule, retourCode });
  const code = whose && ruleOf({ rule, retourCode }, type);
  return {
    rule,
    ...(retourCode && { retourCode }),
    path,
    message: findingSentence(rule, language),
    ...(whose && { whose }),
    ...(code && { links: { rule: { href: at(`/v1/rules?code=${code}`) } } }),
  };
}

/** The type of the message that findings of a message are about: of a retour or JW325, that which it answers. */
function refusedType({ type }: MessageDetails): BerichtType | null {
  if (type === 'JW325') return 'JW323';
  return type && (berichtOfType(type).retourOf ?? type);
}

/** Messages that may refuse what they answer, besides retouren. */
const decides: ReadonlySet<BerichtType> = new Set(['JW319', 'JW325']);

/** Why a message, or a part of a declaration, was refused, and whose rule that is. */
function reasonsOf(message: MessageDetails, language: Language, at: At) {
  const { status, type, refusal, findings, answerFindings } = message;
  const refusesItself = type !== null && (decides.has(type) || berichtOfType(type).retourOf);
  const own = status === 'rejected' || refusesItself ? findings : [];
  const found = answerFindings.length > 0 ? answerFindings : own;
  const reasons = refusal
    ? [{ rule: refusal.code, whose: ownerAtTheDoor(refusal.code) }]
    : found.flatMap((one) => {
        const type = refusedType(message);
        const { whose, ...finding } = presentFinding(one, type, language, at);
        return whose ? [{ ...finding, whose }] : [];
      });
  return reasons.length > 0 && { reasons };
}

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
    answerFindings,
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
    findings: message.findings.map((one) =>
      presentFinding(one, refusedType(message), language, at),
    ),
    ...reasonsOf(message, language, at),
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

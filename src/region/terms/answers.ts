import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import type { Draft } from './settle.ts';

/** A message with its answer, as far as terms see them. */
export interface Answerable {
  readonly id: string;
  readonly type: BerichtType;
  readonly sender: string;
  readonly recipient: string;
  /** When it came into the mailbox of its recipient; null when it did not. */
  readonly acceptedAt: Date | null;
  /** The retour or JW325 to it, when it was posted, and by whom it was answered. */
  readonly answer: { readonly id: string; readonly sentAt: Date } | null;
}

/** By which kind of term a message is answered; those that are not here get no answer. */
const answered: Readonly<Partial<Record<BerichtType, 'retour' | 'declaration-answer'>>> = {
  JW301: 'retour',
  JW305: 'retour',
  JW307: 'retour',
  JW315: 'retour',
  JW317: 'retour',
  JW319: 'retour',
  JW323: 'declaration-answer',
};

/** Types of which the sender is the gemeente. */
const byGemeente: ReadonlySet<BerichtType> = new Set(['JW301', 'JW319']);

/**
 * The answer that the recipient of a message has to give: a retour, or a JW325 to a JW323. Also where the gateway gave it
 * in its name. A message that never came into the mailbox asks nothing of its recipient.
 */
export function termOfAnswer(message: Answerable): Draft | undefined {
  const { id, type, sender, recipient, acceptedAt, answer } = message;
  const kind = answered[type];
  if (!kind || !acceptedAt) return undefined;
  const isByGemeente = byGemeente.has(type);
  return {
    kind,
    municipality: isByGemeente ? sender : recipient,
    provider: isByGemeente ? recipient : sender,
    owedBy: isByGemeente ? 'aanbieder' : 'gemeente',
    of: [id],
    messageId: id,
    clientId: null,
    since: dutchDate(acceptedAt),
    ...(answer && { met: { at: answer.sentAt, by: answer.id, pending: false } }),
  };
}

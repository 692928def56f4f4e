import type { First } from '../../ledger/views/firsts.ts';
import { statusChanged } from '../../messages/lifecycle/changed.ts';
import type { MessageOutcome } from '../../messages/views/outcomes.ts';
import { kindOf } from '../../parties/directory/codes.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { GatewayEvent } from '../../store/events/event.ts';
import { type CounterpartyFigure, type Happening, productKeyOf } from './figure.ts';

/** The codes of problems: a message had its retour or JW325 already. */
const answeredAlready: ReadonlySet<unknown> = new Set(['already-answered', 'declaration-answered']);

/** What follows from some events: for the gemeente, and for the two parties. */
export interface Counted {
  readonly happenings: readonly Happening[];
  readonly counterparties: readonly CounterpartyFigure[];
}

/** How a message was decided upon, as its event says. Each message has one of these, once. */
export interface Decided {
  readonly messageId: string;
  readonly state: 'accepted' | 'rejected' | 'refused';
  /** The gateway made it: an answer in the name of a party. */
  readonly byGateway: boolean;
  readonly at: Date;
  /** Of the problem, where it was refused. */
  readonly code: string | null;
}

/** The decision that an event tells of, if it tells of one: not of what happens to a message after that. */
export function decidedBy({ kind, subject, from, to, at, code }: GatewayEvent): Decided[] {
  if (kind !== statusChanged.kind) return [];
  const isFirst = from === null || from === 'received';
  if (!isFirst || (to !== 'accepted' && to !== 'rejected' && to !== 'refused')) return [];
  const byGateway = from === null && to === 'accepted';
  return [{ messageId: subject.id, state: to, byGateway, at, code }];
}

/** The gemeente and the aanbieder among two parties. */
interface Pair {
  readonly municipality: string;
  readonly provider: string;
  readonly byGemeente: boolean;
}

function pairOf({ sender, other }: MessageOutcome): Pair | undefined {
  const kinds = [kindOf(sender), other === null ? undefined : kindOf(other)];
  if (other === null || !kinds.includes('gemeente') || !kinds.includes('aanbieder'))
    return undefined;
  return kinds[0] === 'gemeente'
    ? { municipality: sender, provider: other, byGemeente: true }
    : { municipality: other, provider: sender, byGemeente: false };
}

/**
 * What is counted of a message: in one subject only, and by each rule where it broke several. Were a message that was
 * refused counted among all messages too, a ten of a rule would say that there was one, and the tens of messages that
 * there were few. An answer of the gateway follows from its message, so it is not counted.
 *
 * @param known the parties that the directory has: the Header of a message that was refused may name anything
 */
export function countedOf(
  { state, byGateway, at, code }: Decided,
  outcome: MessageOutcome | undefined,
  known: ReadonlySet<string>,
): Counted {
  const pair = outcome && pairOf(outcome);
  if (!pair || !known.has(pair.municipality) || !known.has(pair.provider)) return nothing;
  const day = dutchDate(at);
  const { municipality, provider } = pair;
  const happening = (subject: Happening['subject'], key: string): Happening => ({
    ...{ municipality, provider, day, subject, key },
  });
  const counterparty = (kind: CounterpartyFigure['kind']): CounterpartyFigure => ({
    ...pair,
    ...{ month: `${day.slice(0, 7)}-01`, kind, count: 1 },
  });
  if (state === 'refused')
    return {
      happenings: code === null ? [] : [happening('door', code)],
      counterparties: answeredAlready.has(code) ? [counterparty('answered-twice')] : [],
    };
  const { type, broken, refusesByParty, withoutRule } = outcome;
  if (byGateway) return nothing;
  const refuses = state === 'accepted' && refusesByParty;
  return {
    happenings: [
      ...(state === 'accepted' && !refuses && type !== null ? [happening('message', type)] : []),
      ...(state === 'rejected' ? broken.map((rule) => happening('rule', rule)) : []),
      ...(refuses ? [happening('refusal', withoutRule ? 'without-rule' : 'with-rule')] : []),
    ],
    counterparties: refuses
      ? [counterparty('refused'), ...(withoutRule ? [counterparty('without-rule')] : [])]
      : [],
  };
}

const nothing: Counted = { happenings: [], counterparties: [] };

/** What is counted of the first allocation, start or stop of a product. */
export function happeningOf(first: First): Happening {
  const { municipality, provider, kind, recordedAt } = first;
  return {
    ...{ municipality, provider, day: dutchDate(recordedAt), subject: kind },
    key: productKeyOf(first),
  };
}

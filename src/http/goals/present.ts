import type { ShownGoal } from '../../ledger/goals/views.ts';
import { domainName, outcomeName } from '../../texts/goal-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import type { PublicAddress } from '../server/public-address.ts';

/** A goal as the API shows it, in one language. Who changed it is told to its own side only. */
export function presentGoal(goal: ShownGoal, language: Language, at: PublicAddress['at']) {
  const { id, allocationId, writer, own, domain, setOn, evaluateOn, outcome, outcomeOn } = goal;
  const { text, outcomeText, consent, revision, madeAt, changedAt, changedBy } = goal;
  return {
    ...{ id, allocationId, writer, own, domain, domainName: domainName(domain, language) },
    ...{ setOn, evaluateOn, outcome, outcomeName: outcomeName(outcome, language), outcomeOn },
    ...{ text, outcomeText, consent, madeAt },
    // They would tell the other side that a text or a consent changed.
    ...{ revision: own ? revision : null, changedAt: own ? changedAt : null },
    changedBy: own ? changedBy : null,
    links: {
      self: { href: at(`/v1/goals/${id}`) },
      allocation: { href: at(`/v1/allocations/${allocationId}`) },
    },
  };
}

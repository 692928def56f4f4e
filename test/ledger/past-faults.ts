import type { LedgerBericht } from '../../src/ledger/events.ts';
import type { Past } from '../../src/standard/rules/past.ts';
import { pastAllocations } from '../../src/standard/rules/past-allocations.ts';
import { pastAnswers } from '../../src/standard/rules/past-answers.ts';
import { pastChanges } from '../../src/standard/rules/past-changes.ts';
import { pastDeliveries } from '../../src/standard/rules/past-deliveries.ts';
import { pastRequests } from '../../src/standard/rules/past-requests.ts';

const pastRules = [
  ...pastAllocations,
  ...pastAnswers,
  ...pastChanges,
  ...pastDeliveries,
  ...pastRequests,
];

/** The faults of a message that the past shows, as `rule path`. */
export function pastFaults(bericht: LedgerBericht, past: Past): string[] {
  return pastRules
    .filter(({ messages }) => messages.includes(bericht.type))
    .flatMap(({ code, check }) => [...check(bericht, past)].map((path) => `${code} ${path}`));
}

import { callerFaults } from './callers.ts';
import { conversionFaults } from './conversions.ts';
import { conversionTurnFaults } from './conversions-at-once.ts';
import { declarationFaults } from './declarations.ts';
import { draftFaults } from './drafts.ts';
import type { Fault } from './fault.ts';
import { keepingFaults } from './keeping.ts';
import { messageFaults } from './messages.ts';
import { pageFaults } from './pages.ts';
import { peopleFaults } from './people.ts';
import { recordFaults } from './records.ts';
import { retourFaults } from './retouren.ts';
import { termFaults } from './terms.ts';

/** What the gateway depends on, broken in one place each: none of them may go unnoticed. */
export const faults: readonly Fault[] = [
  ...messageFaults,
  ...recordFaults,
  ...keepingFaults,
  ...callerFaults,
  ...conversionTurnFaults,
  ...conversionFaults,
  ...termFaults,
  ...draftFaults,
  ...retourFaults,
  ...declarationFaults,
  ...peopleFaults,
  ...pageFaults,
];

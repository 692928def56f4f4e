import { Recurring } from '../store/recurring.ts';
import type { Forgetting } from './reports.ts';
import { type ForgettingParts, forgetToday } from './run.ts';

const lookMs = 600_000;

/**
 * Forgets each day what is over, for as long as the process runs. In any number of processes one does it, soon after
 * midnight in the Netherlands.
 *
 * @param onDone writes the counts to the log
 * @param onError gets the code of a failure; it is tried again after ten minutes
 */
export function dailyForgetting(
  parts: ForgettingParts,
  onDone: (report: Forgetting) => void,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      const report = await forgetToday(parts, { signal });
      if (report) onDone(report);
    },
    onError,
  );
}

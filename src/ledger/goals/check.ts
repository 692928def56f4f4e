import { Problem, type RequestFault } from '../../problem.ts';
import { findBsnInText } from '../../standard/bsn-in-text.ts';
import { isAfter, isBefore } from '../../standard/calendar.ts';
import { type GoalContent, hasText } from './goal.ts';

/**
 * Refuses what a goal cannot say. Who may consent depends on the age of the child, which the gateway does not know.
 *
 * @param setOn plain date on which the goal was set
 * @param today plain date, in the Netherlands
 * @throws {Problem} `invalid-request` for days that do not fit; `consent-needed`; `text-has-bsn`
 */
export function checkGoal(setOn: string, content: GoalContent, today: string): void {
  const faults = dayFaults(setOn, content, today);
  if (faults.length > 0) throw new Problem('invalid-request', { faults });
  const { text, outcomeText, consent } = content;
  for (const [element, words] of Object.entries({ text, outcomeText }))
    if (words !== null && findBsnInText(words))
      throw new Problem('text-has-bsn', { params: { element } });
  if (hasText(content) && consent === null) throw new Problem('consent-needed');
}

function dayFaults(
  setOn: string,
  { evaluateOn, outcome, outcomeOn, consent }: GoalContent,
  today: string,
): RequestFault[] {
  const faults: RequestFault[] = [];
  const add = (name: string, rule: string, limit: string) =>
    faults.push({ element: `body/${name}`, rule, params: { limit } });
  if (isAfter(setOn, today)) add('setOn', 'notAfter', today);
  if (evaluateOn !== null && isBefore(evaluateOn, setOn)) add('evaluateOn', 'notBefore', setOn);
  if (consent && isAfter(consent.on, today)) add('consent/on', 'notAfter', today);
  if (outcomeOn === null) {
    if (outcome !== 'open') faults.push({ element: 'body/outcomeOn', rule: 'required' });
    return faults;
  }
  if (outcome === 'open') add('outcomeOn', 'onlyWith', 'outcome');
  if (isBefore(outcomeOn, setOn)) add('outcomeOn', 'notBefore', setOn);
  if (isAfter(outcomeOn, today)) add('outcomeOn', 'notAfter', today);
  return faults;
}

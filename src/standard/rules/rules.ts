import type { Rule } from './engine/rule.ts';
import { answerConditions } from './level2/conditions-answer.ts';
import { contactConditions } from './level2/conditions-contact.ts';
import { declarationConditions } from './level2/conditions-declaration.ts';
import { productConditions } from './level2/conditions-product.ts';
import { requestConditions } from './level2/conditions-request.ts';
import { contactConstraints } from './level2/constraints-contact.ts';
import { declarationConstraints } from './level2/constraints-declaration.ts';
import { personConstraints } from './level2/constraints-person.ts';
import { productConstraints } from './level2/constraints-product.ts';
import { dateRules } from './level2/dates.ts';
import { declaration } from './level2/declaration.ts';
import { keys } from './level2/keys.ts';
import { requests } from './level2/requests.ts';
import { stacking } from './level2/stacking.ts';
import { pastAllocations } from './level3/past-allocations.ts';
import { pastAnswers } from './level3/past-answers.ts';
import { pastChanges } from './level3/past-changes.ts';
import { pastDeliveries } from './level3/past-deliveries.ts';
import { pastRequests } from './level3/past-requests.ts';
import { outside } from './level4/outside.ts';

/**
 * Version of the rules that the gateway applies, `x.y.z`: a retour that refuses a message on a rule
 * within it names this (XsltVersie). The last number goes up when a rule is fixed, the middle one when
 * there are rules that were not applied before, or many that read otherwise: 1.1 has those of level 3; in
 * 1.2 TR019, TR101, TR342, TR361, TR373, TR378, TR379, TR381, TR386 and TR410 read otherwise.
 */
export const ruleSetVersion = '1.2.0';

/** All rules that the gateway knows, in the order in which findings are given. */
export const rules: readonly Rule[] = [
  ...contactConditions,
  ...productConditions,
  ...requestConditions,
  ...answerConditions,
  ...declarationConditions,
  ...personConstraints,
  ...contactConstraints,
  ...productConstraints,
  ...declarationConstraints,
  ...dateRules,
  ...keys,
  ...stacking,
  ...requests,
  ...declaration,
  ...pastAnswers,
  ...pastRequests,
  ...pastAllocations,
  ...pastChanges,
  ...pastDeliveries,
  ...outside,
];

/**
 * Rules of the standard that the gateway does not apply to these messages yet, because the past has no declarations so
 * far. Nor does it apply the rules of level 3 that are about JW323 and JW325 alone.
 */
export const awaitingDeclarations: readonly Pick<
  Rule,
  'code' | 'level' | 'retourCode' | 'messages'
>[] = [
  { code: 'TR056', level: 3, retourCode: '9056', messages: ['JW325'] },
  { code: 'TR304', level: 3, retourCode: '8187', messages: ['JW323', 'JW325'] },
  { code: 'TR385', level: 3, retourCode: '9385', messages: ['JW301'] },
];

/** RetourCodes of rules of levels 3 and 4 about the JW323 alone, none of which the gateway applies yet. */
const ofDeclarations =
  '8021 8214 9307 9308 9319 9321 9322 8017 9333 9338 9339 9340 9341 9369 9384 9387 9388 9389 9390 0611 9346'.split(
    ' ',
  );

/** The RetourCodes of rules about a type of message that the gateway does not apply to it yet. */
export function retourCodesNotChecked(type: Rule['messages'][number]): ReadonlySet<string> {
  const waiting = awaitingDeclarations.filter(({ messages }) => messages.includes(type));
  return new Set([
    ...waiting.map(({ retourCode }) => retourCode),
    ...(type === 'JW323' ? ofDeclarations : []),
  ]);
}

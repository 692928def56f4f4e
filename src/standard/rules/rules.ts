import { answerConditions } from './conditions-answer.ts';
import { contactConditions } from './conditions-contact.ts';
import { declarationConditions } from './conditions-declaration.ts';
import { productConditions } from './conditions-product.ts';
import { requestConditions } from './conditions-request.ts';
import { contactConstraints } from './constraints-contact.ts';
import { declarationConstraints } from './constraints-declaration.ts';
import { personConstraints } from './constraints-person.ts';
import { productConstraints } from './constraints-product.ts';
import { dateRules } from './dates.ts';
import { declaration } from './declaration.ts';
import { keys } from './keys.ts';
import { outside } from './outside.ts';
import { pastAllocations } from './past-allocations.ts';
import { pastAnswers } from './past-answers.ts';
import { pastChanges } from './past-changes.ts';
import { pastDeliveries } from './past-deliveries.ts';
import { pastRequests } from './past-requests.ts';
import { requests } from './requests.ts';
import type { Rule } from './rule.ts';
import { stacking } from './stacking.ts';

/**
 * Version of the rules that the gateway applies, `x.y.z`: a retour that refuses a message on a rule
 * within it names this (XsltVersie). The last number goes up when a rule is mended, the middle one when
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
 * What the standard asks of these messages and nobody holds them against yet: what was said before
 * holds no declarations so far. The rules of level 3 that are about JW323 and JW325 alone wait too.
 */
export const awaitingDeclarations: readonly Pick<
  Rule,
  'code' | 'level' | 'retourCode' | 'messages'
>[] = [
  { code: 'TR056', level: 3, retourCode: '9056', messages: ['JW325'] },
  { code: 'TR304', level: 3, retourCode: '8187', messages: ['JW323', 'JW325'] },
  { code: 'TR385', level: 3, retourCode: '9385', messages: ['JW301'] },
];

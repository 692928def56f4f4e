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
import { requests } from './requests.ts';
import type { Rule } from './rule.ts';
import { stacking } from './stacking.ts';

/**
 * Version of the rules that the gateway applies, `x.y.z`: a retour that refuses a message on a rule
 * within it names this (XsltVersie). The last number goes up when a rule reads otherwise than before.
 */
export const ruleSetVersion = '1.0.0';

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
  ...outside,
];

import type { RuleCase } from './case.ts';
import { answerCases } from './cases/conditions-answer.ts';
import { contactCases } from './cases/conditions-contact.ts';
import { declarationCases } from './cases/conditions-declaration.ts';
import { omvangBudgetCases } from './cases/conditions-omvang-budget.ts';
import { productCases } from './cases/conditions-product.ts';
import { requestCases } from './cases/conditions-request.ts';
import { contactConstraintCases } from './cases/constraints-contact.ts';
import { declarationConstraintCases } from './cases/constraints-declaration.ts';
import { personConstraintCases } from './cases/constraints-person.ts';
import { productConstraintCases } from './cases/constraints-product.ts';
import { dateCases } from './cases/dates.ts';
import { longAgoCases } from './cases/dates-long-ago.ts';
import { declaratieCases } from './cases/declaration.ts';
import { keyCases } from './cases/keys.ts';
import { outsideCases } from './cases/outside.ts';
import { verzoekCases } from './cases/requests.ts';
import { stackingCases } from './cases/stacking.ts';

/** All pairs, by the file of the rules. */
export const cases: readonly RuleCase[] = [
  ...contactCases,
  ...productCases,
  ...omvangBudgetCases,
  ...requestCases,
  ...answerCases,
  ...declarationCases,
  ...personConstraintCases,
  ...contactConstraintCases,
  ...productConstraintCases,
  ...declarationConstraintCases,
  ...dateCases,
  ...longAgoCases,
  ...keyCases,
  ...stackingCases,
  ...verzoekCases,
  ...declaratieCases,
  ...outsideCases,
];

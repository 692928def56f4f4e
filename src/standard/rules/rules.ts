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
import { answered } from './level3/answered.ts';
import { declaredDeclaration } from './level3/declared-declaration.ts';
import { declaredGranted } from './level3/declared-granted.ts';
import { declaredServices } from './level3/declared-services.ts';
import { declaredTariffs } from './level3/declared-tariffs.ts';
import { pastAllocations } from './level3/past-allocations.ts';
import { pastAnswers } from './level3/past-answers.ts';
import { pastChanges } from './level3/past-changes.ts';
import { pastClients } from './level3/past-clients.ts';
import { pastDeliveries } from './level3/past-deliveries.ts';
import { pastRequests } from './level3/past-requests.ts';
import { outside } from './level4/outside.ts';

/**
 * Version of the rules that the gateway applies, `x.y.z`: a retour that refuses a message on a rule
 * within it names this (XsltVersie). The last number goes up when a rule is fixed, the middle one when
 * there are rules that were not applied before, or many that read otherwise: 1.1 has those of level 3; in
 * 1.2 TR019, TR101, TR342, TR361, TR373, TR378, TR379, TR381, TR386 and TR410 read otherwise;
 * 1.3 has those of declarations and their answers.
 */
export const ruleSetVersion = '1.3.0';

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
  ...pastClients,
  ...pastChanges,
  ...pastDeliveries,
  ...declaredDeclaration,
  ...declaredServices,
  ...declaredTariffs,
  ...declaredGranted,
  ...answered,
  ...outside,
];

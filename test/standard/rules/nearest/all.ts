import { agreedNearest } from './agreed.ts';
import { agreedDayNearest } from './agreed-days.ts';
import { amountNearest } from './amounts.ts';
import { answerNearest } from './answer.ts';
import { birthNearest } from './births.ts';
import { contactNearest } from './contact.ts';
import { dateNearest } from './dates.ts';
import { declaredDateNearest } from './dates-declared.ts';
import { pastDateNearest } from './dates-past.ts';
import { declarationNearest } from './declaration.ts';
import { declarationAnswerNearest } from './declaration-answer.ts';
import { deliveryNearest } from './delivery.ts';
import { pastGemeenteNearest } from './gemeente-past.ts';
import { keyNearest } from './keys.ts';
import { deliveredKeyNearest } from './keys-delivered.ts';
import { allocatedNearest } from './level3-allocated.ts';
import { answeredNearest } from './level3-answered.ts';
import { pastChangeNearest } from './level3-changes.ts';
import { declaredNearest } from './level3-declared.ts';
import { pastDeliveryNearest } from './level3-deliveries.ts';
import { grantedNearest } from './level3-granted.ts';
import { pastRequestNearest } from './level3-requests.ts';
import { tariffNearest } from './level3-tariffs.ts';
import { unknownNearest } from './level3-unknown.ts';
import type { Nearest } from './nearest.ts';
import { outsideNearest } from './outside.ts';
import { periodNearest } from './periods.ts';
import { personNearest } from './person.ts';
import { prestatieNearest } from './prestatie.ts';
import { requestNearest } from './request.ts';
import { residenceNearest } from './residence.ts';
import { requestedCodeNearest, stackingNearest } from './stacking.ts';

/** All of them, by what they are about. */
export const nearest: readonly Nearest[] = [
  ...personNearest,
  ...contactNearest,
  ...deliveryNearest,
  ...amountNearest,
  ...requestNearest,
  ...answerNearest,
  ...prestatieNearest,
  ...periodNearest,
  ...dateNearest,
  ...birthNearest,
  ...pastDateNearest,
  ...declaredDateNearest,
  ...keyNearest,
  ...deliveredKeyNearest,
  ...stackingNearest,
  ...requestedCodeNearest,
  ...declarationNearest,
  ...declarationAnswerNearest,
  ...outsideNearest,
  ...pastGemeenteNearest,
  ...residenceNearest,
  ...agreedNearest,
  ...pastDeliveryNearest,
  ...pastRequestNearest,
  ...pastChangeNearest,
  ...allocatedNearest,
  ...agreedDayNearest,
  ...declaredNearest,
  ...tariffNearest,
  ...grantedNearest,
  ...answeredNearest,
  ...unknownNearest,
];

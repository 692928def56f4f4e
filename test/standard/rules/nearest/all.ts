import { amountNearest } from './amounts.ts';
import { answerNearest } from './answer.ts';
import { contactNearest } from './contact.ts';
import { dateNearest } from './dates.ts';
import { pastDateNearest } from './dates-past.ts';
import { declarationNearest } from './declaration.ts';
import { declarationAnswerNearest } from './declaration-answer.ts';
import { deliveryNearest } from './delivery.ts';
import { keyNearest } from './keys.ts';
import type { Nearest } from './nearest.ts';
import { outsideNearest } from './outside.ts';
import { personNearest } from './person.ts';
import { prestatieNearest } from './prestatie.ts';
import { requestNearest } from './request.ts';
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
  ...dateNearest,
  ...pastDateNearest,
  ...keyNearest,
  ...stackingNearest,
  ...requestedCodeNearest,
  ...declarationNearest,
  ...declarationAnswerNearest,
  ...outsideNearest,
];

import { type AnsweredByRetour, answeredByRetour } from '../../standard/answers/retour.ts';
import { type BerichtType, berichtOfType } from '../../standard/catalogue.ts';

/** Whether a message is answered by a retour. */
export function isAnsweredByRetour(type: BerichtType | null): type is AnsweredByRetour {
  return answeredByRetour.some((one) => one === type);
}

/** The type of the retour on a message. */
export function retourOf(type: AnsweredByRetour): BerichtType {
  return berichtOfType(type).answeredBy as BerichtType;
}

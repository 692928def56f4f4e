import { type Decision, decisionsOf } from '../../standard/answers/decisions.ts';
import { refusingCodes } from '../../standard/answers/refused.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { readSigned } from '../../standard/money.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { type PrestatieOfChild, prestaties } from '../model/from-message.ts';
import type { PrestatieEvent } from '../model/prestaties.ts';
import type { ToldPrestatie } from '../projection/note-prestaties.ts';

/**
 * The events of a JW323 that goes to its gemeente: each Prestatie is declared.
 *
 * @param declaration id of the message
 */
export function declaredEvents(bericht: BerichtOf<'JW323'>, declaration: string): ToldPrestatie[] {
  return prestaties(bericht).map((one, index) => told(one, index, declaration, 'declared'));
}

/**
 * The events of a JW325: each Prestatie of the JW323 that it answers is granted, credited or refused. They do not hang on
 * whether the ledger knows that it was declared.
 *
 * @param declaration id of the JW323
 */
export function decidedEvents(
  bericht: BerichtOf<'JW323'>,
  answer: BerichtOf<'JW325'>,
  declaration: string,
): ToldPrestatie[] {
  // By place: two Prestaties of one message may have one reference.
  const decisions = new Map(decisionsOf(bericht, answer).map((one) => [one.path, one]));
  const { header, declaratieAntwoord } = answer;
  const whole =
    !declaratieAntwoord ||
    refusingCodes(header).length > 0 ||
    refusingCodes(declaratieAntwoord).length > 0;
  return prestaties(bericht).map((one, index) => {
    const { granted, retourCodes } = decisions.get(one.path) as Decision;
    if (granted) {
      const kind = one.value.debetCredit === 'C' ? 'credited' : 'granted';
      return told(one, index, declaration, kind);
    }
    const { bsn, event } = told(one, index, declaration, 'refusedPerformance');
    return { bsn, event: { ...event, ...(whole && { whole }), retourCodes } };
  });
}

function told(
  { bsn, path, value }: PrestatieOfChild,
  index: number,
  declaration: string,
  kind: PrestatieEvent['kind'],
): ToldPrestatie {
  const event = {
    kind,
    path,
    effective: value.begin,
    cents: readSigned(value.bedrag, value.debetCredit),
    toewijzingNummer: normalNumber(value.toewijzingNummer),
    declaration,
    ...(index === 0 && { first: true as const }),
    content: value,
  };
  return { bsn, event };
}

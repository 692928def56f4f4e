import {
  type AnsweredByRetour,
  approve,
  type Fault,
  type Heenbericht,
  refuse,
  refuseWithin,
} from '../../standard/answers/retour.ts';
import { berichtOfType } from '../../standard/catalogue.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { buildBericht } from '../../standard/messages/build.ts';
import { ruleSetVersion } from '../../standard/rules/rules.ts';
import { versionsOf } from '../../standard/templates.ts';
import type { KeyRing } from '../../store/keys/keys.ts';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A message that a person answers, by the id that it has in the gateway. */
export interface ToAnswer<Message> {
  readonly id: string;
  readonly bericht: Message;
}

/** Of a message what its approval needs: all six types have one Header. */
export interface HeadOf {
  readonly type: AnsweredByRetour;
  readonly header: BerichtOf<'JW315'>['header'];
}

/**
 * The retour with which a party approves a message: the same bytes for the same message on the same day, so that one that
 * goes twice goes once.
 *
 * @param dagtekening of the retour
 */
export function approvingBytes(
  keys: Pick<KeyRing, 'lineHash'>,
  { id, bericht: { type, header } }: ToAnswer<HeadOf>,
  dagtekening: string,
): Buffer {
  const heenbericht = { type, header } as Heenbericht;
  return buildBericht(
    approve(heenbericht, factsOf(keys, { id, bericht: heenbericht }, dagtekening)),
  );
}

/**
 * The retour with which a party refuses a message, as {@link approvingBytes}.
 *
 * @param faults of levels 3 and 4; `within`: it breaks a rule of level 2
 */
export function refusingBytes(
  keys: Pick<KeyRing, 'lineHash'>,
  message: ToAnswer<Heenbericht>,
  faults: readonly Fault[] | 'within',
  dagtekening: string,
): Buffer {
  const facts = factsOf(keys, message, dagtekening);
  return buildBericht(
    faults === 'within'
      ? refuseWithin(message.bericht, facts)
      : refuse(message.bericht, faults, facts),
  );
}

/** What the retour says of itself. Its number is made of the message that it answers. */
function factsOf(
  keys: Pick<KeyRing, 'lineHash'>,
  { id, bericht: { type, header } }: ToAnswer<Heenbericht>,
  dagtekening: string,
) {
  const { afzender, ontvanger, berichtIdentificatie } = header;
  const { identificatie } = berichtIdentificatie;
  // Keyed, so that nobody can tell from it what it answers; by the id too, since two messages may have one Identificatie.
  const hash = keys.lineHash(
    ['retour', id, afzender, ontvanger, identificatie, berichtIdentificatie.dagtekening].join('\n'),
  );
  const own = [...hash.subarray(0, 11)].map((byte) => signs[byte % signs.length]).join('');
  const { xsdVersie } = versionsOf(berichtOfType(type).answeredBy as 'JW316');
  return { identificatie: `D${own}`, dagtekening, xsdVersie, ruleSetVersion };
}

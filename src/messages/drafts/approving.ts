import { approve } from '../../standard/answers/retour.ts';
import { berichtOfType } from '../../standard/catalogue.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { buildBericht } from '../../standard/messages/build.ts';
import { ruleSetVersion } from '../../standard/rules/rules.ts';
import { versionsOf } from '../../standard/templates.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { OfRequest } from './content.ts';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * The retour with which a gemeente approves a request: the same bytes for the same request on the same day, so that one
 * that goes twice goes once.
 *
 * @param dagtekening of the retour
 */
export function retourBytes(
  keys: Pick<KeyRing, 'lineHash'>,
  { type, header }: OfRequest,
  dagtekening: string,
): Buffer {
  const { afzender, ontvanger, berichtIdentificatie } = header;
  const { identificatie } = berichtIdentificatie;
  // Keyed, so that nobody can tell from it what it answers.
  const hash = keys.lineHash(
    ['retour', afzender, ontvanger, identificatie, berichtIdentificatie.dagtekening].join('\n'),
  );
  const identificatieRetour = [...hash.subarray(0, 11)]
    .map((byte) => signs[byte % signs.length])
    .join('');
  const answeredBy = berichtOfType(type).answeredBy as 'JW316' | 'JW318';
  const { xsdVersie } = versionsOf(answeredBy);
  return buildBericht(
    approve({ type, header } as BerichtOf<'JW315'>, {
      ...{ identificatie: `D${identificatieRetour}`, dagtekening, xsdVersie, ruleSetVersion },
    }),
  );
}

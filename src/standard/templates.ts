import { readFileSync } from 'node:fs';
import { type Bericht, type BerichtType, berichten, type PartyKind } from './catalogue.ts';
import type { AnyBericht, Header } from './messages/berichten.ts';
import { buildBericht } from './messages/build.ts';
import { parseBericht } from './messages/parse.ts';

/** The parties in a template; those that are left out are invented. */
export interface TemplateParties {
  /** Code of the party that posts it. */
  readonly poster?: string;
  /** Code of the party that receives it. */
  readonly recipient?: string;
}

const invented: ReadonlyMap<BerichtType, AnyBericht> = new Map(
  berichten.map(({ type }) => {
    const file = new URL(`./templates/${type}.xml`, import.meta.url);
    return [type, parseBericht(type, readFileSync(file)) as AnyBericht];
  }),
);

/** The codes and versions in the Header of a message that is written here, as its template has them. */
export function versionsOf(
  type: BerichtType,
): Pick<Header, 'berichtCode' | 'berichtVersie' | 'berichtSubversie' | 'xsdVersie'> {
  const { header } = invented.get(type) as AnyBericht;
  const { berichtCode, berichtVersie, berichtSubversie, xsdVersie } = header;
  return { berichtCode, berichtVersie, berichtSubversie, xsdVersie };
}

/** Which kind of party posts a message: a retour is posted by the receiver of its heenbericht. */
export function posterOf({ afzender, ontvanger, retourOf }: Bericht): PartyKind {
  return retourOf ? ontvanger : afzender;
}

/** Which kind of party a message goes to. */
export function recipientOf({ afzender, ontvanger, retourOf }: Bericht): PartyKind {
  return retourOf ? afzender : ontvanger;
}

/**
 * An example of a message, with an invented child, to begin from. It satisfies its XSD and the rules within
 * a message. The retour of a type answers the template of its heenbericht, as the JW325 does that of the
 * JW323.
 *
 * @param parties codes of the kinds of {@link posterOf} and {@link recipientOf}; a retour has the Header of
 *   its heenbericht, so its poster is the Ontvanger there
 * @returns XML in UTF-8, with the lines of the standard
 */
export function templateOf(bericht: Bericht, { poster, recipient }: TemplateParties): Buffer {
  const { type, retourOf } = bericht;
  const template = invented.get(type) as AnyBericht;
  const [afzender, ontvanger] = retourOf ? [recipient, poster] : [poster, recipient];
  const header = {
    ...template.header,
    ...(afzender !== undefined && { afzender }),
    ...(ontvanger !== undefined && { ontvanger }),
  };
  return buildBericht({ ...template, header } as AnyBericht);
}

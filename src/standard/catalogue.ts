/** The two kinds of party that the standard knows. */
export type PartyKind = 'gemeente' | 'aanbieder';

/** The 14 messages of iJw 3.2, by the names that people use for them. */
export type BerichtType =
  | 'JW301'
  | 'JW302'
  | 'JW305'
  | 'JW306'
  | 'JW307'
  | 'JW308'
  | 'JW315'
  | 'JW316'
  | 'JW317'
  | 'JW318'
  | 'JW319'
  | 'JW320'
  | 'JW323'
  | 'JW325';

/**
 * What the gateway knows of a message type without looking into a message.
 *
 * `afzender` and `ontvanger` are the kinds of party in the Header. A retour copies the Header of
 * its heenbericht, so its `afzender` is the kind that sent the *heenbericht*; the retour itself is
 * posted by the `ontvanger` and travels to the `afzender`.
 */
export interface Bericht {
  readonly type: BerichtType;
  /** Header/BerichtCode. */
  readonly berichtCode: string;
  /** The Dutch name of the message. */
  readonly naam: string;
  readonly afzender: PartyKind;
  readonly ontvanger: PartyKind;
  /** The retour that answers this heenbericht, or the JW325 that answers a JW323. */
  readonly answeredBy?: BerichtType;
  /** The heenbericht that this retour answers. */
  readonly retourOf?: BerichtType;
  /** Target namespace of its XSD, and so the namespace of the root element. */
  readonly namespace: string;
}

function bericht(
  type: BerichtType,
  berichtCode: string,
  naam: string,
  afzender: PartyKind,
  links: Pick<Bericht, 'answeredBy' | 'retourOf'> = {},
): Bericht {
  const ontvanger = afzender === 'gemeente' ? 'aanbieder' : 'gemeente';
  const namespace = `http://www.istandaarden.nl/ijw/3_2/${type.toLowerCase()}/schema`;
  return Object.freeze({ type, berichtCode, naam, afzender, ontvanger, namespace, ...links });
}

/** All messages of iJw 3.2, in the order of their numbers. */
export const berichten: readonly Bericht[] = Object.freeze([
  bericht('JW301', '436', 'Toewijzing', 'gemeente', { answeredBy: 'JW302' }),
  bericht('JW302', '437', 'Toewijzing retour', 'gemeente', { retourOf: 'JW301' }),
  bericht('JW305', '438', 'Start jeugdhulp', 'aanbieder', { answeredBy: 'JW306' }),
  bericht('JW306', '439', 'Start jeugdhulp retour', 'aanbieder', { retourOf: 'JW305' }),
  bericht('JW307', '440', 'Stop jeugdhulp', 'aanbieder', { answeredBy: 'JW308' }),
  bericht('JW308', '441', 'Stop jeugdhulp retour', 'aanbieder', { retourOf: 'JW307' }),
  bericht('JW315', '446', 'Verzoek om toewijzing', 'aanbieder', { answeredBy: 'JW316' }),
  bericht('JW316', '447', 'Verzoek om toewijzing retour', 'aanbieder', { retourOf: 'JW315' }),
  bericht('JW317', '486', 'Verzoek om wijziging', 'aanbieder', { answeredBy: 'JW318' }),
  bericht('JW318', '487', 'Verzoek om wijziging retour', 'aanbieder', { retourOf: 'JW317' }),
  bericht('JW319', '488', 'Antwoord', 'gemeente', { answeredBy: 'JW320' }),
  bericht('JW320', '489', 'Antwoord retour', 'gemeente', { retourOf: 'JW319' }),
  bericht('JW323', '490', 'Declaratie', 'aanbieder', { answeredBy: 'JW325' }),
  bericht('JW325', '491', 'Declaratie-antwoord', 'gemeente'),
]);

const byType = new Map(berichten.map((b) => [b.type, b]));
const byNamespace = new Map(berichten.map((b) => [b.namespace, b]));

/** The catalogue entry of a message type. */
export function berichtOfType(type: BerichtType): Bericht {
  return byType.get(type) as Bericht;
}

/** The message with this BerichtCode, or undefined when iJw 3.2 has none. */
export function berichtOfCode(code: string | undefined): Bericht | undefined {
  const wanted = code?.trim();
  return berichten.find(({ berichtCode }) => berichtCode === wanted);
}

/** The message whose XSD has this target namespace, or undefined when iJw 3.2 has none. */
export function berichtOfNamespace(namespace: string): Bericht | undefined {
  return byNamespace.get(namespace);
}

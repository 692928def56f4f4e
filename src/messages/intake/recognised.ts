import { Problem } from '../../problem.ts';
import { type Bericht, type BerichtType, berichtOfType } from '../../standard/catalogue.ts';
import { unknownAs } from '../../standard/validation.ts';
import type { HeaderFacts, Inspection, Subject } from '../../standard/xml/inspection.ts';

/** A document that is a message of the standard; it may have violations of its XSD. */
export type Recognised = Extract<Inspection, { readonly outcome: 'known' }>;

/** In whose name something is posted. */
export interface Posting {
  readonly bericht: Bericht;
  /** As in the Header; undefined when it is missing: the XSD reports that. */
  readonly sender: string | undefined;
  /** The party on the other side. */
  readonly other: string | undefined;
}

/** A Header that is complete by its XSD. */
export type WholeHeader = Required<
  Pick<HeaderFacts, 'afzender' | 'ontvanger' | 'identificatie' | 'dagtekening'>
> &
  HeaderFacts;

/** @throws {Problem} for a document that is no message of the standard */
export function recognised(inspection: Inspection): Recognised {
  if (inspection.outcome === 'not-xml')
    throw new Problem(inspection.reason, { params: { line: inspection.line ?? 0 } });
  if (inspection.outcome === 'unknown-message') {
    const { rule, type } = unknownAs(inspection);
    throw new Problem(rule, { params: type ? paramsOf(type) : {} });
  }
  return inspection;
}

/** The parameters of a sentence about a type. */
function paramsOf(type: BerichtType): Record<string, string> {
  const { berichtCode, namespace } = berichtOfType(type);
  return { type, berichtCode, namespace };
}

/** In whose name a message is posted, by its Header. */
export function postingOf({ type, header }: Recognised): Posting {
  const bericht = berichtOfType(type);
  // A retour copies the Header of its heenbericht, so its sender is that one's Ontvanger.
  const { afzender, ontvanger } = header;
  return bericht.retourOf
    ? { bericht, sender: ontvanger, other: afzender }
    : { bericht, sender: afzender, other: ontvanger };
}

/** @throws {Problem} `xsd` */
export function sound({ header, subject, violations, violationCount }: Recognised): {
  header: WholeHeader;
  subject: Subject;
} {
  if (!subject) throw new Problem('xsd', { violations, violationCount });
  const { afzender, ontvanger, identificatie, dagtekening } = header;
  if (
    afzender === undefined ||
    ontvanger === undefined ||
    identificatie === undefined ||
    dagtekening === undefined
  )
    throw new Error('The schema set does not ask for a whole Header.');
  return { header: { ...header, afzender, ontvanger, identificatie, dagtekening }, subject };
}

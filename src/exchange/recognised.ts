import { Problem } from '../problem.ts';
import { type Bericht, type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import type { HeaderFacts, Inspection, Subject } from '../standard/inspection.ts';
import { unknownAs } from '../standard/validation.ts';

/** A document that is a message of the standard, whatever its XSD says of it. */
export type Recognised = Extract<Inspection, { readonly outcome: 'known' }>;

/** In whose name something is posted. */
export interface Posting {
  readonly bericht: Bericht;
  /** As the Header says; a code that is missing is left to the XSD, which says so better. */
  readonly sender: string | undefined;
  /** To whom it goes. */
  readonly other: string | undefined;
}

/** A header of which the XSD says that nothing is missing. */
export type WholeHeader = Required<
  Pick<HeaderFacts, 'afzender' | 'ontvanger' | 'identificatie' | 'dagtekening'>
> &
  HeaderFacts;

/** @throws {Problem} for what is no message of the standard */
export function recognised(inspection: Inspection): Recognised {
  if (inspection.outcome === 'not-xml')
    throw new Problem(inspection.reason, { params: { line: inspection.line ?? 0 } });
  if (inspection.outcome === 'unknown-message') {
    const { rule, type } = unknownAs(inspection);
    throw new Problem(rule, { params: type ? paramsOf(type) : {} });
  }
  return inspection;
}

/** What a sentence about a type names. */
function paramsOf(type: BerichtType): Record<string, string> {
  const { berichtCode, namespace } = berichtOfType(type);
  return { type, berichtCode, namespace };
}

/** In whose name a message says that it is posted. */
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

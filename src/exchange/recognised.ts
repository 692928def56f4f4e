import { Problem, type ProblemCode } from '../problem.ts';
import { type Bericht, berichtOfType } from '../standard/catalogue.ts';
import type { HeaderFacts, Inspection, Subject } from '../standard/inspection.ts';

/** A document that is a message of the standard, whatever its XSD says of it. */
export type Recognised = Extract<Inspection, { readonly outcome: 'known' }>;

/** In whose name something is posted. */
export interface Posting {
  readonly bericht: Bericht;
  /** As the Header says; a code that is missing is left to the XSD, which says so better. */
  readonly sender: string | undefined;
}

/** A header of which the XSD says that nothing is missing. */
export type WholeHeader = Required<
  Pick<HeaderFacts, 'afzender' | 'ontvanger' | 'identificatie' | 'dagtekening'>
> &
  HeaderFacts;

const unknownMessageCodes = {
  namespace: 'unknown-message',
  'other-release': 'other-release',
  'bericht-code': 'wrong-bericht-code',
} as const satisfies Record<string, ProblemCode>;

/** @throws {Problem} for what is no message of the standard */
export function recognised(inspection: Inspection): Recognised {
  if (inspection.outcome === 'not-xml')
    throw new Problem(inspection.reason, { params: { line: inspection.line ?? 0 } });
  if (inspection.outcome === 'unknown-message') {
    const expected = inspection.type ? berichtOfType(inspection.type) : undefined;
    throw new Problem(unknownMessageCodes[inspection.reason], {
      params: expected ? { type: expected.type, berichtCode: expected.berichtCode } : {},
    });
  }
  return inspection;
}

/** In whose name a message says that it is posted. */
export function postingOf({ type, header }: Recognised): Posting {
  const bericht = berichtOfType(type);
  // A retour copies the Header of its heenbericht, so its sender is that one's Ontvanger.
  return { bericht, sender: bericht.retourOf ? header.ontvanger : header.afzender };
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

import type { Pool } from 'pg';
import type { Bericht } from '../../standard/catalogue.ts';
import type { Subject } from '../../standard/xml/inspection.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { listStatement } from '../../store/rows.ts';

/** The line of a message, and the requests that it makes. */
export interface LinePosition {
  /** 32 bytes. */
  readonly line: Buffer;
  /** Keyed hashes of the references of the requests that it makes (JW315, JW317). */
  readonly requests: readonly Buffer[];
}

/**
 * The line of a message (design decision 3): that of the child, the gemeente and the aanbieder. A JW319 names
 * no child and takes the line of the request that it answers; a retour takes that of its heenbericht;
 * declarations and their answers, which are about many children, have one line for each pair of parties.
 *
 * @param lineOf finds the line of the newest request with a reference; see {@link linesOfRequests}
 * @param message `heenberichtLine` is the line of the message that this retour answers
 */
export async function positionInLine(
  lineOf: (reference: Buffer) => Promise<Buffer | undefined>,
  keys: KeyRing,
  message: {
    readonly bericht: Bericht;
    readonly afzender: string;
    readonly ontvanger: string;
    readonly subject: Subject;
    readonly heenberichtLine?: Buffer;
  },
): Promise<LinePosition> {
  const { bericht, subject, heenberichtLine } = message;
  if (heenberichtLine) return { line: heenberichtLine, requests: [] };
  const [gemeente, aanbieder] =
    bericht.afzender === 'gemeente'
      ? [message.afzender, message.ontvanger]
      : [message.ontvanger, message.afzender];
  const parties = { gemeente, aanbieder };
  const references = subject.referenties.map((one) => requestHash(keys, parties, one));
  if (subject.bsn !== undefined)
    return { line: lineOfChild(keys, parties, subject.bsn), requests: references };
  const [answered] = references;
  // The request is not known here: answers to the same request still get the same line.
  if (answered) return { line: (await lineOf(answered)) ?? answered, requests: [] };
  return { line: lineHash(keys, 'pair', parties, ''), requests: [] };
}

interface Parties {
  readonly gemeente: string;
  readonly aanbieder: string;
}

/** The line of the messages about a child, 32 bytes. */
export function lineOfChild(keys: KeyRing, parties: Parties, bsn: string): Buffer {
  return lineHash(keys, 'child', parties, bsn);
}

/** The keyed hash of the reference of a request (JW315, JW317) between these parties, 32 bytes. */
export function requestHash(keys: KeyRing, parties: Parties, referentie: string): Buffer {
  return lineHash(keys, 'request', parties, referentie);
}

function lineHash(
  keys: KeyRing,
  what: 'child' | 'request' | 'pair',
  { gemeente, aanbieder }: Parties,
  value: string,
): Buffer {
  return keys.lineHash([what, gemeente, aanbieder, value].join('\n'));
}

/** The lines of the newest requests with these references, in the same order. */
export async function linesOfRequests(
  pool: Pool,
  references: readonly Buffer[],
): Promise<(Buffer | undefined)[]> {
  const { rows } = await pool.query<{ nr: number; line: Buffer }>(
    statement(references.map((reference, nr) => ({ nr, reference }))),
  );
  const found = new Map(rows.map(({ nr, line }) => [nr, line]));
  return references.map((_, nr) => found.get(nr));
}

const statement = listStatement<{ readonly nr: number; readonly reference: Buffer }>(
  'lines-of-requests',
  'wanted',
  { nr: 'integer', reference: 'bytea' },
  (given) => `
    with ${given}
    select nr, found.line from wanted cross join lateral (
      select request_reference.line from request_reference
      join message on message.id = request_reference.message_id
      where reference_hash = wanted.reference order by message.acceptance desc limit 1
    ) found`,
);

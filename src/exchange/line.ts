import type { Pool } from 'pg';
import type { Bericht } from '../standard/catalogue.ts';
import type { Subject } from '../standard/inspection.ts';
import type { KeyRing } from '../store/keys.ts';

/** Where a message stands in line, and the requests that it makes. */
export interface Place {
  /** 32 bytes. */
  readonly line: Buffer;
  /** Keyed hashes of the references of the requests that it makes (JW315, JW317). */
  readonly requests: readonly Buffer[];
}

/**
 * In which line a message stands (design decision 3): that of the child, the gemeente and the
 * aanbieder. A JW319 names no child and takes the line of the request that it answers; a retour
 * takes that of its heenbericht; declarations and their answers, which speak of many, have one line
 * for each pair of parties.
 *
 * @param heenberichtLine the line of the message that this retour answers
 */
export async function placeInLine(
  pool: Pool,
  keys: KeyRing,
  message: {
    readonly bericht: Bericht;
    readonly afzender: string;
    readonly ontvanger: string;
    readonly subject: Subject;
    readonly heenberichtLine?: Buffer;
  },
): Promise<Place> {
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
  // An answer to a request that is not known here: answers to the same one stay in order.
  if (answered) return { line: (await lineOfRequest(pool, answered)) ?? answered, requests: [] };
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

/** Recognises the reference of a request (JW315, JW317) between these parties, 32 bytes. */
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

/** The line of the newest request with this reference. */
async function lineOfRequest(pool: Pool, reference: Buffer): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ line: Buffer }>({
    name: 'line-of-request',
    text: `select request_reference.line from request_reference
      join message on message.id = request_reference.message_id
      where reference_hash = $1 order by message.acceptance desc limit 1`,
    values: [reference],
  });
  return rows[0]?.line;
}

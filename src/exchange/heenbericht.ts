import type { Pool } from 'pg';
import type { BerichtType } from '../standard/catalogue.ts';

/** By what an answer names the message that it answers. */
export interface Identification {
  readonly type: BerichtType;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
}

/**
 * Finds the message that an answer is about: of those that carry this identification the oldest
 * without an answer. (TR056 will keep an Identificatie unique; until then several may carry it.)
 *
 * @returns its id and line; `answered` when all of them have their answer; undefined when there is none
 */
export async function findUnanswered(
  pool: Pool,
  wanted: Identification,
): Promise<{ id: string; line: Buffer } | 'answered' | undefined> {
  const { rows } = await pool.query<{ id: string; line: Buffer; answered: boolean }>({
    name: 'find-unanswered',
    text: `
      select id, line, exists (select from message answer where answer.heenbericht_id = message.id)
        as answered
      from message
      where afzender = $1 and ontvanger = $2 and identificatie = $3 and dagtekening = $4
        and type = $5 and status <> 'refused'
      order by answered, acceptance
      limit 1`,
    values: [
      wanted.afzender,
      wanted.ontvanger,
      wanted.identificatie,
      wanted.dagtekening,
      wanted.type,
    ],
  });
  const found = rows[0];
  if (!found) return undefined;
  return found.answered ? 'answered' : { id: found.id, line: found.line };
}

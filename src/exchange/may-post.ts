import type { Pool } from 'pg';
import { noMandate, standingOf } from '../parties/acting.ts';
import { gemeenteOrAanbieder, kindOf } from '../parties/codes.ts';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { Posting } from './recognised.ts';

/**
 * Whether somebody may post a message in the name of its sender: in its own name or that of a party
 * that it succeeded, or by a mandate that holds now. Of one's own name nothing is asked of Postgres.
 *
 * @returns whose mandate it takes: the code of the caller's party; null in one's own name
 * @throws {Problem} `no-mandate` for a software house, and for who has had a mandate of that party;
 *   `not-your-message` for others, to whom it is more likely a mistake
 */
export async function mayPost(
  pool: Pool,
  { party = '', actsFor }: Principal,
  { bericht, sender }: Posting,
): Promise<string | null> {
  if (sender === undefined || actsFor.includes(sender)) return null;
  const { type } = bericht;
  // Unless it has the form of a code it may be anything, and goes into no answer.
  if (gemeenteOrAanbieder.test(sender)) {
    const standing = await standingOf(pool, { mandatary: party, party: sender, type });
    if (standing === 'holds') return party;
    if (standing === 'not-now' || kindOf(party) === 'software-house') throw noMandate(sender, type);
  }
  const element = bericht.retourOf ? 'Header/Ontvanger' : 'Header/Afzender';
  throw new Problem('not-your-message', { params: { element, party } });
}

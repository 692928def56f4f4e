import type { Pool } from 'pg';
import { type BelievedMandate, noMandate, standingOf } from '../parties/acting.ts';
import { gemeenteOrAanbieder, kindOf } from '../parties/codes.ts';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { PartyKind } from '../standard/catalogue.ts';
import type { RowMacs } from '../store/row-mac.ts';
import type { Posting } from './recognised.ts';

/**
 * Whether somebody may post a message in the name of its sender: in its own name or that of a party
 * that it succeeded, or by a mandate that holds now. Of one's own name nothing is asked of Postgres.
 *
 * @returns the mandates by which it may; null in one's own name
 * @throws {Problem} `header-turned-round` or `heenbericht-turned-round` where Afzender and Ontvanger were
 *   swapped; `no-mandate` for a software house, and for who has had a mandate of that party;
 *   `not-your-message` for others, to whom it is more likely a mistake
 */
export async function mayPost(
  pool: Pool,
  rows: RowMacs,
  { party = '', actsFor }: Principal,
  { bericht, sender, other }: Posting,
): Promise<readonly BelievedMandate[] | null> {
  if (sender === undefined || actsFor.includes(sender)) return null;
  const { type, retourOf } = bericht;
  const standingFor = (code: string) =>
    standingOf(pool, rows, { mandatary: party, party: code, type });
  // Unless it has the form of a code it may be anything, and goes into no answer.
  const isCode = gemeenteOrAanbieder.test(sender);
  const standing = isCode ? await standingFor(sender) : 'never';
  if (typeof standing === 'object') return standing;
  // On the other side of a message stands a party of the other kind than who posts it.
  if (isCodeOf(other, retourOf ? bericht.ontvanger : bericht.afzender))
    if (actsFor.includes(other) || typeof (await standingFor(other)) === 'object') {
      if (retourOf) throw new Problem('header-turned-round', { params: { type: retourOf } });
      const { afzender, ontvanger } = bericht;
      throw new Problem('heenbericht-turned-round', { params: { type, afzender, ontvanger } });
    }
  if (isCode && (standing === 'not-now' || kindOf(party) === 'software-house'))
    throw noMandate(sender, type);
  const element = retourOf ? 'Header/Ontvanger' : 'Header/Afzender';
  throw new Problem('not-your-message', { params: { element, party } });
}

function isCodeOf(code: string | undefined, kind: PartyKind): code is string {
  return code !== undefined && gemeenteOrAanbieder.test(code) && kindOf(code) === kind;
}

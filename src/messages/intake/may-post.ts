import { gemeenteOrAanbieder, kindOf } from '../../parties/directory/codes.ts';
import { type BelievedMandate, noMandate } from '../../parties/mandates/acting.ts';
import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { PartyKind } from '../../standard/catalogue.ts';
import type { DoorQuestions } from './door-questions.ts';
import type { Posting } from './recognised.ts';

/**
 * Whether a caller may post a message in the name of its sender: in its own name, in that of a party that it
 * succeeded, or by a mandate that holds now. Its own name needs no query.
 *
 * @returns the mandates by which it may; null in one's own name
 * @throws {Problem} `header-turned-round` or `heenbericht-turned-round` where Afzender and Ontvanger were
 *   swapped; `no-mandate` for a software house, and for a caller that has had a mandate of that party;
 *   `not-your-message` for others, where it is more likely a mistake
 */
export async function mayPost(
  questions: DoorQuestions,
  { party = '', actsFor }: Principal,
  { bericht, sender, other }: Posting,
): Promise<readonly BelievedMandate[] | null> {
  if (sender === undefined || actsFor.includes(sender)) return null;
  const { type, retourOf } = bericht;
  const mandatesOf = (code: string) =>
    questions.mandates(party, { mandatary: party, party: code, type });
  // Text that has not the form of a code may be anything and must not be repeated in an answer.
  const isCode = gemeenteOrAanbieder.test(sender);
  const mandates = isCode ? await mandatesOf(sender) : 'never';
  if (typeof mandates === 'object') return mandates;
  // Were Afzender and Ontvanger swapped? The two sides of a message are parties of different kinds.
  if (isCodeOf(other, retourOf ? bericht.ontvanger : bericht.afzender))
    if (actsFor.includes(other) || typeof (await mandatesOf(other)) === 'object') {
      if (retourOf) throw new Problem('header-turned-round', { params: { type: retourOf } });
      const { afzender, ontvanger } = bericht;
      throw new Problem('heenbericht-turned-round', { params: { type, afzender, ontvanger } });
    }
  if (isCode && (mandates === 'not-now' || kindOf(party) === undefined))
    throw noMandate(sender, type);
  const element = retourOf ? 'Header/Ontvanger' : 'Header/Afzender';
  throw new Problem('not-your-message', { params: { element, party } });
}

function isCodeOf(code: string | undefined, kind: PartyKind): code is string {
  return code !== undefined && gemeenteOrAanbieder.test(code) && kindOf(code) === kind;
}

import type { BerichtOf, Prestatie } from '../messages/berichten.ts';
import { prestatiesByBsn, referenceKey } from '../rules/engine/services.ts';
import { refusingCodes } from './refused.ts';

/** What a JW325 decides of one Prestatie. */
export interface Decision {
  readonly bsn: string;
  readonly prestatie: Prestatie;
  /** Path below Bericht of the JW323. */
  readonly path: string;
  readonly granted: boolean;
  /**
   * RetourCodes that refuse it: its own; or those of its Client, of the DeclaratieAntwoord or of the Header, where that is
   * refused as a whole. None when it is granted.
   */
  readonly retourCodes: readonly string[];
}

/**
 * What a JW325 decides of every Prestatie of the declaration that it answers, in the order of the declaration. What is not
 * returned is granted; of a refused client, declaration or Header nothing is. A JW325 that is a Header alone grants
 * nothing, whatever its RetourCodes: it names no amount that is granted.
 *
 * @param answer one that breaks no rule against this declaration (TR342, TR366, TR367): what it returns without a fault,
 *   or of another declaration, is passed by
 */
export function decisionsOf(
  declaration: BerichtOf<'JW323'>,
  answer: BerichtOf<'JW325'>,
): Decision[] {
  const declared = prestatiesByBsn(declaration);
  const { header, declaratieAntwoord } = answer;
  const whole = [...refusingCodes(header), ...refusingCodes(declaratieAntwoord)];
  if (whole.length > 0 || !declaratieAntwoord)
    return declared.map(({ bsn, prestatie: { value, path } }) => ({
      ...{ bsn, prestatie: value, path, granted: false, retourCodes: whole },
    }));
  const { clients, prestaties } = returned(declaratieAntwoord);
  return declared.map(({ bsn, prestatie: { value, path } }) => {
    const retourCodes = clients.get(bsn) ?? prestaties.get(referenceKey(bsn, value)) ?? [];
    return { bsn, prestatie: value, path, granted: retourCodes.length === 0, retourCodes };
  });
}

/** The codes that refuse a client, by its Bsn, and a Prestatie, by its references. */
function returned({ clienten }: NonNullable<BerichtOf<'JW325'>['declaratieAntwoord']>) {
  const clients = new Map<string, readonly string[]>();
  const prestaties = new Map<string, readonly string[]>();
  for (const client of clienten?.client ?? []) {
    const own = refusingCodes(client);
    if (own.length > 0) clients.set(client.bsn, own);
    for (const prestatie of client.prestaties.prestatie)
      prestaties.set(referenceKey(client.bsn, prestatie), refusingCodes(prestatie));
  }
  return { clients, prestaties };
}

import type { AnyBericht } from '../../standard/messages/berichten.ts';
import { readingWords as say } from '../../texts/console/reading-words.ts';
import { birthText, nameText, type Wording } from './composites.ts';

/** Whom a message is about, in a line: `Noor van Voorbeeld, geboren 1 mei 2012`; the Bsn where it has no name. Personal. */
export function childText(bericht: AnyBericht, wording: Wording): string | undefined {
  const client: object | undefined = 'client' in bericht ? bericht.client : undefined;
  if (!client) return undefined;
  const { language } = wording;
  const { naam, geboortedatum, bsn }: Partial<Record<'naam' | 'geboortedatum' | 'bsn', unknown>> =
    client;
  const name = isClass(naam) ? nameText({ ...naam }) : '';
  const birth = isClass(geboortedatum) ? birthText({ ...geboortedatum }, wording) : '';
  if (name === '') return typeof bsn === 'string' ? `Bsn ${bsn}` : undefined;
  return birth === '' ? name : `${name}, ${say.born[language]} ${birth}`;
}

function isClass(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

import type { Pool } from 'pg';
import { type AskedProduct, spicsOfProducts } from '../../ledger/views/product-spics.ts';
import type { AnyBericht } from '../../standard/messages/berichten.ts';
import type { Reference } from '../../standard/reference.ts';
import type { Language } from '../../texts/problem-text.ts';
import { spicWords } from '../../texts/report-texts.ts';
import type { Html } from '../frame/html.ts';
import { CodeWords } from './codes.ts';
import type { Reading } from './facts.ts';
import { readingHtml } from './reading-html.ts';
import type { Mark } from './xml-html.ts';

/** What reading messages needs of the gateway. */
export interface ReadingParts {
  readonly store: { readonly pool: Pool };
  readonly reference: Reference;
}

/**
 * A message as a person reads it, with the SPICs of its products in the words of the catalogue. Personal: the caller has
 * written down who reads it.
 *
 * @param marks what is found, by the paths of the elements; each is said at what it is about
 * @param level of the headings, from 3
 */
export async function readBericht(
  { store, reference }: ReadingParts,
  bericht: AnyBericht,
  language: Language,
  { marks = [], level = 3 }: { readonly marks?: readonly Mark[]; readonly level?: number } = {},
): Promise<Html> {
  const spics = await spicsOfProducts(store.pool, gemeenteOf(bericht), productsOf(bericht));
  const reading: Reading = {
    codes: new CodeWords(reference),
    language,
    spic: ({ categorie, code = '' }) => {
      const spic = spics({ categorie, code });
      return spic && spicWords(spic, language);
    },
  };
  return readingHtml(bericht, reading, { marks, level });
}

/** The code of the gemeente at one of the two sides. */
function gemeenteOf({ header: { afzender, ontvanger } }: AnyBericht): string {
  return ontvanger.length === 4 ? ontvanger : afzender;
}

/** The products in a message that have a code, each with the day on which it begins. */
export function productsOf(bericht: AnyBericht): AskedProduct[] {
  const found: AskedProduct[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const held: Readonly<Record<string, unknown>> = { ...value };
    const day = dayFields.map((name) => held[name]).find((one) => typeof one === 'string');
    const { categorie, code } = asProduct(held.product);
    if (typeof day === 'string' && categorie && code) found.push({ categorie, code, day });
    Object.values(held).forEach(walk);
  };
  walk(bericht);
  return found;
}

const dayFields = [
  ...['ingangsdatum', 'toewijzingIngangsdatum', 'gewensteIngangsdatum', 'begindatum'],
] as const;

function asProduct(value: unknown): { readonly categorie?: string; readonly code?: string } {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Which list has the codes of a field, and which of them; absent: all. */
export interface Listed {
  readonly list?: string;
  readonly codes?: readonly string[];
}

/** Which list has the codes of an element. */
const byElement: Readonly<Record<string, Listed>> = {
  geslacht: { list: 'geslacht' },
  eenheid: { list: 'eenheid' },
  frequentie: { list: 'frequentie' },
  categorie: { list: 'productcategorie' },
  redenAfwijzingVerzoek: { list: 'reden-van-afwijzing' },
  redenBeeindiging: { list: 'reden-van-beeindiging' },
  redenVerzoek: { list: 'reden-van-verzoek' },
  gezagsdragerBekend: { list: 'ja-of-nee' },
  // Of an address: one where the child can be reached.
  soort: { list: 'soort-adres', codes: ['01', '02', '03'] },
};

/** The lists of codes from which a person chooses. */
export const lists = {
  /** @param steps the path of the element */
  byElement: (steps: readonly string[]): Listed | undefined => {
    const element = steps.at(-1) ?? '';
    if (steps.at(-2) === 'verwijzer' && element === 'type') return { list: 'soort-verwijzer' };
    return Object.hasOwn(byElement, element) ? byElement[element] : undefined;
  },
  /** Who has authority over a child: a parent or a guardian. */
  relatie: { list: 'soort-relatie', codes: ['10', '11'] },
} as const;

/** By what a person may search. */
export const searchedBy = ['identificatie', 'toewijzingNummer', 'referentie', 'id'] as const;

/** Characters of an Identificatie or an allocation number that have to be known, at least. */
export const fewestCharacters = 4;
/** Characters of what is searched, at most. */
export const mostCharacters = 100;

/** What is searched: what somebody has at hand. It may be personal, so no log has it. */
export type Sought =
  /** The number of a message in the gateway. */
  | { readonly by: 'id'; readonly text: string }
  /** How it begins, of {@link fewestCharacters} or more; small letters count as capitals. */
  | { readonly by: 'identificatie' | 'toewijzingNummer'; readonly text: string }
  /** As the aanbieder wrote it. */
  | { readonly by: 'referentie'; readonly text: string; readonly aanbieder: string };

/** What somebody asks to search. */
export interface SearchWish {
  readonly by: (typeof searchedBy)[number];
  readonly text: string;
  /** AGB code. */
  readonly aanbieder?: string | undefined;
}

/** What is wrong with a {@link SearchWish}. */
export type SearchFault =
  /** There are less characters than {@link fewestCharacters}. */
  | 'too-short'
  /** It is empty, or has more than {@link mostCharacters}, or one that cannot be searched. */
  | 'unfit'
  | 'no-id'
  | 'no-aanbieder'
  | 'aanbieder-besides';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const agb = /^[0-9]{8}$/;

/** Reads what somebody asks to search. Spaces around it do not count. */
export function readSought({ by, text: typed, aanbieder }: SearchWish): Sought | SearchFault {
  const text = typed.trim();
  // Postgres cannot compare with a NUL, nor with half a character.
  if (text === '' || text.length > mostCharacters || /\0/.test(text) || !text.isWellFormed())
    return 'unfit';
  if (by === 'referentie')
    return aanbieder !== undefined && agb.test(aanbieder)
      ? { by, text, aanbieder }
      : 'no-aanbieder';
  if (aanbieder !== undefined) return 'aanbieder-besides';
  if (by === 'id') return uuid.test(text) ? { by, text: text.toLowerCase() } : 'no-id';
  return text.length < fewestCharacters ? 'too-short' : { by, text };
}

/** A {@link Sought} as it was kept; undefined for anything else. */
export function soughtOf(kept: Readonly<Record<string, string>> | undefined): Sought | undefined {
  const by = searchedBy.find((one) => one === kept?.by);
  if (!by || kept?.text === undefined) return undefined;
  const read = readSought({ by, text: kept.text, aanbieder: kept.aanbieder });
  return typeof read === 'object' ? read : undefined;
}

/** Whether a text is the number of a message in the gateway. */
export function isMessageId(text: string): boolean {
  return uuid.test(text.trim());
}

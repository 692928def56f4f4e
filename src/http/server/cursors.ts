import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { KeyRing } from '../../store/keys/keys.ts';

/** The position of the last item of a page. */
type PagePosition = string | number | readonly (string | number)[];

/** Characters of a cursor that are read; no valid one is as long. */
const longest = 512;

/**
 * Makes and reads the text that is sent as `next` and comes back as `cursor`: the position where the next page of a
 * list begins. It is encrypted, so that it reveals nothing of the items between two pages, and works only for the list
 * and the caller that it was made for. Its key is in the database, so it works in every process, and after
 * a restart.
 */
export class Cursors {
  readonly #keys: Pick<KeyRing, 'sealCursor' | 'openCursor'>;

  constructor(keys: Pick<KeyRing, 'sealCursor' | 'openCursor'>) {
    this.#keys = keys;
  }

  /**
   * @param list the name of the list, with the id of what it is a list of; use another name when the form of its
   *   positions changes
   * @param position null or undefined when the page was the last one
   * @returns the cursor; null after the last page
   */
  write(list: string, caller: Principal, position: PagePosition | null | undefined): string | null {
    if (position === null || position === undefined) return null;
    return this.#keys
      .sealCursor(JSON.stringify(position), whose(list, caller))
      .toString('base64url');
  }

  /**
   * @returns the position that was written for this list; undefined without a cursor
   * @throws {Problem} `cursor-invalid` when the gateway did not make it for this list and this caller
   */
  read<P extends PagePosition>(list: string, caller: Principal, cursor: string | undefined) {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor.slice(0, longest), 'base64url');
    // Decoding skips unknown characters and unused bits of the last one: only the canonical text is accepted.
    if (bytes.toString('base64url') !== cursor) throw new Problem('cursor-invalid');
    let position: string;
    try {
      position = this.#keys.openCursor(bytes, whose(list, caller));
    } catch {
      throw new Problem('cursor-invalid');
    }
    return JSON.parse(position) as P;
  }
}

/** What a cursor is bound to. JSON, so that no two lists and callers give the same text. */
function whose(list: string, { role, party }: Principal): string {
  return JSON.stringify([list, role, party ?? null]);
}

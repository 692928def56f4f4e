import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { KeyRing } from '../store/keys.ts';

/** Where a page ended. */
type Place = string | number | readonly (string | number)[];

/** Far longer than any that is made; more is not looked at. */
const longest = 512;

/**
 * Where the next page of a list begins, as a text that goes out as `next` and comes back as `cursor`. It
 * is encrypted: only the gateway can make or read one, so it gives away nothing of what stands between
 * two pages, and it works for the list and the caller that it was made for. Its key is in the database,
 * so it works in every process, and after a restart.
 */
export class Cursors {
  readonly #keys: Pick<KeyRing, 'sealCursor' | 'openCursor'>;

  constructor(keys: Pick<KeyRing, 'sealCursor' | 'openCursor'>) {
    this.#keys = keys;
  }

  /**
   * @param list names the list, with the id of what it is a list of; another name when what its places
   *   hold changes
   * @param place null or undefined when the page was the last one
   * @returns the cursor; null after the last page
   */
  write(list: string, caller: Principal, place: Place | null | undefined): string | null {
    if (place === null || place === undefined) return null;
    return this.#keys.sealCursor(JSON.stringify(place), whose(list, caller)).toString('base64url');
  }

  /**
   * @returns the place, as it was written for this list; undefined without a cursor
   * @throws {Problem} `cursor-invalid` when it was not made here, for this list and this caller
   */
  read<P extends Place>(list: string, caller: Principal, cursor: string | undefined) {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor.slice(0, longest), 'base64url');
    // base64url skips what it does not know, and in its last sign are bits that mean nothing.
    if (bytes.toString('base64url') !== cursor) throw new Problem('cursor-invalid');
    let place: string;
    try {
      place = this.#keys.openCursor(bytes, whose(list, caller));
    } catch {
      throw new Problem('cursor-invalid');
    }
    return JSON.parse(place) as P;
  }
}

/** As JSON no two lists and callers are written alike. */
function whose(list: string, { role, party }: Principal): string {
  return JSON.stringify([list, role, party ?? null]);
}

import { timingSafeEqual } from 'node:crypto';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { KeyRing } from '../store/keys.ts';

/** Where a page ended: never more than ids, moments and numbers, for it can be read. */
type Place = string | number | readonly (string | number)[];

const macBytes = 16;
/** Far longer than any that is made; more is not looked at. */
const longest = 512;

/**
 * Where the next page of a list begins, as a text that goes out as `next` and comes back as `cursor`.
 * It carries a MAC: only the gateway can make one, and it works for the list and the caller that it was
 * made for. Its key is in the database, so it works in every process, and after a restart.
 */
export class Cursors {
  readonly #keys: Pick<KeyRing, 'signCursor'>;

  constructor(keys: Pick<KeyRing, 'signCursor'>) {
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
    const text = JSON.stringify(place);
    return Buffer.concat([this.#mac(list, caller, text), Buffer.from(text)]).toString('base64url');
  }

  /**
   * @returns the place, as it was written for this list; undefined without a cursor
   * @throws {Problem} `cursor-invalid` when it was not made here, for this list and this caller
   */
  read<P extends Place>(list: string, caller: Principal, cursor: string | undefined) {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor.slice(0, longest), 'base64url');
    const mac = bytes.subarray(0, macBytes);
    const text = bytes.subarray(macBytes).toString();
    // The text is compared too: base64url skips what it does not know, and in its last sign are bits
    // that mean nothing.
    const genuine =
      bytes.toString('base64url') === cursor &&
      mac.length === macBytes &&
      timingSafeEqual(mac, this.#mac(list, caller, text));
    if (!genuine) throw new Problem('cursor-invalid');
    return JSON.parse(text) as P;
  }

  #mac(list: string, { role, party }: Principal, place: string): Buffer {
    // As JSON no two lists, callers and places are written alike.
    const signed = JSON.stringify([list, role, party ?? null, place]);
    return this.#keys.signCursor(signed).subarray(0, macBytes);
  }
}

import type { KeyObject } from 'node:crypto';
import { keyedHash, preparedKey, seal, unseal } from './encryption.ts';

/** What of a person is sealed; each opens as itself only. */
export type PersonalUse =
  | 'session'
  | 'sign-in'
  | 'kept-form'
  | 'kept-search'
  | 'kept-file'
  | 'search';

/** The keys for people who use the console: by which they are recognised, and what is sealed for them. */
export class PeopleKeys {
  readonly #personKey: KeyObject;
  readonly #tokenKey: KeyObject;
  readonly #sealKeys: Readonly<Record<PersonalUse, KeyObject>>;

  private constructor(
    personKey: Uint8Array,
    tokenKey: Uint8Array,
    cookieKey: Uint8Array,
    formKey: Uint8Array,
  ) {
    this.#personKey = preparedKey(personKey);
    this.#tokenKey = preparedKey(tokenKey);
    const cookie = preparedKey(cookieKey);
    const form = preparedKey(formKey);
    this.#sealKeys = {
      session: cookie,
      'sign-in': cookie,
      'kept-form': form,
      'kept-search': form,
      'kept-file': form,
      search: form,
    };
  }

  /** @param named gives the key with a name, which the first start makes */
  static async open(named: (name: string) => Promise<Buffer>): Promise<PeopleKeys> {
    return new PeopleKeys(
      await named('person-hash'),
      await named('form-token'),
      await named('session-cookie'),
      await named('kept-form'),
    );
  }

  /**
   * Recognises a person by the issuer and its subject, or an issuer by itself: HMAC-SHA-256 under a key of its own, 32
   * bytes.
   */
  personHash(...facts: readonly string[]): Buffer {
    return keyedHash(this.#personKey, JSON.stringify(['ijw-gateway person', 1, ...facts]));
  }

  /** The proof in a form that the gateway made it: HMAC-SHA-256 under a key of its own, 32 bytes. */
  formProof(...facts: readonly string[]): Buffer {
    return keyedHash(this.#tokenKey, JSON.stringify(['ijw-gateway form', 1, ...facts]));
  }

  /**
   * Encrypts for a cookie, a form, a row or an address.
   *
   * @param facts it opens with the same only
   * @returns base64url
   */
  seal(use: PersonalUse, plain: string, ...facts: readonly string[]): string {
    const sealed = seal(this.#sealKeys[use], Buffer.from(plain), contextOf(use, facts));
    return sealed.toString('base64url');
  }

  /** @returns undefined when it was not sealed here, for this use and these facts */
  unseal(use: PersonalUse, sealed: string, ...facts: readonly string[]): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    // Decoding skips unknown characters: only the text that was given is accepted.
    if (bytes.toString('base64url') !== sealed) return undefined;
    try {
      return unseal(this.#sealKeys[use], bytes, contextOf(use, facts)).toString();
    } catch {
      return undefined;
    }
  }
}

function contextOf(use: PersonalUse, facts: readonly string[]): string {
  return JSON.stringify(['ijw-gateway person', 1, use, ...facts]);
}

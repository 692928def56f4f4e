import type { Reference } from '../../standard/reference.ts';
import { refusalReasons } from '../../texts/console/refusal-words.ts';

/** What the codes of the standard mean, in Dutch, which is the language of the standard. */
export class CodeWords {
  readonly #lists: Reference['codeLists'];

  constructor({ codeLists }: Pick<Reference, 'codeLists'>) {
    this.#lists = codeLists;
  }

  /** @param list as in `reden-van-wijziging`. @returns undefined where the list has no such code, or no words for it */
  meaning(list: string, code: string): string | undefined {
    if (list === 'reden-van-afwijzing' && Object.hasOwn(refusalReasons, code))
      return refusalReasons[code];
    const found = this.#lists.get(list)?.codes.find((one) => one.code === code);
    return found?.description ?? undefined;
  }

  /** The codes of a list, in its order. */
  all(list: string): readonly string[] {
    return this.#lists.get(list)?.codes.map(({ code }) => code) ?? [];
  }

  /** The meaning with the code behind it, as a person may need both; the code alone where nothing is known of it. */
  named(list: string, code: string): string {
    const meaning = this.meaning(list, code);
    return meaning === undefined ? code : `${meaning} (${code})`;
  }
}

import type { Language } from '../problem-text.ts';

/** A word or sentence in both languages. */
export type Words = Readonly<Record<Language, string>>;

/** Writes a word or sentence in both languages. */
export const words = (nl: string, en: string): Words => ({ nl, en });

/** A sentence that counts: of one, and of another number, which stands where `{n}` is. */
export interface CountWords {
  readonly one: Words;
  readonly more: Words;
}

/** Writes a sentence that counts. */
export const counting = (one: Words, more: Words): CountWords => ({ one, more });

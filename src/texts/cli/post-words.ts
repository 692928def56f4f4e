import type { Language } from '../problem-text.ts';

/** The texts of `ijw post` for a file, and below all files. */
export interface PostWords {
  /** By the status of the message. */
  readonly statuses: Readonly<Record<string, string>>;
  /** By what its retour reports, if that is known. */
  readonly outcomes: { readonly approved: string; readonly refused: string; readonly none: string };
  /** Above findings that did not lead to a refusal. */
  readonly advice: string;
  /** It was taken in an earlier call. */
  readonly known: string;
  readonly refused: string;
  readonly summary: (counts: {
    readonly files: number;
    readonly taken: number;
    readonly wrong: number;
  }) => string;
}

export const postWords: Readonly<Record<Language, PostWords>> = {
  nl: {
    statuses: {
      received: 'aangenomen, nog niet beoordeeld',
      accepted: 'in de postbus van de ontvanger',
      delivered: 'opgehaald door de ontvanger',
      rejected: 'afgekeurd, met een retour',
      failed: 'niet verwerkt; de beheerder van de gateway zoekt uit waarom',
      dismissed: 'afgeschreven door de beheerder van de gateway',
    },
    outcomes: { approved: 'goedgekeurd', refused: 'afgekeurd', none: 'nog niet beantwoord' },
    advice: 'Dit is advies:',
    known: 'was al verstuurd',
    refused: 'niet aangenomen',
    summary: ({ files, taken, wrong }) =>
      `${files} bestanden: ${taken} aangenomen, ${wrong} niet in orde`,
  },
  en: {
    statuses: {
      received: 'taken, not judged yet',
      accepted: 'in the mailbox of its recipient',
      delivered: 'fetched by its recipient',
      rejected: 'rejected, with a retour',
      failed: 'not processed; the operator of the gateway finds out why',
      dismissed: 'given up by the operator of the gateway',
    },
    outcomes: { approved: 'approved', refused: 'refused', none: 'not answered yet' },
    advice: 'This is advice:',
    known: 'was sent before',
    refused: 'not taken',
    summary: ({ files, taken, wrong }) => `${files} files: ${taken} taken, ${wrong} not well`,
  },
};

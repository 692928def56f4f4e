import type { Language } from '../problem-text.ts';

/** The texts of `ijw validate` around the findings. */
export interface ValidateWords {
  readonly allWell: string;
  readonly faults: (count: number) => string;
  /** Faults that are only counted. */
  readonly notShown: (count: number) => string;
  /** Rules that cannot be checked before the XSD accepts the message. */
  readonly notAssessed: (codes: string) => string;
  /** Rules that cannot be checked without the gateway, for all files together. */
  readonly needPast: (count: number) => string;
  /** @param reason the kind of error, without anything of the message */
  readonly defect: (reason: string) => string;
  readonly summary: (counts: {
    readonly files: number;
    readonly wrong: number;
    readonly notJudged: number;
  }) => string;
}

export const validateWords: Readonly<Record<Language, ValidateWords>> = {
  nl: {
    allWell: 'in orde',
    faults: (count) => (count === 1 ? '1 fout' : `${count} fouten`),
    notShown: (count) => `Er zijn nog ${count} fouten volgens de XSD; die staan hier niet bij.`,
    notAssessed: (codes) => `Pas te toetsen als het bericht aan de XSD voldoet: ${codes}`,
    needPast: (count) =>
      `Niet getoetst: ${count} regels waarvoor eerdere berichten nodig zijn. De gateway toetst die wel, met ijw validate --gateway.`,
    defect: (reason) =>
      `Niet gecontroleerd door een fout in dit programma (${reason}). Meld dit aan de makers.`,
    summary: ({ files, wrong, notJudged }) =>
      `${files} bestanden: ${files - wrong - notJudged} in orde, ${wrong} met fouten, ${notJudged} niet gecontroleerd`,
  },
  en: {
    allWell: 'all is well',
    faults: (count) => (count === 1 ? '1 fault' : `${count} faults`),
    notShown: (count) => `Another ${count} faults against the XSD are not shown.`,
    notAssessed: (codes) => `To be judged when the XSD accepts the message: ${codes}`,
    needPast: (count) =>
      `Not judged: ${count} rules about earlier messages. The gateway judges those: ijw validate --gateway.`,
    defect: (reason) =>
      `Not judged because of a fault in this program (${reason}). Report it to its makers.`,
    summary: ({ files, wrong, notJudged }) =>
      `${files} files: ${files - wrong - notJudged} well, ${wrong} with faults, ${notJudged} not judged`,
  },
};

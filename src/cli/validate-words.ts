import type { Language } from '../http/problem-texts.ts';

/** What `ijw validate` says around the findings. */
export interface ValidateWords {
  readonly allWell: string;
  readonly faults: (count: number) => string;
  /** Faults that are counted only. */
  readonly untold: (count: number) => string;
  /** Rules that wait until the XSD accepts the message. */
  readonly notAssessed: (codes: string) => string;
  /** Rules that nobody can ask without the gateway, of all files together. */
  readonly needPast: (count: number) => string;
  /** @param code of Node, as ENOENT */
  readonly unreadable: (code: string) => string;
  /** @param reason the kind of error, without anything of the message */
  readonly defect: (reason: string) => string;
  readonly summary: (counts: {
    readonly files: number;
    readonly wrong: number;
    readonly notJudged: number;
  }) => string;
}

const unreadable: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  ENOENT: { nl: 'Dit bestand bestaat niet.', en: 'This file does not exist.' },
  EISDIR: {
    nl: 'Dit is een map. Noem de bestanden erin.',
    en: 'This is a folder. Name the files in it.',
  },
  EACCES: {
    nl: 'Dit bestand mag u niet lezen.',
    en: 'You are not allowed to read this file.',
  },
};

export const validateWords: Readonly<Record<Language, ValidateWords>> = {
  nl: {
    allWell: 'in orde',
    faults: (count) => (count === 1 ? '1 fout' : `${count} fouten`),
    untold: (count) => `Nog ${count} fouten tegen het XSD staan hier niet bij.`,
    notAssessed: (codes) => `Pas te beoordelen als het XSD het bericht goedkeurt: ${codes}`,
    needPast: (count) =>
      `Niet getoetst: ${count} regels over wat er eerder is gezegd. Die toetst de gateway, met POST /v1/validations.`,
    unreadable: (code) =>
      unreadable[code]?.nl ?? `Dit bestand is niet te lezen${code && ` (${code})`}.`,
    defect: (reason) =>
      `Niet te beoordelen door een fout in dit programma (${reason}). Meld dit aan de makers.`,
    summary: ({ files, wrong, notJudged }) =>
      `${files} bestanden: ${files - wrong - notJudged} in orde, ${wrong} met fouten, ${notJudged} niet beoordeeld`,
  },
  en: {
    allWell: 'all is well',
    faults: (count) => (count === 1 ? '1 fault' : `${count} faults`),
    untold: (count) => `Another ${count} faults against the XSD are not shown.`,
    notAssessed: (codes) => `To be judged when the XSD accepts the message: ${codes}`,
    needPast: (count) =>
      `Not judged: ${count} rules about what was said before. The gateway judges those, by POST /v1/validations.`,
    unreadable: (code) =>
      unreadable[code]?.en ?? `This file cannot be read${code && ` (${code})`}.`,
    defect: (reason) =>
      `Not judged because of a fault in this program (${reason}). Tell its makers.`,
    summary: ({ files, wrong, notJudged }) =>
      `${files} files: ${files - wrong - notJudged} well, ${wrong} with faults, ${notJudged} not judged`,
  },
};

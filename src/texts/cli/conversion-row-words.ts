import type { Remains } from '../../ledger/conversion/model.ts';
import type { Language } from '../problem-text.ts';

/** The texts of one row of a preview, in a terminal. */
export interface RowWords {
  /** Names of facts. */
  readonly facts: Readonly<Record<Fact, string>>;
  /** Where the figures of what was declared come from. */
  readonly declared: Readonly<Record<Remains['declared'], string>>;
  readonly forgotten: string;
  readonly nothingSaid: string;
  /** Above what was said of it. */
  readonly marksHeader: readonly string[];
  readonly months: (count: number) => string;
  readonly decision: (number: string, day: string) => string;
}

type Fact =
  | 'row'
  | 'version'
  | 'gemeente'
  | 'aanbieder'
  | 'client'
  | 'toewijzing'
  | 'product'
  | 'begin'
  | 'end'
  | 'volume'
  | 'budget'
  | 'spic'
  | 'spicBegin'
  | 'spicEnd'
  | 'undecided'
  | 'declared'
  | 'tariff'
  | 'rule'
  | 'step'
  | 'newNumber'
  | 'message';

export const rowWords: Readonly<Record<Language, RowWords>> = {
  nl: {
    facts: {
      ...{ row: 'rij', version: 'versie', gemeente: 'gemeente', aanbieder: 'aanbieder' },
      ...{ client: 'cliënt', toewijzing: 'toewijzing', product: 'product', begin: 'vanaf' },
      ...{ end: 'tot en met', volume: 'volume', budget: 'budget', spic: 'SPIC' },
      ...{ spicBegin: 'SPIC vanaf', spicEnd: 'SPIC tot en met', undecided: 'nog niet besloten' },
      ...{ declared: 'declaraties', tariff: 'oud tarief', rule: 'regel van de omzettabel' },
      ...{ step: 'stap', newNumber: 'nieuw nummer', message: 'bericht' },
    },
    declared: { file: 'uit het bestand', unknown: 'niet bekend' },
    forgotten: 'verwijderd',
    nothingSaid: 'Hier heeft nog niemand iets over gezegd.',
    marksHeader: [
      ...['moment', 'kant', 'partij', 'door', 'versie', 'zegt', 'SPIC', 'beschikking', 'reden'],
    ],
    months: (count) => `${count} maanden`,
    decision: (number, day) => `${number} van ${day}`,
  },
  en: {
    facts: {
      ...{ row: 'row', version: 'version', gemeente: 'gemeente', aanbieder: 'aanbieder' },
      ...{ client: 'client', toewijzing: 'toewijzing', product: 'product', begin: 'from' },
      ...{ end: 'until', volume: 'volume', budget: 'budget', spic: 'SPIC' },
      ...{ spicBegin: 'SPIC from', spicEnd: 'SPIC until', undecided: 'undecided' },
      ...{ declared: 'declared', tariff: 'old tariff', rule: 'rule of the mapping' },
      ...{ step: 'step', newNumber: 'new number', message: 'message' },
    },
    declared: { file: 'of the file', unknown: 'unknown' },
    forgotten: 'forgotten',
    nothingSaid: 'Nobody said anything of it yet.',
    marksHeader: [
      ...['at', 'side', 'party', 'by', 'version', 'mark', 'SPIC', 'decision', 'reason'],
    ],
    months: (count) => `${count} months`,
    decision: (number, day) => `${number} of ${day}`,
  },
};

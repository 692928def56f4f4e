import type {
  KeptVerification,
  VerificationFault,
} from '../../../operations/verifications/model.ts';
import type { VerifiedKind } from '../../../store/verification-tables.ts';
import {
  chainMeanings,
  logMeanings,
  notBelievedWords,
  rowMeanings,
  verificationWords as say,
  verificationSteps,
} from '../../../texts/console/verification-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { chainFaultText, logFaultText, rowFaultTexts } from '../../../texts/verification-texts.ts';

/** What is wrong, what it may mean, and what to do. */
export interface FaultInWords {
  readonly fault: string;
  readonly meaning: string;
  readonly steps: readonly string[];
}

/**
 * A fault in words; undefined where there is none. Of a kind that this version does not know the word of the fault is all.
 *
 * @param names of gemeenten, by code
 */
export function faultInWords(
  { what, state, fault }: KeptVerification,
  names: ReadonlyMap<string, string>,
  language: Language,
): FaultInWords | undefined {
  if (state === 'not-believed') {
    const { fault, meaning, steps } = notBelievedWords;
    return {
      ...{ fault: fault[language], meaning: meaning[language] },
      steps: steps.map((step) => step[language]),
    };
  }
  if (!fault) return undefined;
  return {
    fault: sentences[what](fault, names, language) ?? fault.kind,
    meaning: known<Words>(meanings[what], fault.kind)?.[language] ?? '',
    steps: verificationSteps[what].map((step) => step[language]),
  };
}

const meanings = { ledger: chainMeanings, 'access-log': logMeanings, rows: rowMeanings };

type Sentence = (
  fault: VerificationFault,
  names: ReadonlyMap<string, string>,
  language: Language,
) => string | undefined;

const sentences: Readonly<Record<VerifiedKind, Sentence>> = {
  ledger: ({ kind, municipality, number, to }, names, language) => {
    if (!isKnown(chainMeanings, kind) || number === null || municipality === null) return undefined;
    const text = chainFaultText({ kind, number, ...(to !== null && { to }) }, language);
    if (municipality === '-') return filled(say.ofClosing[language], { fault: text });
    const name = names.get(municipality);
    const of = name === undefined ? municipality : `${name} (${municipality})`;
    return filled(say.ofChain[language], { of, fault: text });
  },
  'access-log': ({ kind, number }, _, language) =>
    isKnown(logMeanings, kind) && number !== null
      ? logFaultText({ kind, batch: number }, language)
      : undefined,
  rows: ({ kind, table, id }, _, language) => {
    if (!isKnown(rowMeanings, kind) || table === null) return undefined;
    const values = { table, id: id ?? '', fault: rowFaultTexts[kind][language] };
    return filled((id === null ? say.ofRow : say.ofRowWithId)[language], values);
  },
};

/** A sentence with values in the places of their names. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

function isKnown<Key extends string>(
  words: Readonly<Record<Key, unknown>>,
  kind: string,
): kind is Key {
  return Object.hasOwn(words, kind);
}

function known<Value>(words: Readonly<Record<string, Value>>, kind: string): Value | undefined {
  return Object.hasOwn(words, kind) ? words[kind] : undefined;
}

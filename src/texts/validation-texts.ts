import type { DryRun } from '../messages/intake/dry-run.ts';
import type { JudgedFinding } from '../problem.ts';
import { type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import { violationSentence } from '../standard/xml/violations.ts';
import { findingSentence } from './finding-texts.ts';
import type { Language } from './problem-text.ts';
import { problemDetail } from './problem-texts.ts';

/** The outcome of a dry run, with a sentence for each finding. */
export interface PresentedValidation extends Pick<DryRun, 'findingCount' | 'notAssessed'> {
  readonly valid: boolean;
  readonly type: BerichtType | null;
  readonly findings: readonly {
    /** 1-based, 0 when unknown. */
    readonly line: number;
    /** Path below Bericht; empty for the document as a whole. */
    readonly element: string;
    readonly rule: string;
    readonly level: number;
    readonly retourCode?: string;
    /** What to change. */
    readonly message: string;
  }[];
}

/** The outcome of a dry run in one language; it holds no value of the message. */
export function presentValidation(
  { type, findings, findingCount, notAssessed }: Omit<DryRun, 'recipient' | 'taken'>,
  language: Language,
): PresentedValidation {
  return {
    valid: findingCount === 0,
    type: type ?? null,
    findings: findings.map((finding) => {
      const { line, element, rule, level } = finding;
      return {
        line,
        element,
        rule,
        level,
        ...(finding.kind === 'rule' &&
          finding.retourCode !== '-' && { retourCode: finding.retourCode }),
        message: sentenceOf(finding, type, language),
      };
    }),
    findingCount,
    notAssessed,
  };
}

/** What to change, for a finding of a message that has a type. */
export function judgedSentence(finding: JudgedFinding, language: Language): string {
  return sentenceOf(finding, undefined, language);
}

function sentenceOf(
  finding: JudgedFinding,
  type: BerichtType | undefined,
  language: Language,
): string {
  switch (finding.kind) {
    case 'schema':
      return violationSentence(finding, language);
    case 'rule':
    case 'word':
      return findingSentence(finding.rule, language);
    case 'problem':
      return problemDetail(finding.rule, { params: finding.params }, language);
    case 'document': {
      const { line, rule } = finding;
      const { berichtCode, namespace } = type ? berichtOfType(type) : {};
      const params = { line, ...(type && { type, berichtCode, namespace }) };
      return problemDetail(rule, { params }, language);
    }
  }
}

const takenBefore: Readonly<Record<'rejected' | 'other', Readonly<Record<Language, string>>>> = {
  rejected: {
    nl: 'Dit bericht is al aangenomen als {id}, en daarna afgekeurd met een retour. Verbeter het bericht, geef het een nieuwe Identificatie en stuur het dan.',
    en: 'This message was taken before, as {id}, and then rejected with a retour. Fix the message, give it a new Identificatie and send it then.',
  },
  other: {
    nl: 'Dit bericht is al aangenomen als {id}. U hoeft het niet nog eens te sturen: volg het met `GET /v1/messages/{id}`.',
    en: 'This message was taken before, as {id}. There is no need to send it again: follow it with `GET /v1/messages/{id}`.',
  },
};

/** The sentence for a message that was taken before it was tried out. */
export function takenSentence(
  { id, status }: NonNullable<DryRun['taken']>,
  language: Language,
): string {
  const sentence = takenBefore[status === 'rejected' ? 'rejected' : 'other'][language];
  return sentence.replaceAll('{id}', id);
}

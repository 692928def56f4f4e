import type { GoalDomain, GoalOutcome } from '../ledger/goals/goal.ts';
import type { Language } from './problem-text.ts';

type Name = Readonly<Record<Language, string>>;

const domains: Readonly<Record<GoalDomain, Name>> = {
  home: { nl: 'Wonen en thuis', en: 'Home and living' },
  'school-or-work': { nl: 'School of werk', en: 'School or work' },
  behaviour: { nl: 'Gedrag', en: 'Behaviour' },
  parenting: { nl: 'Opvoeding', en: 'Parenting' },
  health: { nl: 'Gezondheid, lichamelijk en geestelijk', en: 'Health, physical and mental' },
  safety: { nl: 'Veiligheid', en: 'Safety' },
  social: { nl: 'Vrienden, familie en vrije tijd', en: 'Friends, family and leisure' },
  'self-reliance': { nl: 'Zelfstandigheid', en: 'Self-reliance' },
  other: { nl: 'Iets anders', en: 'Something else' },
};

const outcomes: Readonly<Record<GoalOutcome, Name>> = {
  open: { nl: 'Loopt nog', en: 'Open' },
  reached: { nl: 'Bereikt', en: 'Reached' },
  'partly-reached': { nl: 'Deels bereikt', en: 'Partly reached' },
  'not-reached': { nl: 'Niet bereikt', en: 'Not reached' },
  adjusted: {
    nl: 'Bijgesteld: er kwam een ander doel',
    en: 'Adjusted: another goal took its place',
  },
  dropped: { nl: 'Vervallen', en: 'Dropped' },
};

/** What a part of life is called. */
export function domainName(domain: GoalDomain, language: Language): string {
  return domains[domain][language];
}

/** What an outcome is called. */
export function outcomeName(outcome: GoalOutcome, language: Language): string {
  return outcomes[outcome][language];
}

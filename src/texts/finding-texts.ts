import { adviceSentences } from '../ledger/past/advice.ts';
import { rules } from '../standard/rules/rules.ts';
import type { Language } from './problem-texts.ts';

const sentences: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'unknown-declaratie': {
    nl: 'De gateway kent geen JW323 met deze DeclaratieIdentificatie, bijvoorbeeld omdat die niet via deze gateway is verstuurd. Het bericht is wel doorgestuurd. Controleer de DeclaratieIdentificatie.',
    en: 'The gateway knows no JW323 with this DeclaratieIdentificatie, or it did not pass this gateway. The message was forwarded all the same.',
  },
  'retour-missing': {
    nl: 'U hebt het verzoek met deze ReferentieAanbieder nog niet beantwoord met een retour (JW316 of JW318). Stuur eerst de retour, en daarna deze toewijzing met een nieuwe Identificatie.',
    en: 'You have not answered the request with this ReferentieAanbieder with a retour (JW316 or JW318) yet. Send the retour first, and then this allocation with a new Identificatie.',
  },
  ...adviceSentences,
};

const ofRules = new Map(rules.map(({ code, sentence }) => [code, sentence]));

/** What a finding means to the sender; the code itself for a rule that this version does not have any more. */
export function findingSentence(rule: string, language: Language): string {
  return (ofRules.get(rule) ?? sentences[rule])?.[language] ?? rule;
}

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
  'rule-not-broken': {
    nl: 'Deze RetourCode hoort bij een regel van de standaard. De gateway heeft die regel gecontroleerd en vindt dat het bericht eraan voldoet. Overleg met de andere partij wat er niet klopt.',
    en: 'This RetourCode is of a rule of the standard. The gateway checked that rule, and finds that the message obeys it. Talk with the other party about what is wrong.',
  },
  'rule-not-checked': {
    nl: 'Deze RetourCode hoort bij een regel van de standaard over wat eerder is gedeclareerd en toegekend. De gateway kent dat niet allemaal. De gateway kan dus niet zeggen of het bericht aan die regel voldoet.',
    en: 'This RetourCode is of a rule of the standard about what was declared and granted before. The gateway does not know all of that. So it cannot say whether the message obeys that rule.',
  },
  'code-of-no-rule': {
    nl: 'Bij dit soort bericht hoort deze RetourCode bij geen enkele regel van de standaard. Overleg met de andere partij op welke afspraak de afkeuring berust.',
    en: 'No rule of the standard has this RetourCode for such a message. Talk with the other party about the agreement on which the refusal rests.',
  },
  'care-not-reported': {
    nl: 'De start of het einde van deze hulp is nog niet gemeld. Dat is geen reden om niet te betalen: een declaratie en de betaling ervan mogen niet afhangen van een JW305 of JW307 (bedrijfsregel OP364).',
    en: 'The start or the end of this care was not reported yet. That is no reason not to pay: a declaration and its payment may not hang on a JW305 or JW307 (operational rule OP364).',
  },
  'contract-refuses': {
    nl: 'De contracten van de gemeente die de gateway kent, hebben dit product op de gevraagde ingangsdatum ook niet. Is er wel een contract, overleg dan met elkaar: de gemeente kan het laden.',
    en: 'The contracts of the gemeente that the gateway knows do not have this product on the day on which it was to begin either. If there is a contract, talk with each other: the gemeente can load it.',
  },
  'contract-allows': {
    nl: 'De gemeente wijst het verzoek af vanwege het contract. In de contracten die de gateway kent, staat dit product op de gevraagde ingangsdatum wel. Overleg met elkaar om welk contract het gaat.',
    en: 'The gemeente refuses the request for the contract. The contracts that the gateway knows have this product on the day on which it was to begin. Talk with each other about which contract is meant.',
  },
  ...adviceSentences,
};

const ofRules = new Map(rules.map(({ code, sentence }) => [code, sentence]));

/** What a finding means to the sender; the code itself for a rule that this version does not have any more. */
export function findingSentence(rule: string, language: Language): string {
  return (ofRules.get(rule) ?? sentences[rule])?.[language] ?? rule;
}

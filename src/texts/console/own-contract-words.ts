import type { CheckRemark } from '../../ledger/contracts/check.ts';
import { checkSentence } from '../contract-texts.ts';
import type { Language } from '../problem-text.ts';
import { type Words, words } from './words.ts';

/** What a contract check means to the gemeente that decides, where the sentence of the API speaks to an aanbieder or a program. */
const own: Readonly<Partial<Record<CheckRemark, Words>>> = {
  agreed: words(
    'U hebt deze zorg met de aanbieder afgesproken.',
    'You agreed on this help with the aanbieder.',
  ),
  'no-contract': words(
    'U hebt geen contract met deze aanbieder.',
    'You have no contract with this aanbieder.',
  ),
  'not-in-contract': words(
    'Dit product staat niet in uw contract met de aanbieder.',
    'This product is not in your contract with the aanbieder.',
  ),
  adult: words(
    'De cliënt is 18 tot en met 22 jaar. De Jeugdwet geldt dan alleen in bepaalde gevallen: u beslist.',
    'The client is 18 to 22 years old. The Jeugdwet applies in some cases only: you decide.',
  ),
  probation: words(
    'Het gaat om jeugdreclassering. De rechter kan die opleggen: u beslist.',
    'This is youth probation, which a court may impose: you decide.',
  ),
  'by-law': words(
    'De verwijzer is een gecertificeerde instelling of de rechter. U kunt verplicht zijn om deze zorg te leveren, ook zonder contract.',
    'It was referred by a certified institution or a court. You may have to provide it, also without a contract.',
  ),
  'not-compared': words(
    'Het contract heeft grenzen voor het volume of het bedrag. Kijk zelf of het verzoek daarbinnen past.',
    'The contract has bounds on the volume or the amount. See for yourself whether the request fits.',
  ),
  'refused-all-the-same': words(
    'Het staat niet in uw contract. Toch beslist u zelf over dit verzoek.',
    'It is not in your contract. All the same you decide about this request yourself.',
  ),
  'by-predecessor': words(
    'Dit is afgesproken door een gemeente die in uw gemeente is opgegaan.',
    'This was agreed by a gemeente that merged into yours.',
  ),
};

/** What a reason or remark of a contract check means, said to the gemeente whose contract it is. */
export function ownCheckSentence(code: CheckRemark, language: Language): string {
  return own[code]?.[language] ?? checkSentence(code, language);
}

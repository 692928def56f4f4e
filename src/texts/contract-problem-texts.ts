import { text } from './problem-text.ts';

/** The problems of contracts. */
export const contractProblemTexts = {
  'file-faults': text(
    400,
    [
      'Het bestand klopt niet',
      'Er is niets opgeslagen. Verbeter wat onder `violations` staat en stuur het hele bestand opnieuw.',
    ],
    [
      'The file is not right',
      'Nothing was kept. Fix what `violations` lists and send the whole file again.',
    ],
  ),
  'not-your-contract': text(
    403,
    [
      'Contract van een ander',
      'Contract {contract} is van een gemeente waarvoor u geen contracten mag vastleggen. Er is niets opgeslagen. Haal dit contract uit het bestand, of vraag die gemeente u aan te wijzen. Heeft de aanbieder dit nummer al met een andere gemeente? Kies dan een ander nummer.',
    ],
    [
      'A contract of others',
      'Contract {contract} is of a gemeente for which you may load none. Nothing was kept. Take it out of the file, or ask that gemeente to designate you. If the aanbieder has this number with another gemeente already, choose another number.',
    ],
  ),
  'check-of-others': text(
    403,
    [
      'Vraag over een ander',
      'U kunt dit alleen vragen als u zelf de gemeente of de aanbieder bent, of als de gemeente u heeft aangewezen.',
    ],
    [
      'A question about others',
      'You can ask this only when you are the gemeente or the aanbieder yourself, or when the gemeente has designated you.',
    ],
  ),
};

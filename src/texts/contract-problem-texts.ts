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
      'Contract van een andere gemeente',
      'Contract {contract} is ook van {gemeenten}. Voor die gemeente mag u geen contracten vastleggen, wijzigen of intrekken, of niet meer. Er is niets veranderd. Vraag die gemeente u aan te wijzen, of vraag de beheerder van de gateway het contract aan te passen. Staan er meer contracten in uw bestand, dan kunt u dit contract eruit halen.',
    ],
    [
      'A contract of another gemeente',
      'Contract {contract} is of {gemeenten} too. For that gemeente you may not load, change or withdraw contracts, or not any more. Nothing has changed. Ask that gemeente to designate you, or ask the administrator of the gateway to change the contract. If your file has other contracts, you can take this one out.',
    ],
  ),
  'contract-number-taken': text(
    403,
    [
      'Dit nummer is al in gebruik',
      'De aanbieder heeft al een contract met nummer {contract}, met andere gemeenten. Er is niets veranderd. Kies een ander nummer.',
    ],
    [
      'This number is taken',
      'The aanbieder has a contract with the number {contract} already, with other gemeenten. Nothing has changed. Choose another number.',
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

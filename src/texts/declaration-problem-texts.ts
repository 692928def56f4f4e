import { text } from './problem-text.ts';

/** The problems with answers to declarations. */
export const declarationProblemTexts = {
  'declaration-answered': text(
    409,
    [
      'Op deze declaratie is al een antwoord gestuurd',
      'Op deze declaratie (JW323) hebt u op {at} al een JW325 gestuurd. Op een declaratie kan maar één JW325 komen. Klopt het antwoord niet? Neem dan contact op met de aanbieder: die kan wat u toekende crediteren, en wat u afwees opnieuw declareren.',
    ],
    [
      'This declaration has its answer already',
      'You answered this declaration (JW323) at {at}, and a declaration has one JW325. If that answer is wrong, ask the provider to credit what was granted, or to declare anew what was refused.',
    ],
  ),
  'rules-past': text(
    409,
    [
      'Het bericht past niet bij eerdere berichten',
      'Het bericht voldoet niet aan regels van iJw 3.2 die over eerdere berichten gaan, zoals de declaratie waarop het antwoordt. De gateway heeft het niet doorgestuurd. Verbeter de fouten hieronder en stuur het bericht opnieuw.',
    ],
    [
      'Not in keeping with earlier messages',
      'The message breaks rules of iJw 3.2 that look at earlier messages, such as the declaration that it answers. It was not forwarded. Fix the findings below and post the message again.',
    ],
  ),
};

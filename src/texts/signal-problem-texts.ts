import { text } from './problem-text.ts';

/** The problems of signals. */
export const signalProblemTexts = {
  'signal-reporter': text(
    403,
    [
      'U kunt geen knelpunt melden',
      'Alleen een gemeente of een aanbieder meldt knelpunten. Laat de partij om wie het gaat het melden met een eigen sleutel.',
    ],
    [
      'You cannot report a signal',
      'Only a gemeente or an aanbieder reports signals. Let the party that it is of report it with a key of its own.',
    ],
  ),
  'signal-read-only': text(
    403,
    [
      'U kunt dit knelpunt alleen lezen',
      'Een knelpunt wordt beantwoord en afgesloten door een contractmanager van de gemeente, en aangevuld of ingetrokken door wie het heeft gemeld. Vraag een van hen om dit te doen.',
    ],
    [
      'You can only read this signal',
      'A contract manager of the gemeente answers and closes a signal, and who reported it adds to it or withdraws it. Ask one of these to do so.',
    ],
  ),
  'signal-changed': text(
    409,
    [
      'Het knelpunt is gewijzigd',
      'Dit knelpunt is intussen gewijzigd, door een ander of door uw vorige aanvraag: het is nu versie {version}. Vraag het opnieuw op, kijk wat er is veranderd, en doe het opnieuw met die versie. Er is niets bewaard.',
    ],
    [
      'The signal was changed',
      'This signal was changed meanwhile, by somebody else or by your request before this one: it is version {version} now. Fetch it again, look at what changed, and repeat it with that version. Nothing was kept.',
    ],
  ),
  'signal-closed': text(
    409,
    [
      'Dit knelpunt is afgesloten',
      'Een afgesloten knelpunt wordt niet heropend. Is het niet opgelost, meld het dan opnieuw. De contractmanager kan het nieuwe knelpunt aan dit knelpunt koppelen.',
    ],
    [
      'This signal is closed',
      'A signal that was closed is not opened again. If it is not solved, report it anew. The contract manager can link the new one to this one.',
    ],
  ),
  'signal-forgotten': text(
    410,
    [
      'Dit knelpunt ging over een kind dat is vergeten',
      'Wat er is geschreven, is vernietigd, en er kan niets meer bij. Sluit het knelpunt af zonder antwoord, of meld een nieuw knelpunt.',
    ],
    [
      'This signal was about a child that was forgotten',
      'What was written is destroyed, and nothing can be added. Close the signal without an answer, or report another one.',
    ],
  ),
  'too-many-signals': text(
    409,
    [
      'Te veel open knelpunten',
      'Uw partij heeft al {limit} knelpunten die niet zijn afgesloten. Trek in wat niet meer speelt, of wacht tot er zijn afgesloten.',
    ],
    [
      'Too many open signals',
      'Your party has {limit} signals already that are not closed. Withdraw what is over, or wait until some are closed.',
    ],
  ),
  'too-many-answers': text(
    409,
    [
      'Te veel antwoorden',
      'Bij dit knelpunt staan al {limit} antwoorden. Sluit het af en meld een nieuw knelpunt.',
    ],
    [
      'Too many answers',
      'This signal has {limit} answers already. Close it and report another one.',
    ],
  ),
  'too-many-links': text(
    409,
    [
      'Te veel koppelingen',
      'Een van deze knelpunten is al aan {limit} andere gekoppeld. Haal eerst een koppeling weg.',
    ],
    [
      'Too many links',
      'One of these signals is linked to {limit} others already. Take a link away first.',
    ],
  ),
  'link-to-itself': text(
    400,
    ['Een knelpunt koppelt u niet aan zichzelf', 'Geef twee verschillende knelpunten op.'],
    ['A signal is not linked to itself', 'Name two different signals.'],
  ),
};

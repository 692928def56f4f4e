import type { ProblemCode } from '../../problem.ts';
import { type Words, words } from './words.ts';

/** A problem as a page says it. */
interface ErrorWords {
  readonly title: Words;
  readonly help: Words;
  /** For what changes something, where that is another sentence. */
  readonly helpOfChange?: Words;
}

const busy: ErrorWords = {
  title: words('Het is nu te druk', 'It is too busy now'),
  help: words('Probeer het over een minuut opnieuw.', 'Try again in a minute.'),
};

/** Problems whose own sentences speak to programs, as pages say them. */
export const errorWords: Readonly<Partial<Record<ProblemCode, ErrorWords>>> = {
  'invalid-request': {
    title: words('Dit is niet gelukt', 'This did not work'),
    help: words(
      'De gateway begrijpt niet wat uw browser stuurde. Er is niets veranderd. Ga naar de startpagina, en open de pagina vandaar opnieuw.',
      'The gateway does not understand what your browser sent. Nothing was changed. Go to the first page, and open the page again from there.',
    ),
  },
  'unsupported-media-type': {
    title: words('Dit is niet gelukt', 'This did not work'),
    help: words(
      'De gateway kan niet lezen wat uw browser stuurde. Er is niets veranderd. Open de pagina opnieuw, en vul het formulier daar in.',
      'The gateway cannot read what your browser sent. Nothing was changed. Open the page again, and fill in the form there.',
    ),
  },
  'too-large': {
    title: words('Dit is te groot', 'This is too large'),
    help: words(
      'U stuurde meer dan de gateway aanneemt. Er is niets veranderd. Maak uw tekst korter.',
      'You sent more than the gateway takes. Nothing was changed. Make your text shorter.',
    ),
  },
  unavailable: {
    title: words('De gateway werkt nu niet', 'The gateway does not work now'),
    help: words(
      'De gateway kan nu niet bij zijn gegevens. Probeer het over een minuut opnieuw.',
      'The gateway cannot reach its data now. Try again in a minute.',
    ),
    helpOfChange: words(
      'De gateway kan nu niet bij zijn gegevens. Kijk over een minuut of uw wijziging er is. Is ze er niet? Verstuur het formulier dan opnieuw.',
      'The gateway cannot reach its data now. Look in a minute whether your change is there. If it is not, send the form again.',
    ),
  },
  'too-many-requests': {
    title: words('U vraagt te veel tegelijk', 'You ask for too much'),
    help: words(
      'Uw browser of uw netwerk vroeg in korte tijd te veel pagina’s. Wacht een minuut, en probeer het dan opnieuw.',
      'Your browser or your network asked for too many pages in a short time. Wait a minute, and then try again.',
    ),
  },
  'too-much-at-once': busy,
  busy,
  internal: {
    title: words('Er ging iets mis', 'Something went wrong'),
    help: words(
      'Dit is een fout van de gateway, niet van u. Probeer het opnieuw. Gebeurt het weer? Vraag dan de beheerder van de gateway om hulp.',
      'This is a fault of the gateway, not yours. Try again. If it happens again, ask the administrator of the gateway for help.',
    ),
  },
};

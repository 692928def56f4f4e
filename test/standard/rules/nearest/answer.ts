import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { about, type Nearest } from './nearest.ts';

/** Every way to answer: VerzoekAntwoord, RedenAfwijzingVerzoek, and a Woonplaatsbeginsel or none. */
const answers = ['1', '2'].flatMap((antwoord) =>
  [undefined, '1', '2', '3', '4', '5', '6', '7', '8', '9'].flatMap((reden) =>
    [true, false].map((woonplaats) => ({ antwoord, reden, woonplaats })),
  ),
);
type Answer = (typeof answers)[number];

function each(rule: string, element: string, isRefused: (answer: Answer) => boolean): Nearest[] {
  const { passes, refuses } = about(rule, 'JW319/valid-complete.xml');
  return answers.map((answer) => {
    const { antwoord, reden, woonplaats } = answer;
    const shows = `VerzoekAntwoord ${antwoord}, ${reden ? `reason ${reden}` : 'no reason'}, ${woonplaats ? 'with' : 'without'} Woonplaatsbeginsel`;
    const change = (bericht: Draft<BerichtOf<'JW319'>>) => {
      bericht.antwoord = {
        referentieAanbieder: 'DIJK-2024-0140',
        verzoekAntwoord: antwoord,
        ...(reden && { redenAfwijzingVerzoek: reden }),
        ...(woonplaats && { woonplaatsbeginsel: { gemeente: '0479' } }),
      };
    };
    return isRefused(answer)
      ? refuses(shows, `Antwoord/${element}`, change)
      : passes(shows, change);
  });
}

export const answerNearest: readonly Nearest[] = [
  ...each(
    'CD085',
    'RedenAfwijzingVerzoek',
    ({ antwoord, reden }) => antwoord === '1' && reden === undefined,
  ),
  ...each(
    'CD086',
    'RedenAfwijzingVerzoek',
    ({ antwoord, reden }) => antwoord === '2' && reden !== undefined,
  ),
  ...each('TR377', 'Woonplaatsbeginsel', ({ reden, woonplaats }) => reden === '8' && !woonplaats),
  ...each('TR409', 'Woonplaatsbeginsel', ({ reden, woonplaats }) => reden !== '8' && woonplaats),
];

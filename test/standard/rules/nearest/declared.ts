import {
  type Allocated,
  declaredBefore,
  declaring,
  pathOf,
  type Said,
  type Story,
} from '../declared.ts';
import { about, type Nearest } from './nearest.ts';

/** What stories of declarations are written with: a rule, a story, and the Prestaties that it refuses. */

export type Places = string | readonly string[];

/** Cases of one rule of a JW323. */
export function declaredAbout(rule: string) {
  const { passes, refuses } = about(rule, 'JW323/valid-complete.xml');
  const around = (story: Story) => ({ declared: declaredBefore(story), today: '2027-06-01' });
  return {
    passes: (shows: string, story: Story): Nearest =>
      passes(shows, declaring(story), around(story)),
    /** @param places as in `2/Eenheid`: of the second Prestatie; or a path of the declaration */
    refuses: (shows: string, places: Places, story: Story): Nearest =>
      refuses(
        shows,
        [places]
          .flat()
          .map((place) => (place.startsWith('Declaratie') ? place : pathOf(story, place))),
        declaring(story),
        around(story),
      ),
  };
}

/** A story of one Prestatie on one allocation. */
export function one(said: Said, allocated: Allocated = {}): Story {
  return { declares: [said], on: [allocated] };
}

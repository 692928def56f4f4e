import { readFileSync } from 'node:fs';
import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import type {
  AnsweredPast,
  DeclaredPast,
} from '../../../../src/standard/rules/engine/declared-past.ts';
import type { Past } from '../../../../src/standard/rules/engine/past.ts';
import type { Draft } from '../case.ts';
import { standard } from '../standard.ts';

type Change<T extends BerichtType> = (bericht: Draft<BerichtOf<T>>) => void;

/**
 * A message one step to one side of the line that a rule draws: the last that it lets pass, or the
 * first that it refuses. Written from the standard, not from the rule.
 */
export interface Nearest {
  readonly rule: string;
  readonly type: BerichtType;
  /** Below `fixtures/`. */
  readonly from: string;
  /** What the message is like, for who reads the output of the test. */
  readonly shows: string;
  readonly change: (bericht: never) => void;
  /** Where the message breaks the rule; none when it passes. Other rules may break too. */
  readonly at: readonly string[];
  /** `yyyy-mm-dd`; by default 2026-06-01. */
  readonly today?: string;
  /** What was said before; nobody may look it up by default. */
  readonly past?: Partial<Past>;
  /** Of a JW323: what was declared before; nobody may look it up by default. */
  readonly declared?: DeclaredPast;
  /** Of a JW325: what it answers, likewise. */
  readonly answered?: AnsweredPast;
}

type Around = Pick<Nearest, 'today' | 'past' | 'declared' | 'answered'>;

/** Cases of one rule that start with one message. */
export interface About<T extends BerichtType> {
  readonly passes: (shows: string, change: Change<T>, around?: Around) => Nearest;
  readonly refuses: (
    shows: string,
    at: string | readonly string[],
    change: Change<T>,
    around?: Around,
  ) => Nearest;
}

/** @param from below `fixtures/`, as in `JW315/valid-complete.xml`; its folder is the type */
export function about<T extends BerichtType>(rule: string, from: `${T}/${string}.xml`): About<T> {
  const start = { rule, from, type: from.slice(0, 5) as T };
  return {
    passes: (shows, change, around) => ({ ...start, shows, change, at: [], ...around }),
    refuses: (shows, at, change, around) => ({
      ...start,
      shows,
      change,
      at: typeof at === 'string' ? [at] : at,
      ...around,
    }),
  };
}

/** The level and the RetourCode of a rule, as the standard has them. */
export function judgementOf(rule: string): string {
  const [, level, retourCode] = standard.find(([code]) => code === rule) ?? [];
  return `${level} ${retourCode}`;
}

/** How a test is called: the rule, the message, what the rule does and with what. */
export function nameOf({ rule, type, shows, at }: Nearest): string {
  return `${rule} in ${type} ${at.length > 0 ? 'refuses' : 'passes'} ${shows}`;
}

const fixtures = new Map<string, AnyBericht>();

/** The message of a case, as it is written. */
export function draftOf({ type, from, change }: Nearest): AnyBericht {
  let fixture = fixtures.get(from);
  if (!fixture) {
    const file = new URL(`../../../../fixtures/${from}`, import.meta.url);
    fixture = parseBericht(type, readFileSync(file)) as AnyBericht;
    fixtures.set(from, fixture);
  }
  const draft = structuredClone(fixture);
  change(draft as never);
  return draft;
}

/** The past of a case. */
export function pastOf({ past }: Nearest): Past | undefined {
  return past && { ...nothing, ...past };
}

const nothing: Past = {
  identificatieUsed: false,
  allocations: [],
  requests: [],
  usedReferences: new Set(),
  starts: [],
  stops: [],
};

import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { copies } from './places.ts';

/** An answer to a declaration: what is refused, and what is granted of the total (TR342). */

type Antwoord = Draft<BerichtOf<'JW325'>>;
type Amount = readonly [string, 'D' | 'C'];

/** RetourCodes of a client, and its Prestaties: an amount and its RetourCodes. */
interface Refused {
  readonly codes: readonly string[];
  readonly prestaties: readonly (readonly [Amount, readonly string[]])[];
}

interface Answer {
  /** RetourCodes of the DeclaratieAntwoord itself. */
  readonly codes: readonly string[];
  readonly declared: Amount;
  readonly granted: Amount;
  /** Absent: no Clienten. */
  readonly clients?: readonly Refused[];
}

const faulty = ['9369'];
const good = ['0200'];
const unjudged = ['0233'];

const clientWith = (...amounts: readonly Amount[]): Refused => ({
  codes: good,
  prestaties: amounts.map((amount) => [amount, faulty] as const),
});
/** A declaration of 1000 cents of which something is refused. */
const partly = (granted: Amount, ...clients: readonly Refused[]): Answer => ({
  codes: good,
  declared: ['1000', 'D'],
  granted,
  clients,
});

function answer(given: Answer) {
  return ({ declaratieAntwoord }: Antwoord) => {
    if (!declaratieAntwoord) throw new Error('the fixture has no DeclaratieAntwoord');
    const [declared, granted] = [given.declared, given.granted];
    declaratieAntwoord.totaalIngediendBedrag = {
      totaalBedrag: declared[0],
      debetCredit: declared[1],
    };
    declaratieAntwoord.totaalToegekendBedrag = {
      totaalBedrag: granted[0],
      debetCredit: granted[1],
    };
    declaratieAntwoord.retourCodes = { retourCode: [...given.codes] };
    if (!given.clients) {
      delete declaratieAntwoord.clienten;
      return;
    }
    const client = copies(declaratieAntwoord.clienten?.client ?? [], given.clients.length);
    for (const [index, { codes, prestaties }] of given.clients.entries()) {
      const one = nth(client, index + 1);
      one.retourCodes = { retourCode: [...codes] };
      copies(one.prestaties.prestatie, prestaties.length);
      for (const [at, [[bedrag, debetCredit], own]] of prestaties.entries())
        Object.assign(nth(one.prestaties.prestatie, at + 1), {
          ingediendBedrag: { bedrag, debetCredit },
          retourCodes: { retourCode: [...own] },
        });
    }
  };
}

const granted = 'DeclaratieAntwoord/TotaalToegekendBedrag';
const prestatie = (client: string, index: string) =>
  `DeclaratieAntwoord/Clienten/Client${client}/Prestaties/Prestatie${index}`;

const three: readonly Amount[] = [
  ['100', 'D'],
  ['20', 'D'],
  ['3', 'D'],
];

/** What an answer is like, the answer, and the paths where it breaks the rule. */
const totals: readonly (readonly [string, Answer, readonly string[]])[] = [
  ['one refused', partly(['900', 'D'], clientWith(['100', 'D'])), []],
  ['a cent more', partly(['901', 'D'], clientWith(['100', 'D'])), [granted]],
  ['a cent less', partly(['899', 'D'], clientWith(['100', 'D'])), [granted]],
  ['the total with C', partly(['900', 'C'], clientWith(['100', 'D'])), [granted]],
  ['a refused credit', partly(['1100', 'D'], clientWith(['100', 'C'])), []],
  [
    'a refused credit that is subtracted',
    partly(['900', 'D'], clientWith(['100', 'C'])),
    [granted],
  ],
  ['more refused than declared', partly(['100', 'C'], clientWith(['1100', 'D'])), []],
  [
    'more refused than declared, with D',
    partly(['100', 'D'], clientWith(['1100', 'D'])),
    [granted],
  ],
  ['all refused', partly(['0', 'D'], clientWith(['1000', 'D'])), []],
  [
    'a total of credits',
    {
      codes: good,
      declared: ['1000', 'C'],
      granted: ['1100', 'C'],
      clients: [clientWith(['100', 'D'])],
    },
    [],
  ],
  ['three of one client', partly(['877', 'D'], clientWith(...three)), []],
  ['without the first of three', partly(['977', 'D'], clientWith(...three)), [granted]],
  ['without the middle of three', partly(['897', 'D'], clientWith(...three)), [granted]],
  ['without the last of three', partly(['880', 'D'], clientWith(...three)), [granted]],
  ['three clients', partly(['877', 'D'], ...three.map((one) => clientWith(one))), []],
  [
    'without the first client',
    partly(['977', 'D'], ...three.map((one) => clientWith(one))),
    [granted],
  ],
  [
    'without the last client',
    partly(['880', 'D'], ...three.map((one) => clientWith(one))),
    [granted],
  ],
  ['numbers written otherwise', partly(['+0900', 'D'], clientWith(['0100', 'D'])), []],
  ['all granted', { codes: ['8001'], declared: ['1000', 'D'], granted: ['1000', 'D'] }, []],
  [
    'all granted but a cent',
    { codes: ['8001'], declared: ['1000', 'D'], granted: ['999', 'D'] },
    [granted],
  ],
  [
    'all granted and a cent more',
    { codes: ['8001'], declared: ['1000', 'D'], granted: ['1001', 'D'] },
    [granted],
  ],
  [
    'no clients, and less granted',
    { codes: good, declared: ['1000', 'D'], granted: ['900', 'D'] },
    [granted],
  ],
  [
    'refused itself, nothing granted',
    { codes: ['9333'], declared: ['1000', 'D'], granted: ['0', 'D'] },
    [],
  ],
  [
    'refused itself, a cent granted',
    { codes: ['9333'], declared: ['1000', 'D'], granted: ['1', 'D'] },
    [granted],
  ],
  [
    'refused itself, all granted',
    { codes: ['9333'], declared: ['1000', 'D'], granted: ['1000', 'D'] },
    [granted],
  ],
  [
    'refused itself for two reasons, nothing granted',
    { codes: ['8214', '9333'], declared: ['1000', 'D'], granted: ['0', 'D'] },
    [],
  ],
];

/** A DeclaratieAntwoord that is refused itself has no Clienten. */
const refusedWhole = (
  granted: Amount,
  codes: readonly string[],
  own: readonly string[],
): Answer => ({
  codes,
  declared: ['1000', 'D'],
  granted,
  clients: [{ codes: good, prestaties: [[['100', 'D'], own]] }],
});
const clienten = 'DeclaratieAntwoord/Clienten';
const whole: readonly (readonly [string, Answer, readonly string[]])[] = [
  [
    'refused itself, with clients not judged',
    refusedWhole(['0', 'D'], ['9333'], unjudged),
    [clienten],
  ],
  ['refused itself, with clients at fault', refusedWhole(['0', 'D'], ['9333'], faulty), [clienten]],
  [
    'refused itself for two reasons, with clients',
    refusedWhole(['0', 'D'], ['8214', '9333'], unjudged),
    [clienten],
  ],
  [
    'refused itself, with clients and a cent granted',
    refusedWhole(['1', 'D'], ['9333'], faulty),
    [clienten, granted],
  ],
  [
    'refused itself, with clients and what is left granted',
    refusedWhole(['900', 'D'], ['9333'], faulty),
    [clienten, granted],
  ],
  ['not refused itself, with clients at fault', refusedWhole(['900', 'D'], good, faulty), []],
];

const right: readonly [Amount, readonly string[]] = [['100', 'D'], faulty];
const judged = (codes: readonly string[]): readonly [Amount, readonly string[]] => [
  ['10', 'D'],
  codes,
];

/** A Prestatie in an answer that is not refused. */
const returned: readonly (readonly [string, Answer, readonly string[]])[] = [
  ...[good, ['8001'], unjudged].flatMap(
    (codes): (readonly [string, Answer, readonly string[]])[] => [
      [
        `a Prestatie with ${codes[0]} alone`,
        partly(['1000', 'D'], { codes: good, prestaties: [judged(codes)] }),
        [prestatie('', '')],
      ],
      [
        `a Prestatie with ${codes[0]}, first`,
        partly(['900', 'D'], { codes: good, prestaties: [judged(codes), right] }),
        [prestatie('', '[1]')],
      ],
      [
        `a Prestatie with ${codes[0]}, last`,
        partly(['900', 'D'], { codes: good, prestaties: [right, judged(codes)] }),
        [prestatie('', '[2]')],
      ],
      [
        `a Prestatie with ${codes[0]}, of the last client`,
        partly(
          ['900', 'D'],
          { codes: good, prestaties: [right] },
          { codes: good, prestaties: [judged(codes)] },
        ),
        [prestatie('[2]', '')],
      ],
      [
        `a Prestatie with ${codes[0]} that is subtracted`,
        partly(['990', 'D'], { codes: good, prestaties: [judged(codes)] }),
        [prestatie('', ''), granted],
      ],
    ],
  ),
  [
    'a Prestatie with two faults',
    partly(['990', 'D'], { codes: good, prestaties: [judged(['9339', '9369'])] }),
    [],
  ],
  [
    'a Prestatie with 0200 beside a fault',
    partly(['990', 'D'], { codes: good, prestaties: [judged(['0200', '9369'])] }),
    [],
  ],
  [
    'a client with a fault beside 0200',
    partly(['990', 'D'], { codes: ['0200', '8187'], prestaties: [judged(unjudged)] }),
    [],
  ],
  [
    'a client at fault with Prestaties that were not judged',
    partly(['980', 'D'], { codes: ['8187'], prestaties: [judged(unjudged), judged(unjudged)] }),
    [],
  ],
  [
    'a client at fault with a Prestatie that is right',
    partly(['990', 'D'], { codes: ['8187'], prestaties: [judged(unjudged), judged(good)] }),
    [prestatie('', '[2]')],
  ],
  [
    'a client at fault before one that is right',
    partly(
      ['980', 'D'],
      { codes: ['8187'], prestaties: [judged(unjudged)] },
      { codes: good, prestaties: [judged(faulty)] },
    ),
    [],
  ],
  [
    'a Prestatie that was not judged of the client after one at fault',
    partly(
      ['990', 'D'],
      { codes: ['8187'], prestaties: [judged(unjudged)] },
      { codes: good, prestaties: [judged(unjudged)] },
    ),
    [prestatie('[2]', '')],
  ],
];

const { passes, refuses } = about('TR342', 'JW325/valid-complete.xml');

export const declarationAnswerNearest: readonly Nearest[] = [
  ...[...totals, ...whole, ...returned].map(([shows, given, found]) =>
    found.length > 0 ? refuses(shows, found, answer(given)) : passes(shows, answer(given)),
  ),
  about('TR342', 'JW325/valid-refused-by-a-rule-within-the-message.xml').passes(
    'a Header alone',
    () => {},
  ),
];

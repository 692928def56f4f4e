import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { PastAllocation } from '../../../../src/standard/rules/engine/past.ts';
import type { Draft } from '../case.ts';
import {
  anyOf,
  beemster,
  type Fixture,
  field,
  type Heenbericht,
  old,
  pathOf,
  young,
} from './gemeente.ts';
import type { Nearest } from './nearest.ts';
import { copies, start, stop } from './places.ts';

/** A municipality, on the day on which an allocation begins that is known by its number (TR378). */

/** An allocation of the message's client at its aanbieder that began on a day. */
function own(
  toewijzingNummer: string,
  ingangsdatum: string,
  change?: Partial<Record<'ofClient' | 'ofAanbieder', boolean>>,
): PastAllocation {
  const [toewijzingsdatum, toewijzingstijd] = ['2021-12-01', '09:00:00'];
  return {
    toewijzingNummer,
    ofClient: true,
    ofAanbieder: true,
    toewijzingsdatum,
    toewijzingstijd,
    ingangsdatum,
    ...change,
  } as PastAllocation;
}

/** What the messages below refer to. */
const first = '240031101';
const unchanged = '240031207';

/** Allocations that are known, and whether a message of 2024 that refers to the first may go to Beemster. */
const allocations = [
  ['an allocation of the last day', [own(first, old)], false],
  ['an allocation of the day after', [own(first, young)], true],
  ['another allocation of the last day', [own('240031199', old)], true],
  ['an allocation of another client', [own(first, old, { ofClient: false })], true],
  ['an allocation of another aanbieder', [own(first, old, { ofAanbieder: false })], true],
  [
    'an allocation of the last day after others',
    [own('1', young), own('2', young), own(first, old)],
    false,
  ],
  ['no allocation', [], true],
] as const satisfies readonly (readonly [string, readonly PastAllocation[], boolean])[];

/** A message to Beemster that names its one allocation by number alone. */
const byNumber: readonly (readonly [Fixture, (bericht: Heenbericht, nummer?: string) => void])[] = [
  [
    'JW305/valid-complete.xml',
    (bericht, nummer) => {
      for (const one of copies(start.list(bericht as never), 1)) refer(one, nummer);
    },
  ],
  [
    'JW307/valid-complete.xml',
    (bericht, nummer) => {
      for (const one of copies(stop.list(bericht as never), 1)) refer(one, nummer);
    },
  ],
  [
    'JW317/valid-complete.xml',
    (bericht, nummer = first) => {
      const { verzoek } = (bericht as unknown as Draft<BerichtOf<'JW317'>>).client;
      delete verzoek.ongewijzigdeProducten;
      for (const one of copies(verzoek.teWijzigenProducten?.teWijzigenProduct ?? [], 1))
        one.toewijzingNummer = nummer;
    },
  ],
];

function refer(
  one: { toewijzingNummer?: string; toewijzingIngangsdatum?: string },
  nummer?: string,
) {
  delete one.toewijzingIngangsdatum;
  delete one.toewijzingNummer;
  if (nummer !== undefined) one.toewijzingNummer = nummer;
}

const byPast = byNumber.flatMap(([from, set]) => {
  const { passes, refuses } = anyOf('TR378', from);
  const change = (nummer?: string) => (bericht: Heenbericht) => {
    bericht.header[field(from)] = beemster;
    set(bericht, nummer);
  };
  return [
    ...allocations.map(([shows, known, refused]) => {
      const around = { past: { allocations: known } };
      return refused
        ? refuses(shows, pathOf(from), change(first), around)
        : passes(shows, change(first), around);
    }),
    passes('the number of an old allocation, written otherwise', change(`+0${first}`), {
      past: { allocations: [own(first, old)] },
    }),
    refuses('no past', pathOf(from), change(first)),
  ];
});

const withoutNumber = byNumber.slice(0, 2).flatMap(([from, set]) => {
  const { passes, refuses } = anyOf('TR378', from);
  const past = { allocations: [own(first, old), own('0', old)] };
  return [
    refuses(
      'no number and no day',
      pathOf(from),
      (bericht) => {
        bericht.header[field(from)] = beemster;
        set(bericht);
      },
      { past },
    ),
    passes(
      'the number 0 of an old allocation',
      (bericht) => {
        bericht.header[field(from)] = beemster;
        set(bericht, '0');
      },
      { past },
    ),
  ];
});

/** The day in the message counts before the day that is known. */
const toldDay = (
  [
    ['JW305/valid-complete.xml', start],
    ['JW307/valid-complete.xml', stop],
  ] as const
).flatMap(([from, { list }]) => {
  const { passes, refuses } = anyOf('TR378', from);
  const onDay = (day: string) => (bericht: Heenbericht) => {
    bericht.header.ontvanger = beemster;
    for (const one of copies(list(bericht as never) as { toewijzingIngangsdatum?: string }[], 1))
      one.toewijzingIngangsdatum = day;
  };
  return [
    passes('an old day in the message, a young one in the past', onDay(old), {
      past: { allocations: [own(first, young)] },
    }),
    refuses('a young day in the message, an old one in the past', pathOf(from), onDay(young), {
      past: { allocations: [own(first, old)] },
    }),
  ];
});

const change317 = anyOf('TR378', 'JW317/valid-complete.xml');
const toBeemster = ({ header }: Heenbericht) => {
  header.ontvanger = beemster;
};
/** The fixture refers to an allocation that stays and to two that change. */
const everyReference = [
  ...[unchanged, first, '240031102'].map((late) =>
    change317.refuses(
      `three allocations of which ${late} is too late`,
      'Header/Ontvanger',
      toBeemster,
      {
        past: {
          allocations: [unchanged, first, '240031102'].map((nummer) =>
            own(nummer, nummer === late ? young : old),
          ),
        },
      },
    ),
  ),
  change317.passes('three old allocations', toBeemster, {
    past: { allocations: [unchanged, first, '240031102'].map((nummer) => own(nummer, old)) },
  }),
  ...(['0370', '0439'] as const).map((code) => {
    const change = (bericht: Heenbericht) => {
      bericht.header.ontvanger = code;
      const { verzoek } = (bericht as unknown as Draft<BerichtOf<'JW317'>>).client;
      delete verzoek.ongewijzigdeProducten;
      delete verzoek.teWijzigenProducten;
    };
    const shows = `${code} with no allocation at all`;
    const around = { past: { allocations: [own(first, old)] } };
    return code === beemster
      ? change317.refuses(shows, 'Header/Ontvanger', change, around)
      : change317.passes(shows, change, around);
  }),
];

export const pastGemeenteNearest: readonly Nearest[] = [
  ...byPast,
  ...withoutNumber,
  ...toldDay,
  ...everyReference,
];

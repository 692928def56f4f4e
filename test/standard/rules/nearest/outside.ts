import { nth } from '../cases/nth.ts';
import {
  anyOf,
  beemster,
  codes,
  type Fixture,
  field,
  type Heenbericht,
  messages,
  old,
  pathOf,
  young,
} from './gemeente.ts';
import type { Nearest } from './nearest.ts';
import { aangevraagd, copies, start, stop, toegewezen } from './places.ts';

/** Dagtekening on 2024-04-12, and whether that lies ahead. */
const moments = [
  ['2024-04-12', false],
  ['2024-04-13', true],
  ['2024-04-11', false],
  ['2024-05-01', true],
  ['2024-03-31', false],
  ['2025-01-01', true],
  ['2023-12-31', false],
  ['12024-04-11', true],
] as const;
const TR135 = messages.flatMap((from) => {
  const { passes, refuses } = anyOf('TR135', from);
  return moments.map(([dagtekening, refused]) => {
    const shows = `a Dagtekening of ${dagtekening} on 2024-04-12`;
    const change = ({ header }: Heenbericht) => {
      header.berichtIdentificatie.dagtekening = dagtekening;
    };
    const around = { today: '2024-04-12' };
    return refused
      ? refuses(shows, 'Header/BerichtIdentificatie/Dagtekening', change, around)
      : passes(shows, change, around);
  });
});

const dated = (from: Fixture, which: string, set: (bericht: Heenbericht, day: string) => void) => {
  const { passes, refuses } = anyOf('TR378', from);
  return codes.map(([code, day, refused]) => {
    const shows = `${code} with ${which} on ${day}`;
    const change = (bericht: Heenbericht) => {
      bericht.header[field(from)] = code;
      set(bericht, day);
    };
    return refused ? refuses(shows, pathOf(from), change) : passes(shows, change);
  });
};

/** Where neither the message nor the past has another day. */
const byDagtekening = (
  [
    'JW317/valid-complete.xml',
    'JW319/valid-complete.xml',
    'JW323/valid-complete.xml',
    'JW325/valid-complete.xml',
  ] as const
).flatMap((from) =>
  dated(from, 'Dagtekening', ({ header }, day) => {
    header.berichtIdentificatie.dagtekening = day;
  }),
);

/** The day in the message of what it is about, which is not Dagtekening. */
const byMessage = [
  ...dated('JW301/valid-complete.xml', 'Ingangsdatum', (bericht, day) => {
    for (const one of copies(toegewezen.list(bericht), 1)) one.ingangsdatum = day;
  }),
  ...dated('JW315/valid-complete.xml', 'ToewijzingIngangsdatum', (bericht, day) => {
    for (const one of copies(aangevraagd.list(bericht as never), 1))
      one.toewijzingIngangsdatum = day;
  }),
  ...dated('JW305/valid-complete.xml', 'ToewijzingIngangsdatum', (bericht, day) => {
    for (const one of copies(start.list(bericht as never), 1)) one.toewijzingIngangsdatum = day;
  }),
  ...dated('JW307/valid-complete.xml', 'ToewijzingIngangsdatum', (bericht, day) => {
    for (const one of copies(stop.list(bericht as never), 1)) one.toewijzingIngangsdatum = day;
  }),
];

/** Of three days, only one is one on which Beemster was gone. */
const oneOfThree = [0, 1, 2].flatMap((spot) => {
  const days = [0, 1, 2].map((index) => (index === spot ? young : old));
  const shows = `one day too late, number ${spot + 1} of three`;
  const ofBeemster = (from: Fixture, set: (bericht: Heenbericht) => void) =>
    anyOf('TR378', from).refuses(shows, pathOf(from), (bericht) => {
      bericht.header[field(from)] = beemster;
      set(bericht);
    });
  const each = <T>(list: T[], set: (one: T, day: string) => void) => {
    copies(list, 3);
    for (const [index, day] of days.entries()) set(nth(list, index + 1), day);
  };
  return [
    ofBeemster('JW301/valid-complete.xml', (bericht) =>
      each(toegewezen.list(bericht), (one, day) => {
        one.ingangsdatum = day;
      }),
    ),
    ofBeemster('JW315/valid-complete.xml', (bericht) =>
      each(aangevraagd.list(bericht as never), (one, day) => {
        one.toewijzingIngangsdatum = day;
      }),
    ),
    ofBeemster('JW305/valid-complete.xml', (bericht) =>
      each(start.list(bericht as never), (one, day) => {
        one.toewijzingIngangsdatum = day;
      }),
    ),
    ofBeemster('JW307/valid-complete.xml', (bericht) =>
      each(stop.list(bericht as never), (one, day) => {
        one.toewijzingIngangsdatum = day;
      }),
    ),
  ];
});

/** The other side of the Header is an aanbieder, whose code may look like anything. */
const aanbieder = messages.map((from) =>
  anyOf('TR378', from).passes('an aanbieder that no list knows', ({ header }) => {
    header[field(from) === 'afzender' ? 'ontvanger' : 'afzender'] = '99999999';
  }),
);

export const outsideNearest: readonly Nearest[] = [
  ...TR135,
  ...byDagtekening,
  ...byMessage,
  ...oneOfThree,
  ...aanbieder,
];

import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { PastAllocation, PastRequest } from '../../../../src/standard/rules/past.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { aangevraagd, copies, start, stop, toegewezen } from './places.ts';

const messages = [
  'JW301/valid-complete.xml',
  'JW305/valid-complete.xml',
  'JW307/valid-complete.xml',
  'JW315/valid-complete.xml',
  'JW317/valid-complete.xml',
  'JW319/valid-complete.xml',
  'JW323/valid-complete.xml',
  'JW325/valid-complete.xml',
] as const;
type Fixture = (typeof messages)[number];
type Heenbericht = Draft<BerichtOf<'JW301'>>;

/** Any of the eight: its Header is all that is looked at. */
const anyOf = (rule: string, from: Fixture) =>
  about(rule, from as 'JW301/valid-complete.xml') as ReturnType<typeof about<'JW301'>>;

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

/**
 * A code, a day, and whether it may not be named then. Beemster went over into Purmerend, and Land
 * van Cuijk took over others, on 1 January 2022; 9999 never was. The list is complete since 2021.
 */
const codes = [
  ['0363', '2024-03-01', false],
  ['0370', '2021-12-31', false],
  ['0370', '2022-01-01', true],
  ['0370', '2020-12-31', false],
  ['0439', '2021-12-31', false],
  ['0439', '2022-01-01', false],
  ['0457', '2022-03-23', false],
  ['0457', '2022-03-24', true],
  ['1982', '2022-01-01', false],
  ['1982', '2021-12-31', false],
  ['9999', '2020-12-31', false],
  ['9999', '2021-01-01', true],
  ['9999', '2024-03-01', true],
] as const;

/** Who is the gemeente in the Header. */
const field = (from: Fixture) =>
  ['JW301', 'JW319', 'JW325'].includes(from.slice(0, 5)) ? 'afzender' : 'ontvanger';
const pathOf = (from: Fixture) =>
  field(from) === 'afzender' ? 'Header/Afzender' : 'Header/Ontvanger';

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

/** Where neither the message nor the past tells another day. */
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

/** The day that the message tells of what it is about, which is not Dagtekening. */
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

const beemster = '0370';
const [old, young] = ['2021-12-31', '2022-01-01'];

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

/** What the message tells goes before what is known. */
const toldDay = (
  [
    ['JW305/valid-complete.xml', start],
    ['JW307/valid-complete.xml', stop],
  ] as const
).flatMap(([from, { list }]) => {
  const { passes, refuses } = anyOf('TR378', from);
  const tell = (day: string) => (bericht: Heenbericht) => {
    bericht.header.ontvanger = beemster;
    for (const one of copies(list(bericht as never) as { toewijzingIngangsdatum?: string }[], 1))
      one.toewijzingIngangsdatum = day;
  };
  return [
    passes('an old day in the message, a young one in the past', tell(old), {
      past: { allocations: [own(first, young)] },
    }),
    refuses('a young day in the message, an old one in the past', pathOf(from), tell(young), {
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

/** A request that began on a day. */
function asked(referentieAanbieder: string, begin?: string): PastRequest {
  return {
    type: 'JW315',
    referentieAanbieder,
    ofClient: true,
    answers: [],
    honoured: false,
    ...(begin !== undefined && { begin }),
  };
}

type AntwoordDraft = Draft<BerichtOf<'JW319'>>;
const about319 = about('TR378', 'JW319/valid-complete.xml');
const ofBeemster = ({ header, antwoord }: AntwoordDraft) => {
  header.afzender = beemster;
  antwoord.referentieAanbieder = 'DIJK-2024-0140';
};
const requests = (...all: readonly PastRequest[]) => ({ past: { requests: all } });
const byRequest = [
  about319.passes('a request of the last day', ofBeemster, requests(asked('DIJK-2024-0140', old))),
  about319.passes(
    'a request of the last day after others',
    ofBeemster,
    requests(asked('A', young), asked('DIJK-2024-0140', old)),
  ),
  about319.refuses(
    'a request of the day after',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0140', young)),
  ),
  about319.refuses(
    'another request of the last day',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0141', old)),
  ),
  about319.refuses(
    'a request of an unknown day',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0140')),
  ),
  about319.refuses('no request', 'Header/Afzender', ofBeemster, requests()),
];

/** Where the client lives, on the day on which the message comes. */
const residence = codes.map(([code, today, refused]) => {
  const shows = `a Woonplaatsbeginsel of ${code} on ${today}`;
  const change = ({ header, antwoord }: AntwoordDraft) => {
    header.berichtIdentificatie.dagtekening = '2020-12-01';
    antwoord.woonplaatsbeginsel = { gemeente: code };
  };
  return refused
    ? about319.refuses(shows, 'Antwoord/Woonplaatsbeginsel/Gemeente', change, { today })
    : about319.passes(shows, change, { today });
});
const both = [
  about319.passes('no Woonplaatsbeginsel', ({ antwoord }) => {
    delete antwoord.woonplaatsbeginsel;
  }),
  about319.refuses(
    'Afzender and Woonplaatsbeginsel both',
    ['Header/Afzender', 'Antwoord/Woonplaatsbeginsel/Gemeente'],
    ({ header, antwoord }) => {
      header.afzender = beemster;
      antwoord.woonplaatsbeginsel = { gemeente: '9999' };
    },
  ),
];

export const outsideNearest: readonly Nearest[] = [
  ...TR135,
  ...byDagtekening,
  ...byMessage,
  ...oneOfThree,
  ...aanbieder,
  ...byPast,
  ...withoutNumber,
  ...toldDay,
  ...everyReference,
  ...byRequest,
  ...residence,
  ...both,
];

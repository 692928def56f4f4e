import type { Nearest } from './nearest.ts';
import { aboutClass, start, stop, toegewezen } from './places.ts';

const deliveries = [aboutClass('CS058', start), aboutClass('CS058', stop)].flatMap(
  ({ judges, everywhere }) => [
    ...['1', '2', '3', '9'].map((status) =>
      judges(
        `StatusAanlevering ${status}`,
        status === '2' || status === '9',
        'StatusAanlevering',
        (one) => {
          one.statusAanlevering = status;
        },
      ),
    ),
    ...everywhere('StatusAanlevering 2', 'StatusAanlevering', (one) => {
      one.statusAanlevering = '2';
    }),
  ],
);

const reasons = Array.from({ length: 14 }, (_, index) => String(index + 1).padStart(2, '0'));
const begin = '2024-03-01';
const ends = [
  ['that equals Ingangsdatum', begin],
  ['on the day after', '2024-03-02'],
  ['on the day before', '2024-02-29'],
  ['a year later', '2025-03-01'],
  ['left out', undefined],
] as const;

const removal = aboutClass('CS335', toegewezen);
const removed = [
  ...[...reasons, undefined].flatMap((reden) =>
    ends.map(([how, eind]) =>
      removal.judges(
        `RedenWijziging ${reden ?? 'left out'} with an Einddatum ${how}`,
        reden === '13' && eind !== begin,
        'RedenWijziging',
        (one) => {
          one.ingangsdatum = begin;
          if (eind === undefined) delete one.einddatum;
          else one.einddatum = eind;
          if (reden === undefined) delete one.redenWijziging;
          else one.redenWijziging = reden;
        },
      ),
    ),
  ),
  ...removal.everywhere(
    'RedenWijziging 13 with an Einddatum on the day after',
    'RedenWijziging',
    (one) => {
      one.redenWijziging = '13';
      one.ingangsdatum = begin;
      one.einddatum = '2024-03-02';
    },
    (one) => {
      one.redenWijziging = '13';
      one.ingangsdatum = begin;
      one.einddatum = begin;
    },
  ),
];

const outdated = aboutClass('CS336', toegewezen);
const former = [
  ...reasons.map((reden) =>
    outdated.judges(`RedenWijziging ${reden}`, reden === '01', 'RedenWijziging', (one) => {
      one.redenWijziging = reden;
    }),
  ),
  outdated.passes('no RedenWijziging', (one) => {
    delete one.redenWijziging;
  }),
  ...outdated.everywhere('RedenWijziging 01', 'RedenWijziging', (one) => {
    one.redenWijziging = '01';
  }),
];

export const deliveryNearest: readonly Nearest[] = [...deliveries, ...removed, ...former];

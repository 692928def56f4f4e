import { not, pauses, type Said, type Start, stops } from './past-deliveries.ts';

/** Help that is allocated under 700. */
export const spic: Start = {
  toewijzingNummer: '700',
  product: { categorie: '45', code: 'B09P' },
  begindatum: '2024-03-04',
};
const again: Start = { ...spic, begindatum: '2024-06-03' };
const bare: Start = { ...spic, product: { categorie: '45' } };
const other: Start = { ...spic, toewijzingNummer: '701' };
const unknown: Start = { ...spic, toewijzingNummer: '702' };
/** Care that is based on a task has no number. */
const { toewijzingNummer: _, ...task } = spic;
const taskAgain: Start = { ...task, begindatum: again.begindatum };
const bareTask: Start = { ...task, product: { categorie: '45' } };
const otherTask: Start = { ...task, product: { categorie: '45', code: 'B04P' } };

export type Story = readonly [
  shows: string,
  history: readonly Said[],
  now: readonly Said[],
  /** As `rule class`, with the element where it is about one. */
  faults: readonly string[],
];

/** What a JW305 or JW307 meets after a history. */
export const stories: readonly Story[] = [
  ['a first start', [], [spic], []],
  ['a start on an unknown number', [], [unknown], ['TR019 StartProduct/ToewijzingNummer']],
  ['a number written otherwise', [], [{ ...spic, toewijzingNummer: '+0700' }], []],
  ['a start of a task, without number', [], [task], []],
  [
    'two starts, the second on an unknown number',
    [],
    [spic, unknown],
    ['TR019 StartProduct[2]/ToewijzingNummer'],
  ],
  [
    'a stop on an unknown number has no start either',
    [spic],
    [stops(unknown)],
    ['TR019 StopProduct/ToewijzingNummer', 'TR382 StopProduct'],
  ],
  ['a start taken back', [spic], [not(spic)], []],
  ['a start taken back that was never sent', [], [not(spic)], ['TR063 StartProduct']],
  ['a start taken back that begins on another day', [spic], [not(again)], ['TR063 StartProduct']],
  ['a start taken back with another product', [spic], [not(bare)], ['TR063 StartProduct']],
  ['a start taken back without its number', [spic], [not(task)], ['TR063 StartProduct']],
  ['a start taken back twice', [spic, not(spic)], [not(spic)], ['TR063 StartProduct']],
  [
    'a start taken back of which nothing is known, its number neither',
    [],
    [not(unknown)],
    ['TR063 StartProduct'],
  ],
  ['a stop taken back', [spic, pauses(spic)], [not(pauses(spic))], []],
  [
    'a stop taken back twice',
    [spic, stops(spic), not(stops(spic))],
    [not(stops(spic))],
    ['TR063 StopProduct'],
  ],
  [
    'a stop taken back for another reason',
    [spic, pauses(spic)],
    [not(stops(spic))],
    ['TR063 StopProduct'],
  ],
  [
    'a stop taken back that ends on another day',
    [spic, pauses(spic)],
    [not(pauses(spic, '2024-05-04'))],
    ['TR063 StopProduct'],
  ],
  ['a start taken back after its stop', [spic, pauses(spic)], [not(spic)], ['TR071 StartProduct']],
  [
    'a start taken back after the stop of one before it',
    [spic, pauses(spic), again],
    [not(again)],
    [],
  ],
  [
    'a stopped start taken back and sent again',
    [spic, stops(spic)],
    [not(spic), again],
    ['TR071 StartProduct[1]'],
  ],
  ['a start taken back after its stop was', [spic, stops(spic), not(stops(spic))], [not(spic)], []],
  ['a start sent again that runs', [spic], [spic], ['TR074 StartProduct', 'TR326 StartProduct']],
  ['a start sent again after its stop', [spic, pauses(spic)], [spic], ['TR074 StartProduct']],
  ['a start taken back and sent again', [spic, not(spic)], [spic], []],
  ['a start taken back and corrected in one message', [spic], [not(spic), again], []],
  [
    'one start taken back, the other sent again',
    [spic, other],
    [not(spic), other],
    ['TR074 StartProduct[2]', 'TR326 StartProduct[2]'],
  ],
  ['a stop taken back and sent again', [spic, stops(spic), not(stops(spic))], [stops(spic)], []],
  ['a start on another day while one runs', [spic], [again], ['TR326 StartProduct']],
  ['a start on an earlier day while one runs', [again], [spic], ['TR326 StartProduct']],
  [
    'a start of another product while one runs under the number',
    [spic],
    [{ ...again, product: { categorie: '54' } }],
    ['TR326 StartProduct'],
  ],
  ['a start under another number', [spic], [other], []],
  ['a restart after a temporary stop', [spic, pauses(spic)], [again], []],
  ['a restart after a definitive stop', [spic, stops(spic)], [again], []],
  [
    'a restart after a stop that was taken back',
    [spic, stops(spic), not(stops(spic))],
    [again],
    ['TR326 StartProduct'],
  ],
  [
    'a restart while the restart before it runs',
    [spic, pauses(spic), again],
    [{ ...spic, begindatum: '2024-09-02' }],
    ['TR326 StartProduct'],
  ],
  ['two starts for one number in one message', [], [spic, again], ['TR326 StartProduct[2]']],
  ['a task started while it runs', [task], [taskAgain], ['TR326 StartProduct']],
  ['a task started beside another', [task], [otherTask], []],
  ['a task started beside an allocation of its product', [spic], [task], []],
  ['a task of the category, beside one with a code', [task], [bareTask], []],
  [
    'two tasks without a product',
    [{ begindatum: spic.begindatum }],
    [{ begindatum: again.begindatum }],
    ['TR326 StartProduct'],
  ],
  ['a stop', [spic], [stops(spic)], []],
  ['a stop of a task', [task, otherTask], [stops(task)], []],
  ['a stop without a start', [], [stops(spic)], ['TR382 StopProduct']],
  [
    'a stop of a start that begins on another day',
    [spic],
    [stops({ ...spic, begindatum: '2024-03-05' })],
    ['TR382 StopProduct'],
  ],
  ['a stop with another product than its start', [spic], [stops(bare)], ['TR382 StopProduct']],
  ['a stop without the number of its start', [spic], [stops(task)], ['TR382 StopProduct']],
  [
    'a stop of a start before the last',
    [spic, pauses(spic), again],
    [stops(spic, '2024-07-01')],
    ['TR382 StopProduct'],
  ],
  ['a stop of the last start', [spic, pauses(spic), again], [stops(again, '2024-07-01')], []],
  [
    'a stop of the last start, one under another number came later',
    [spic, other],
    [stops(spic)],
    [],
  ],
  [
    'a stop of a start that was taken back',
    [spic, not(spic)],
    [stops(spic)],
    ['TR382 StopProduct'],
  ],
  [
    'a stop of the start before one that was taken back',
    [spic, pauses(spic), again, not(again)],
    [stops(spic, '2024-07-01')],
    [],
  ],
  [
    'two stops, the second without a start',
    [spic],
    [stops(spic), stops(other)],
    ['TR382 StopProduct[2]'],
  ],
  [
    'a second temporary stop',
    [spic, pauses(spic)],
    [pauses(spic, '2024-05-04')],
    ['TR413 StopProduct'],
  ],
  [
    'the temporary stop of a restart',
    [spic, pauses(spic), again],
    [pauses(again, '2024-07-01')],
    [],
  ],
  [
    'a temporary stop of another allocation',
    [spic, other, pauses(spic)],
    [pauses(other, '2024-05-04')],
    [],
  ],
  [
    'temporary stops of two tasks',
    [task, otherTask, pauses(task)],
    [pauses(otherTask, '2024-05-04')],
    [],
  ],
  [
    'a temporary stop corrected in one message',
    [spic, pauses(spic)],
    [not(pauses(spic)), pauses(spic, '2024-04-30')],
    [],
  ],
  [
    'a temporary stop corrected without taking it back',
    [spic, pauses(spic)],
    [pauses(spic, '2024-04-30')],
    ['TR413 StopProduct', 'TR414 StopProduct/Einddatum'],
  ],
  [
    'two temporary stops in one message',
    [spic],
    [pauses(spic), pauses(spic, '2024-05-04')],
    ['TR413 StopProduct[2]'],
  ],
  [
    'the same temporary stop',
    [spic, pauses(spic)],
    [pauses(spic)],
    ['TR074 StopProduct', 'TR413 StopProduct'],
  ],
  ['a definitive stop on the day of the temporary one', [spic, pauses(spic)], [stops(spic)], []],
  [
    'a definitive stop after the temporary one',
    [spic, pauses(spic)],
    [stops(spic, '2024-05-04')],
    [],
  ],
  [
    'a definitive stop before the temporary one',
    [spic, pauses(spic)],
    [stops(spic, '2024-05-02')],
    ['TR414 StopProduct/Einddatum'],
  ],
  [
    'a definitive stop before a temporary one that was taken back',
    [spic, pauses(spic), not(pauses(spic))],
    [stops(spic, '2024-05-02')],
    [],
  ],
  [
    'a temporary stop and an earlier definitive one in one message',
    [spic],
    [pauses(spic), stops(spic, '2024-05-02')],
    ['TR414 StopProduct[2]/Einddatum'],
  ],
  [
    'a temporary stop and the definitive one in one message',
    [spic],
    [pauses(spic), stops(spic)],
    [],
  ],
  [
    'a definitive stop after another',
    [spic, stops(spic)],
    [stops(spic, '2024-05-04', '32')],
    ['TR415 StopProduct'],
  ],
  [
    'a temporary stop after a definitive one',
    [spic, stops(spic)],
    [pauses(spic)],
    ['TR415 StopProduct'],
  ],
  [
    'a definitive stop after one that was taken back',
    [spic, stops(spic), not(stops(spic))],
    [stops(spic, '2024-05-04', '32')],
    [],
  ],
  [
    'a definitive stop corrected in one message',
    [spic, stops(spic)],
    [not(stops(spic)), stops(spic, '2024-04-30', '32')],
    [],
  ],
  [
    'a definitive stop after a temporary and a definitive one',
    [spic, pauses(spic), stops(spic)],
    [stops(spic, '2024-05-04')],
    ['TR415 StopProduct'],
  ],
  [
    'a temporary stop after a temporary and a definitive one',
    [spic, pauses(spic), stops(spic)],
    [pauses(spic, '2024-05-04')],
    ['TR413 StopProduct', 'TR415 StopProduct'],
  ],
  [
    'both kinds of stop after a definitive one',
    [spic, stops(spic)],
    [pauses(spic), stops(spic, '2024-05-04')],
    ['TR415 StopProduct[1]', 'TR415 StopProduct[2]'],
  ],
  [
    'the definitive stop of a restart after a definitive one',
    [spic, stops(spic), again],
    [stops(again, '2024-07-01')],
    [],
  ],
  [
    'two definitive stops in one message',
    [spic],
    [stops(spic), stops(spic, '2024-05-04')],
    ['TR415 StopProduct[2]'],
  ],
  [
    'the same definitive stop',
    [spic, stops(spic)],
    [stops(spic)],
    ['TR074 StopProduct', 'TR415 StopProduct'],
  ],
];

/** What TR101 refuses before the past is asked: one key twice in a message. */
export const doubled: readonly Story[] = [
  [
    'one start, taken back twice in one message',
    [spic],
    [not(spic), not(spic)],
    ['TR063 StartProduct[2]'],
  ],
  [
    'one stop twice in one message',
    [spic],
    [stops(spic), stops(spic)],
    ['TR074 StopProduct[2]', 'TR415 StopProduct[2]'],
  ],
  [
    'a removal comes first, also when it is last in the message',
    [],
    [spic, not(spic)],
    ['TR063 StartProduct[2]'],
  ],
  ['a start taken back and sent again in one message', [spic], [not(spic), spic], []],
  ['a start sent again and taken back in one message', [spic], [spic, not(spic)], []],
  [
    'a stop taken back and sent again in one message',
    [spic, stops(spic)],
    [not(stops(spic)), stops(spic)],
    [],
  ],
];

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocation, conversation, never, start, stop } from './conversation.ts';
import { World } from './world.ts';

const world = new World();
beforeEach(() => world.forget());
afterAll(() => world[Symbol.dispose]());

const START = 'Client/StartProducten/StartProduct';
const STOP = 'Client/StopProducten/StopProduct';

/** Help was allocated from 1 March 2024, and began on the 4th. */
function helpBegan() {
  const between = conversation(world);
  between.gemeente.allocates('2024-02-12', allocation('101')).isApproved('allocated 101');
  between.aanbieder.starts('2024-03-05', start('101', '2024-03-04')).isApproved('started 101');
  return between;
}

describe('help stops for the summer', () => {
  const pause = stop('101', '2024-03-04', '2024-07-05', '20');

  test('and then for good, on the day on which it paused', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder.stops('2024-07-08', pause).isApproved('stopped 101');
    aanbieder
      .stops('2024-08-20', stop('101', '2024-03-04', '2024-07-05', '31'))
      .isApproved('stopped 101');
    expect(known.stops()).toEqual(['101 on 2024-07-05 (20)', '101 on 2024-07-05 (31)']);
  });

  test('and then for good, on a later day', () => {
    const { aanbieder } = helpBegan();
    aanbieder.stops('2024-07-08', pause).isApproved('stopped 101');
    aanbieder
      .stops('2024-08-20', stop('101', '2024-03-04', '2024-08-16', '31'))
      .isApproved('stopped 101');
  });

  test('but never for good on an earlier day', () => {
    const { aanbieder } = helpBegan();
    aanbieder.stops('2024-07-08', pause).isApproved('stopped 101');
    aanbieder
      .stops('2024-08-20', stop('101', '2024-03-04', '2024-07-04', '31'))
      .isRefused(`TR414 ${STOP}/Einddatum`);
  });

  test('and begins again in September', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder.starts('2024-06-01', start('101', '2024-06-01')).isRefused(`TR326 ${START}`);
    aanbieder.stops('2024-07-08', pause).isApproved('stopped 101');
    aanbieder.starts('2024-09-02', start('101', '2024-09-02')).isApproved('started 101');
    // From now on a stop is about the new start.
    aanbieder
      .stops('2024-09-30', stop('101', '2024-03-04', '2024-09-27', '31'))
      .isRefused(`TR382 ${STOP}`);
    aanbieder
      .stops('2024-09-30', stop('101', '2024-09-02', '2024-09-27', '31'))
      .isApproved('stopped 101');
    expect(known.starts()).toEqual(['101 on 2024-03-04', '101 on 2024-09-02']);
  });

  test('twice without a start in between: refused', () => {
    const { aanbieder } = helpBegan();
    aanbieder.stops('2024-07-08', pause).isApproved('stopped 101');
    aanbieder
      .stops('2024-07-20', stop('101', '2024-03-04', '2024-07-19', '20'))
      .isRefused(`TR413 ${STOP}`);
  });
});

describe('help stopped for good', () => {
  const end = stop('101', '2024-03-04', '2024-07-05', '31');

  test('and begins again all the same', () => {
    const { aanbieder } = helpBegan();
    aanbieder.stops('2024-07-08', end).isApproved('stopped 101');
    aanbieder
      .stops('2024-07-20', stop('101', '2024-03-04', '2024-07-19', '31'))
      .isRefused(`TR415 ${STOP}`);
    aanbieder.starts('2024-10-01', start('101', '2024-10-01')).isApproved('started 101');
  });

  test('on another day than was reported: corrected in one message', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder.stops('2024-07-08', end).isApproved('stopped 101');
    // The removal is processed first, wherever it is in the message.
    aanbieder
      .stops('2024-07-10', stop('101', '2024-03-04', '2024-07-04', '31'), never(end))
      .isApproved('stopRemoved 101', 'stopped 101');
    expect(known.stops()).toEqual(['101 on 2024-07-04 (31)']);
  });

  test('so its start cannot be taken back, until the stop is', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder.stops('2024-07-08', end).isApproved('stopped 101');
    aanbieder.starts('2024-07-10', never(start('101', '2024-03-04'))).isRefused(`TR071 ${START}`);
    aanbieder.stops('2024-07-10', never(end)).isApproved('stopRemoved 101');
    aanbieder
      .starts('2024-07-11', never(start('101', '2024-03-04')))
      .isApproved('startRemoved 101');
    expect(known.starts()).toEqual([]);
    expect(known.stops()).toEqual([]);
  });
});

describe('a start was reported wrongly', () => {
  test('and is removed and sent again in one message', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder
      .starts('2024-03-12', start('101', '2024-03-11'), never(start('101', '2024-03-04')))
      .isApproved('startRemoved 101', 'started 101');
    expect(known.starts()).toEqual(['101 on 2024-03-11']);
  });

  test('and the very same start may be sent again once it is removed', () => {
    const { aanbieder, known } = helpBegan();
    aanbieder
      .starts('2024-03-12', start('101', '2024-03-04'))
      .isRefused(`TR074 ${START}`, `TR326 ${START}`);
    aanbieder
      .starts('2024-03-12', never(start('101', '2024-03-04')))
      .isApproved('startRemoved 101');
    aanbieder.starts('2024-03-13', start('101', '2024-03-04')).isApproved('started 101');
    expect(known.starts()).toEqual(['101 on 2024-03-04']);
  });

  test('and what was never reported cannot be removed', () => {
    const { aanbieder } = helpBegan();
    aanbieder.starts('2024-03-12', never(start('101', '2024-03-05'))).isRefused(`TR063 ${START}`);
  });

  test('on an allocation that nobody knows: refused', () => {
    const { aanbieder } = helpBegan();
    aanbieder
      .starts('2024-03-12', start('102', '2024-03-04'))
      .isRefused(`TR019 ${START}/ToewijzingNummer`);
  });
});

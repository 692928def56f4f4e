import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocation, conversation, decided, ilyas, start, yara } from './conversation.ts';
import { World } from './world.ts';

const world = new World();
beforeEach(() => world.forget());
afterAll(() => world[Symbol.dispose]());

const intensive = { product: { categorie: '46', code: 'C07I' } };

describe('a municipality changes what it allocated', () => {
  test('a JW301 repeats what holds; what it repeats unchanged is no news', () => {
    const { gemeente } = conversation(world);
    gemeente.allocates('2024-02-12', allocation('101')).isApproved('allocated 101');
    gemeente
      .allocates('2024-02-20', allocation('101'), allocation('102', intensive))
      .isApproved('allocated 102');
    gemeente
      .allocates('2024-02-21', allocation('+0101'), allocation('102', intensive))
      .isApproved();
  });

  test('it extends help', () => {
    const { gemeente, known } = conversation(world);
    const first = allocation('101');
    gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    const longer = { einddatum: '2025-08-31', redenWijziging: '04' };
    gemeente
      .allocates('2025-02-03', decided('2025-02-03', first, longer))
      .isApproved('changed 101');
    expect(known.allocations()).toEqual(['101 allocated 2024-03-01 to 2025-08-31']);
  });

  test('why it changed is said once: a repeat may leave the reason out (IV099), and nothing else', () => {
    const { gemeente, known } = conversation(world);
    const first = allocation('101', { commentaar: 'Thuis.' });
    gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    const longer = { einddatum: '2025-08-31', redenWijziging: '04' };
    const changed = decided('2025-02-03', first, longer);
    gemeente.allocates('2025-02-03', changed).isApproved('changed 101');
    const { redenWijziging: _, ...repeated } = changed;
    gemeente.allocates('2025-02-04', repeated).isApproved();
    gemeente.allocates('2025-02-05', changed).isApproved();
    const { commentaar: __, ...withoutRemark } = repeated;
    gemeente.allocates('2025-02-06', withoutRemark).isApproved('changed 101');
    gemeente
      .allocates('2025-02-07', { ...withoutRemark, redenWijziging: '14' })
      .isApproved('changed 101');
    expect(known.allocations()).toEqual(['101 allocated 2024-03-01 to 2025-08-31']);
  });

  test('it deletes an allocation; its number stays used', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    const first = allocation('101');
    gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    const deleted = { einddatum: '2024-03-01', redenWijziging: '13' };
    gemeente
      .allocates('2024-02-20', decided('2024-02-20', first, deleted))
      .isApproved('deleted 101');
    expect(known.allocations()).toEqual(['101 deleted 2024-03-01 to 2024-03-01']);
    const again = decided('2024-02-21', first, intensive);
    gemeente
      .allocates('2024-02-21', again)
      .isRefused('TR332 Client/ToegewezenProducten/ToegewezenProduct/ToewijzingNummer');
    // A request for change does not have to name it.
    gemeente.allocates('2024-02-22', allocation('102', intensive)).isApproved('allocated 102');
    aanbieder
      .requestsChange('2024-02-23', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: {
          teWijzigenProduct: [
            {
              toewijzingNummer: '102',
              gewensteIngangsdatum: '2024-03-01',
              einddatum: '2025-02-28',
              omvang: { volume: '2', eenheid: '82', frequentie: '6' },
            },
          ],
        },
      })
      .isApproved('requested R1');
  });

  test('it forgets one that holds: allowed, and it is warned', () => {
    const { gemeente, known } = conversation(world);
    gemeente
      .allocates('2024-02-12', allocation('101'), allocation('102', intensive))
      .isApproved('allocated 101', 'allocated 102');
    gemeente
      .allocates('2025-02-28', allocation('101'))
      .isApprovedWithAdvice('allocation-forgotten');
    expect(known.allocations()).toHaveLength(2);
    // It ended on 28 February: from 1 March on there is nothing to repeat.
    gemeente.allocates('2025-03-01', allocation('101')).isApproved();
  });

  test('its messages overtake each other: the decision that is newest holds', () => {
    const { gemeente, known } = conversation(world);
    const first = allocation('101');
    const longer = decided('2024-05-06', first, { einddatum: '2025-08-31', redenWijziging: '04' });
    const evenLonger = { ...longer, toewijzingstijd: '11:30:00', einddatum: '2025-10-31' };
    gemeente.allocates('2024-05-06', evenLonger).isApproved('allocated 101');
    gemeente.allocates('2024-05-07', longer).isApproved('changed 101, too late to count');
    gemeente.allocates('2024-05-08', first).isApproved('changed 101, too late to count');
    expect(known.allocations()).toEqual(['101 allocated 2024-03-01 to 2025-10-31']);
  });

  test('a number of another child, of the same or another provider, is refused', () => {
    conversation(world, yara)
      .gemeente.allocates('2024-02-12', allocation('101'))
      .isApproved('allocated 101');
    const refusal = 'TR332 Client/ToegewezenProducten/ToegewezenProduct/ToewijzingNummer';
    conversation(world, ilyas)
      .gemeente.allocates('2024-02-12', allocation('101'))
      .isRefused(refusal);
    const other = { ...yara, aanbieder: '87654321' };
    conversation(world, other)
      .gemeente.allocates('2024-02-12', allocation('101'))
      .isRefused(refusal);
    const zaanstad = { ...ilyas, gemeente: '0479' };
    conversation(world, zaanstad)
      .gemeente.allocates('2024-02-12', allocation('101'))
      .isApproved('allocated 101');
  });

  test('after a redivision, the successor takes the allocations as its own', () => {
    const beemster = conversation(world, { ...yara, gemeente: '0370' });
    const purmerend = conversation(world, { ...yara, gemeente: '0439' });
    const running = allocation('101', {
      toewijzingsdatum: '2021-11-01',
      ingangsdatum: '2021-11-15',
      einddatum: '2022-06-30',
    });
    beemster.gemeente.allocates('2021-11-01', running).isApproved('allocated 101');
    purmerend.aanbieder.starts('2022-01-10', start('101', '2022-01-10')).isApproved('started 101');
    const shorter = { einddatum: '2022-03-31', redenWijziging: '05' };
    purmerend.gemeente
      .allocates('2022-02-01', decided('2022-02-01', running, shorter))
      .isApproved('changed 101');
  });
});

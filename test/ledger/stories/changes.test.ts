import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocation, conversation, decided } from './conversation.ts';
import { World } from './world.ts';

const world = new World();
beforeEach(() => world.forget());
afterAll(() => world[Symbol.dispose]());

const intensive = { product: { categorie: '46', code: 'C07I' } };

describe('a provider asks for a change', () => {
  const hours = (volume: string) => ({ volume, eenheid: '04', frequentie: '4' });
  const weekly = allocation('101', { omvang: hours('10') });
  const { omvang: _, ...foster } = allocation('102', {
    product: { categorie: '54' },
    budget: '250000',
  });

  test('one allocation is changed, another replaced', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    gemeente.allocates('2024-02-12', weekly, foster).isApproved('allocated 101', 'allocated 102');
    const more = {
      gewensteIngangsdatum: '2024-06-01',
      einddatum: '2025-02-28',
      omvang: hours('20'),
    };
    const raised = {
      gewensteIngangsdatum: '2024-03-01',
      einddatum: '2025-02-28',
      budget: '300000',
    };
    // It has to speak of every allocation that holds.
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: { teWijzigenProduct: [{ toewijzingNummer: '101', ...more }] },
      })
      .isRefused('TR349 Client/Verzoek');
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: {
          teWijzigenProduct: [
            { toewijzingNummer: '101', ...more },
            { toewijzingNummer: '102', ...raised },
          ],
        },
      })
      .isApproved('requested R1');
    expect(known.openRequests()).toEqual(['R1']);

    const honours = { referentieAanbieder: 'R1', redenWijziging: '12' };
    gemeente
      .allocates(
        '2024-05-20',
        decided('2024-05-20', weekly, { ...honours, einddatum: '2024-05-31' }),
        decided('2024-05-20', foster, { ...honours, budget: '300000' }),
        allocation('103', {
          referentieAanbieder: 'R1',
          toewijzingsdatum: '2024-05-20',
          ingangsdatum: '2024-06-01',
          omvang: hours('20'),
        }),
      )
      .isApproved('changed 101', 'changed 102', 'allocated 103');
    expect(known.openRequests()).toEqual([]);
    expect(known.allocations()).toEqual([
      '101 allocated 2024-03-01 to 2024-05-31',
      '102 allocated 2024-03-01 to 2025-02-28',
      '103 allocated 2024-06-01 to 2025-02-28, follows 101',
    ]);
  });

  test('the need turns out heavier: another SPIC takes the place of this one', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    gemeente.allocates('2024-02-12', weekly).isApproved('allocated 101');
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: {
          teWijzigenProduct: [
            {
              toewijzingNummer: '101',
              gewensteIngangsdatum: '2024-03-01',
              einddatum: '2024-05-31',
              omvang: hours('10'),
            },
          ],
        },
        nieuweProducten: {
          nieuwProduct: [
            {
              product: { categorie: '45', code: 'B09I' },
              gewensteIngangsdatum: '2024-06-01',
              einddatum: '2025-02-28',
              omvang: hours('20'),
            },
          ],
        },
      })
      .isApproved('requested R1');
    const heavier = allocation('102', {
      referentieAanbieder: 'R1',
      product: { categorie: '45', code: 'B09I' },
      toewijzingsdatum: '2024-05-20',
      ingangsdatum: '2024-06-01',
      omvang: hours('20'),
    });
    const honours = { referentieAanbieder: 'R1', redenWijziging: '12', einddatum: '2024-05-31' };
    gemeente
      .allocates('2024-05-20', decided('2024-05-20', weekly, honours), heavier)
      .isApproved('changed 101', 'allocated 102');
    expect(known.allocations().at(-1)).toBe('102 allocated 2024-06-01 to 2025-02-28, follows 101');
  });

  test('and the municipality refuses: everything stays as it was', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    gemeente.allocates('2024-02-12', weekly).isApproved('allocated 101');
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: {
          teWijzigenProduct: [
            { toewijzingNummer: '101', gewensteIngangsdatum: '2024-06-01', omvang: hours('20') },
          ],
        },
      })
      .isApproved('requested R1');
    gemeente.refuses('2024-05-08', 'R1').isApproved('answered R1');
    gemeente
      .allocates('2024-05-20', decided('2024-05-20', weekly, { referentieAanbieder: 'R1' }))
      .isRefused('TR379 Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder');
    expect(known.allocations()).toEqual(['101 allocated 2024-03-01 to 2025-02-28']);
  });
  test('and what the change leaves alone carries its reference too, or it is refused', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    const other = allocation('104', intensive);
    gemeente.allocates('2024-02-12', weekly, other).isApproved('allocated 101', 'allocated 104');
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        ongewijzigdeProducten: { ongewijzigdProduct: [{ toewijzingNummer: '104' }] },
        teWijzigenProducten: {
          teWijzigenProduct: [
            { toewijzingNummer: '101', gewensteIngangsdatum: '2024-06-01', omvang: hours('20') },
          ],
        },
      })
      .isApproved('requested R1');
    const honours = { referentieAanbieder: 'R1', redenWijziging: '12', omvang: hours('20') };
    gemeente
      .allocates('2024-05-20', decided('2024-05-20', weekly, honours), other)
      .isRefused('TR379 Client/ToegewezenProducten/ToegewezenProduct[2]/ReferentieAanbieder');
    expect(known.openRequests()).toEqual(['R1']);
    const named = { ...other, referentieAanbieder: 'R1' };
    gemeente
      .allocates('2024-05-20', decided('2024-05-20', weekly, honours), named)
      .isApproved('changed 101', 'changed 104');
    expect(known.openRequests()).toEqual([]);
  });
  test('and the municipality changes the allocation without its reference: it is warned', () => {
    const { gemeente, aanbieder, known } = conversation(world);
    gemeente.allocates('2024-02-12', weekly).isApproved('allocated 101');
    aanbieder
      .requestsChange('2024-05-06', {
        referentieAanbieder: 'R1',
        teWijzigenProducten: {
          teWijzigenProduct: [
            { toewijzingNummer: '101', gewensteIngangsdatum: '2024-06-01', omvang: hours('20') },
          ],
        },
      })
      .isApproved('requested R1');
    const more = { redenWijziging: '12', omvang: hours('20') };
    gemeente.allocates('2024-05-19', weekly).isApproved();
    gemeente
      .allocates('2024-05-20', decided('2024-05-20', weekly, more))
      .isApprovedWithAdvice('reference-missing');
    expect(known.openRequests()).toEqual(['R1']);
  });
});

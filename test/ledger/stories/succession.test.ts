import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocation, conversation, decided, yara } from './conversation.ts';
import { World } from './world.ts';

const world = new World();
beforeEach(() => world.forget());
afterAll(() => world[Symbol.dispose]());

const intensive = { product: { categorie: '46', code: 'C07I' } };

describe('one allocation follows another, and names it', () => {
  const first = allocation('101');
  const untilJune = { einddatum: '2024-05-31' };
  const fromJune = { toewijzingsdatum: '2024-05-20', ingangsdatum: '2024-06-01' };

  test('care of the old kind is converted to a SPIC (10), in one JW301', () => {
    const { gemeente, known } = conversation(world);
    const old = allocation('77', { product: { categorie: '45', code: '45A03' } });
    gemeente.allocates('2024-02-12', old).isApproved('allocated 77');
    const withdrawn = decided('2024-05-20', old, { ...untilJune, redenWijziging: '10' });
    gemeente
      .allocates('2024-05-20', withdrawn, allocation('101', fromJune))
      .isApproved('withdrawn 77', 'allocated 101');
    expect(known.allocations()).toEqual([
      '77 withdrawn 2024-03-01 to 2024-05-31',
      '101 allocated 2024-06-01 to 2025-02-28, follows 77',
    ]);
    const longer = { einddatum: '2025-08-31', redenWijziging: '04' };
    gemeente
      .allocates('2025-02-03', decided('2025-02-03', allocation('101', fromJune), longer))
      .isApproved('changed 101');
    expect(known.allocations().at(-1)).toBe('101 allocated 2024-06-01 to 2025-08-31, follows 77');
  });

  test('two old products become one SPIC, also when it comes in a later message', () => {
    const { gemeente, known } = conversation(world);
    const one = allocation('77', { product: { categorie: '45', code: '45A03' } });
    const two = allocation('78', { product: { categorie: '50', code: '50B01' } });
    gemeente.allocates('2024-02-12', one, two).isApproved('allocated 77', 'allocated 78');
    const converted = { ...untilJune, redenWijziging: '10' };
    gemeente
      .allocates(
        '2024-05-20',
        decided('2024-05-20', one, converted),
        decided('2024-05-20', two, converted),
      )
      .isApproved('withdrawn 77', 'withdrawn 78');
    gemeente.allocates('2024-06-03', allocation('101', fromJune)).isApproved('allocated 101');
    expect(known.allocations().at(-1)).toContain('101 allocated');
    expect(known.allocations().at(-1)).toContain('follows 77 and 78');
  });

  test('several become several: those of one category belong together, others are left open', () => {
    const { gemeente, known } = conversation(world);
    const old = ['45', '46', '46'].map((categorie, index) =>
      allocation(`${77 + index}`, { product: { categorie, code: `OLD${index}` } }),
    );
    gemeente
      .allocates('2024-02-12', ...old)
      .isApproved('allocated 77', 'allocated 78', 'allocated 79');
    const converted = { ...untilJune, redenWijziging: '10' };
    const next = ['45', '46', '46'].map((categorie, index) =>
      allocation(`${101 + index}`, { ...fromJune, product: { categorie, code: `NEW${index}` } }),
    );
    gemeente
      .allocates('2024-05-20', ...old.map((one) => decided('2024-05-20', one, converted)), ...next)
      .isApproved(
        'withdrawn 77',
        'withdrawn 78',
        'withdrawn 79',
        'allocated 101',
        'allocated 102',
        'allocated 103',
      );
    expect(known.allocations().slice(3)).toEqual([
      '101 allocated 2024-06-01 to 2025-02-28, follows 77',
      '102 allocated 2024-06-01 to 2025-02-28',
      '103 allocated 2024-06-01 to 2025-02-28',
    ]);
  });

  test('the child goes over to another provider (09)', () => {
    const deDijk = conversation(world, yara);
    const deBrug = conversation(world, { ...yara, aanbieder: '87654321' });
    const handedOver = decided('2024-05-20', first, { ...untilJune, redenWijziging: '09' });
    deDijk.gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    deDijk.gemeente.allocates('2024-05-20', handedOver).isApproved('withdrawn 101');
    deBrug.gemeente
      .allocates('2024-05-21', allocation('201', fromJune))
      .isApproved('allocated 201');
    expect(deBrug.known.allocations()).toEqual([
      '201 allocated 2024-06-01 to 2025-02-28, follows 101',
    ]);
  });

  test('also when the other provider hears of it first', () => {
    const deDijk = conversation(world, yara);
    const deBrug = conversation(world, { ...yara, aanbieder: '87654321' });
    const handedOver = decided('2024-05-20', first, { ...untilJune, redenWijziging: '09' });
    deDijk.gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    deBrug.gemeente
      .allocates('2024-05-20', allocation('201', fromJune))
      .isApproved('allocated 201');
    deDijk.gemeente.allocates('2024-05-20', handedOver).isApproved('withdrawn 101');
    expect(world.state(yara).allocations.get('101')?.successors).toEqual(['201']);
  });

  test('but not when the other provider lost it again', () => {
    const deDijk = conversation(world, yara);
    const deBrug = conversation(world, { ...yara, aanbieder: '87654321' });
    const handedOver = decided('2024-05-21', first, { ...untilJune, redenWijziging: '09' });
    const there = allocation('201', fromJune);
    const deleted = { einddatum: there.ingangsdatum, redenWijziging: '13' };
    deDijk.gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    deBrug.gemeente.allocates('2024-05-20', there).isApproved('allocated 201');
    deBrug.gemeente
      .allocates('2024-05-21', decided('2024-05-21', there, deleted))
      .isApproved('deleted 201');
    deDijk.gemeente.allocates('2024-05-21', handedOver).isApproved('withdrawn 101');
    expect(world.state(yara).allocations.get('101')?.successors).toEqual([]);
  });

  test('an allocation that merely ends the day before is no predecessor', () => {
    const { gemeente, known } = conversation(world);
    gemeente.allocates('2024-02-12', first).isApproved('allocated 101');
    const shorter = decided('2024-05-20', first, { ...untilJune, redenWijziging: '05' });
    gemeente
      .allocates('2024-05-20', shorter, allocation('102', { ...intensive, ...fromJune }))
      .isApproved('changed 101', 'allocated 102');
    expect(known.allocations().at(-1)).toBe('102 allocated 2024-06-01 to 2025-02-28');
  });
});

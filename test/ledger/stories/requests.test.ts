import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocation, asked, conversation, ilyas, yara } from './conversation.ts';
import { World } from './world.ts';

const world = new World();
beforeEach(() => world.forget());
afterAll(() => world[Symbol.dispose]());

describe('a provider asks for help for a child', () => {
  test('and the municipality allocates it at once', () => {
    const { aanbieder, gemeente, known } = conversation(world);
    aanbieder.requests('2024-02-05', asked('R1')).isApproved('requested R1');
    expect(known.openRequests()).toEqual(['R1']);
    const honours = { referentieAanbieder: 'R1' };
    gemeente.allocates('2024-02-12', allocation('101', honours)).isApproved('allocated 101');
    expect(known.openRequests()).toEqual([]);
    expect(known.allocations()).toEqual(['101 allocated 2024-03-01 to 2025-02-28']);
  });

  test('and the municipality looks into it first, then allocates', () => {
    const { aanbieder, gemeente, known } = conversation(world);
    aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    gemeente.investigates('2024-02-06', 'R1').isApproved('answered R1');
    expect(known.openRequests()).toEqual(['R1']);
    const honours = { referentieAanbieder: 'R1' };
    gemeente.allocates('2024-02-12', allocation('101', honours)).isApproved('allocated 101');
    expect(known.openRequests()).toEqual([]);
  });

  test('and the municipality refuses; another request may follow, under another reference', () => {
    const { aanbieder, gemeente, known } = conversation(world);
    aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    gemeente.refuses('2024-02-06', 'R1').isApproved('answered R1');
    expect(known.openRequests()).toEqual([]);
    aanbieder
      .requests('2024-02-08', asked('R1'))
      .isRefused('TR347 Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder');
    aanbieder.requests('2024-02-08', asked('R2')).isApproved('requested R2');
  });

  test('and the municipality looks into it first, then refuses; that is its last word', () => {
    const { aanbieder, gemeente } = conversation(world);
    aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    gemeente.investigates('2024-02-06', 'R1').isApproved('answered R1');
    gemeente.investigates('2024-02-07', 'R1').isRefused('TR360 Antwoord/VerzoekAntwoord');
    gemeente.refuses('2024-02-20', 'R1').isApproved('answered R1');
    gemeente.refuses('2024-02-21', 'R1').isRefused('TR365 Antwoord');
  });

  test('but the child lives in Zaanstad: refused on residence, and asked there', () => {
    const amsterdam = conversation(world);
    amsterdam.aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    amsterdam.gemeente.refuses('2024-02-06', 'R1', '0479').isApproved('answered R1');
    const zaanstad = conversation(world, { ...yara, gemeente: '0479' });
    zaanstad.aanbieder
      .requests('2024-02-08', asked('R1'))
      .isRefused('TR347 Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder');
    zaanstad.aanbieder.requests('2024-02-08', asked('R2')).isApproved('requested R2');
    expect(amsterdam.known.openRequests()).toEqual([]);
    expect(zaanstad.known.openRequests()).toEqual(['R2']);
  });

  test('and asks again while that request is open: refused, until each product has its answer', () => {
    const { aanbieder, gemeente } = conversation(world);
    const foster = { categorie: '54' };
    const { omvang: _, ...budget } = { ...asked('R2', { product: foster }), budget: '250000' };
    aanbieder
      .requests('2024-02-01', asked('R1'), budget)
      .isApproved('requested R1', 'requested R2');
    const again = asked('R3', { product: { categorie: '46', code: 'C07I' } });
    aanbieder.requests('2024-02-05', again).isRefused('TR374 Client');
    const honours = { referentieAanbieder: 'R1' };
    gemeente.allocates('2024-02-12', allocation('101', honours)).isApproved('allocated 101');
    aanbieder.requests('2024-02-13', again).isRefused('TR374 Client');
    gemeente.refuses('2024-02-14', 'R2').isApproved('answered R2');
    aanbieder.requests('2024-02-15', again).isApproved('requested R3');
  });

  test('and another child of the same provider does not have to wait for it', () => {
    conversation(world, yara)
      .aanbieder.requests('2024-02-01', asked('R1'))
      .isApproved('requested R1');
    conversation(world, ilyas)
      .aanbieder.requests('2024-02-01', asked('R2'))
      .isApproved('requested R2');
  });

  test('and the municipality answers after it allocated: refused', () => {
    const { aanbieder, gemeente } = conversation(world);
    aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    const honours = { referentieAanbieder: 'R1' };
    gemeente.allocates('2024-02-12', allocation('101', honours)).isApproved('allocated 101');
    gemeente.refuses('2024-02-13', 'R1').isRefused('TR359 Antwoord');
    gemeente.investigates('2024-02-13', 'R1').isRefused('TR359 Antwoord');
  });

  test('and the municipality answers a request that nobody made: refused', () => {
    const { gemeente } = conversation(world);
    gemeente.refuses('2024-02-13', 'R9').isRefused('TR355 Antwoord/ReferentieAanbieder');
  });
  test('and the municipality allocates without its reference: allowed, and it is warned', () => {
    const { aanbieder, gemeente, known } = conversation(world);
    aanbieder.requests('2024-02-01', asked('R1')).isApproved('requested R1');
    gemeente.allocates('2024-02-12', allocation('101')).isApprovedWithAdvice('reference-missing');
    expect(known.openRequests()).toEqual(['R1']);
    const honours = { referentieAanbieder: 'R1' };
    gemeente.allocates('2024-02-13', allocation('101', honours)).isApproved('changed 101');
    expect(known.openRequests()).toEqual([]);
    // What honoured it leaves the reference out of what follows.
    gemeente.allocates('2024-02-14', allocation('101')).isApproved();
    // A later request gives no warning either, in a message that allocates nothing new.
    const other = { product: { categorie: '46', code: 'C07I' } };
    aanbieder.requests('2024-02-15', asked('R2', other)).isApproved('requested R2');
    gemeente.allocates('2024-02-16', allocation('101')).isApproved();
  });
});

import { describe, expect, it } from 'vitest';
import { termsOfDeliveries } from '../../../src/region/terms/deliveries.ts';
import type { Fact } from '../../../src/region/terms/fact.ts';
import { allocated, fact, imported, started, stopped, usual, words } from './support.ts';

const terms = (facts: readonly Fact[], today = '2026-06-01') =>
  words(termsOfDeliveries(facts, 'child', usual), today);

// Monday 2026-06-01 to Wednesday 2026-09-30, decided and received before it begins.
const allocates = fact('2026-05-20T09:00:00Z', allocated('101', { einddatum: '2026-09-30' }));
const starts = fact('2026-06-04T09:00:00Z', started('101', '2026-06-01'));

describe('a start', () => {
  it('is judged when its message comes, and nothing is known before', () => {
    expect(terms([allocates])).toEqual([]);
    expect(terms([allocates, starts])[0]).toBe('start 2026-06-08 in-time 3');
    const late = fact('2026-06-09T09:00:00Z', started('101', '2026-06-01'));
    expect(terms([allocates, late])[0]).toBe('start 2026-06-08 late 6');
  });

  it('counts from the receipt of the JW301 where that allocates into the past', () => {
    const afterwards = fact('2026-06-15T09:00:00Z', allocated('101'));
    const reports = fact('2026-06-22T09:00:00Z', started('101', '2026-06-01'));
    expect(terms([afterwards, reports])).toEqual(['start 2026-06-22 in-time 5']);
    // The real start is later than the receipt.
    const later = fact('2026-06-30T09:00:00Z', started('101', '2026-06-22'));
    expect(terms([afterwards, later])).toEqual(['start 2026-06-29 late 6']);
  });

  it('that is announced takes no day', () => {
    const announced = fact('2026-05-28T09:00:00Z', started('101', '2026-06-01'));
    expect(terms([allocates, announced])[0]).toBe('start 2026-06-08 in-time 0');
  });

  it('that is removed has no term, and what corrects it counts from the first report', () => {
    const removes = fact('2026-06-18T09:00:00Z', started('101', '2026-06-01', 'startRemoved'));
    expect(terms([allocates, starts, removes])).toEqual([]);
    const corrects = fact('2026-06-19T09:00:00Z', started('101', '2026-06-02'));
    expect(terms([allocates, starts, removes, corrects])[0]).toBe('start 2026-06-09 in-time 2');
    const muchLater = fact('2026-06-29T09:00:00Z', started('101', '2026-06-02'));
    expect(terms([allocates, starts, removes, muchLater])[0]).toBe('start 2026-06-09 late 19');
  });

  it('that was imported is not judged, but has a stop to come', () => {
    const before = imported('2026-06-10T09:00:00Z', started('101', '2026-06-01'));
    expect(terms([allocates, before])).toEqual(['stop 2026-10-07 open']);
  });

  it('without a number is judged by its real day', () => {
    const { toewijzingNummer: _, ...event } = started('101', '2026-06-01');
    const { toewijzingNummer: __, ...content } = event.content;
    const product = { categorie: '45', code: 'B09P' };
    const nameless = { ...event, content: { ...content, product } };
    expect(terms([fact('2026-06-09T09:00:00Z', nameless)])).toEqual(['start 2026-06-08 late 6']);
  });
});

describe('a stop that is known beforehand', () => {
  it('is due five working days after Einddatum, when care was started', () => {
    expect(terms([allocates, starts])[1]).toBe('stop 2026-10-07 open');
    expect(terms([allocates, starts], '2026-10-08')[1]).toBe('stop 2026-10-07 missed');
  });

  it('moves with Einddatum, and goes when there is none any more', () => {
    const shorter = fact(
      '2026-07-01T09:00:00Z',
      allocated('101', { einddatum: '2026-07-31', redenWijziging: '05' }, 'changed'),
    );
    expect(terms([allocates, starts, shorter])[1]).toBe('stop 2026-08-07 open');
    const endless = fact('2026-07-01T09:00:00Z', allocated('101', {}, 'changed'));
    expect(terms([allocates, starts, endless])).toEqual(['start 2026-06-08 in-time 3']);
  });

  it('counts from the receipt of a JW301 that ends care in the past', () => {
    const ended = { einddatum: '2026-07-15', redenWijziging: '05' };
    const shorter = fact('2026-07-20T09:00:00Z', allocated('101', ended, 'changed'));
    expect(terms([allocates, starts, shorter])[1]).toBe('stop 2026-07-27 open');
    // A later version with the same end does not move it.
    const same = fact(
      '2026-07-24T09:00:00Z',
      allocated('101', { ...ended, commentaar: 'x' }, 'changed'),
    );
    expect(terms([allocates, starts, shorter, same])[1]).toBe('stop 2026-07-27 open');
  });

  it('is due after a withdrawal of care that was started', () => {
    const emptied = { einddatum: '2026-06-01', redenWijziging: '05' };
    const withdraws = fact('2026-06-17T09:00:00Z', allocated('101', emptied, 'withdrawn'));
    expect(terms([allocates, starts, withdraws])[1]).toBe('stop 2026-06-24 open');
    expect(terms([allocates, withdraws])).toEqual([]);
    const deletes = fact(
      '2026-06-17T09:00:00Z',
      allocated('101', { einddatum: '2026-09-30', redenWijziging: '13' }, 'deleted'),
    );
    expect(terms([allocates, starts, deletes])[1]).toBe('stop 2026-06-24 open');
  });

  it('is met by the stop, judged by the real end', () => {
    const stops = fact('2026-08-11T09:00:00Z', stopped('101', '2026-06-01', '2026-07-31'));
    expect(terms([allocates, starts, stops])).toEqual([
      'start 2026-06-08 in-time 3',
      'stop 2026-08-07 late 7',
    ]);
    const removes = fact(
      '2026-08-12T09:00:00Z',
      stopped('101', '2026-06-01', '2026-07-31', '31', 'stopRemoved'),
    );
    expect(terms([allocates, starts, stops, removes])[1]).toBe('stop 2026-10-07 open');
  });

  it('keeps its id when it is met', () => {
    const stops = fact('2026-10-01T09:00:00Z', stopped('101', '2026-06-01', '2026-09-30'));
    const of = (facts: readonly Fact[]) =>
      termsOfDeliveries(facts, 'child', usual).map((draft) => draft.of);
    expect(of([allocates, starts, stops])).toEqual(of([allocates, starts]));
  });

  it('is not asked of care that nobody will see end', () => {
    const forEver = fact('2026-05-20T09:00:00Z', allocated('101', { einddatum: '9999-12-31' }));
    expect(terms([forEver, starts])[1]).toBe('stop never');
  });

  it('does not move by a version that is late or waits for its retour', () => {
    const version = allocated('101', { einddatum: '2026-07-31', redenWijziging: '05' }, 'changed');
    const late = fact('2026-07-01T09:00:00Z', { ...version, late: true });
    const waiting = fact('2026-07-01T09:00:00Z', version, { isPending: true });
    expect(terms([allocates, starts, late, waiting])[1]).toBe('stop 2026-10-07 open');
  });
});

describe('a stop for a while', () => {
  const pauses = fact('2026-07-07T09:00:00Z', stopped('101', '2026-06-01', '2026-07-01', '20'));

  it('is judged as any stop, and leaves none to come', () => {
    expect(terms([allocates, starts, pauses])).toEqual([
      'start 2026-06-08 in-time 3',
      'stop 2026-07-08 in-time 4',
    ]);
  });

  it('that becomes final counts as in time: when that was known, stands nowhere', () => {
    const final = fact('2026-09-01T09:00:00Z', stopped('101', '2026-06-01', '2026-07-01', '31'));
    expect(terms([allocates, starts, pauses, final])[2]).toBe('stop 2026-09-08 in-time 0');
  });

  it('has a start and a stop of its own when care goes on', () => {
    const again = fact('2026-08-04T09:00:00Z', started('101', '2026-08-03'));
    expect(terms([allocates, starts, pauses, again])).toEqual([
      'start 2026-06-08 in-time 3',
      'start 2026-08-10 in-time 1',
      'stop 2026-07-08 in-time 4',
      'stop 2026-10-07 open',
    ]);
  });
});

describe('very many deliveries', () => {
  it('cost in proportion to their number', () => {
    const facts = (count: number) => [
      allocates,
      ...Array.from({ length: count }, (_, n) => [
        fact('2026-06-04T09:00:00Z', started('101', '2026-06-01')),
        ...(n % 2
          ? [fact('2026-06-05T09:00:00Z', started('101', '2026-06-01', 'startRemoved'))]
          : []),
        fact('2026-06-04T09:00:00Z', stopped('101', '2026-06-01', '2026-07-31')),
      ]).flat(),
    ];
    const cost = (count: number) => {
      const given = facts(count);
      const began = process.threadCpuUsage();
      termsOfDeliveries(given, 'child', usual);
      const { user, system } = process.threadCpuUsage(began);
      return user + system;
    };
    cost(2000);
    expect(cost(20_000) / cost(2000)).toBeLessThan(40);
  });
});

import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/region/terms/fact.ts';
import { termsOfRequests } from '../../../src/region/terms/requests.ts';
import {
  allocated,
  answered,
  changeRequested,
  fact,
  imported,
  requested,
  words,
} from './support.ts';

const hashOf = (reference: string) => Buffer.from(reference.padEnd(32, '.'));
const terms = (facts: readonly Fact[], today = '2026-05-01') =>
  words(termsOfRequests(facts, 'child', hashOf), today);

// Worked example g of the region: received and dated Thursday 2026-04-30.
const asked = fact('2026-04-30T09:00:00Z', requested('R1'));
const honoured = (at: string, reference = 'R1') =>
  fact(at, allocated('101', { referentieAanbieder: reference }));

describe('a decision on a request', () => {
  it('is due five working days after receipt', () => {
    expect(terms([asked])).toEqual(['decision 2026-05-08 open']);
    expect(terms([asked], '2026-05-08')).toEqual(['decision 2026-05-08 open']);
    expect(terms([asked], '2026-05-09')).toEqual(['decision 2026-05-08 missed']);
  });

  it('is due until 24:00 in Amsterdam', () => {
    // The last minute of 8 May, and the first of 9 May, in summer time.
    expect(terms([asked, honoured('2026-05-08T21:59:59Z')])).toEqual([
      'decision 2026-05-08 in-time 5',
    ]);
    expect(terms([asked, honoured('2026-05-08T22:00:00Z')])).toEqual([
      'decision 2026-05-08 late 5',
    ]);
  });

  it('is asked for each product of a JW315, and once for a JW317', () => {
    const second = fact('2026-04-30T09:00:00Z', requested('R2'));
    const change = fact('2026-04-30T09:00:00Z', changeRequested('R3'));
    const refused = fact('2026-05-04T09:00:00Z', answered('R2', '1', '3'));
    expect(terms([asked, second, change, refused])).toEqual([
      'decision 2026-05-08 open',
      'decision 2026-05-08 in-time 2',
      'decision 2026-05-08 open',
    ]);
  });

  it('is met by the first answer, and once only', () => {
    const again = honoured('2026-05-12T09:00:00Z');
    expect(terms([asked, honoured('2026-05-01T09:00:00Z'), again])).toEqual([
      'decision 2026-05-08 in-time 1',
    ]);
  });

  it('is not met by an answer to another request', () => {
    expect(terms([asked, honoured('2026-05-01T09:00:00Z', 'R9')])).toEqual([
      'decision 2026-05-08 open',
    ]);
  });

  it('is met by what waits for its retour, as long as that does not refuse it', () => {
    const waiting = { ...honoured('2026-05-01T09:00:00Z'), isPending: true };
    expect(terms([asked, waiting], '2026-05-20')).toEqual([
      'decision 2026-05-08 in-time 1 pending',
    ]);
    expect(terms([asked], '2026-05-20')).toEqual(['decision 2026-05-08 missed']);
  });
});

describe('an investigation', () => {
  const investigates = fact('2026-05-07T09:00:00Z', answered('R1', '2'));

  it('meets the decision, and ends eight weeks after the Dagtekening of the request', () => {
    expect(terms([asked, investigates])).toEqual([
      'decision 2026-05-08 in-time 4',
      'investigation 2026-06-25 open',
    ]);
    const dated = { ...asked, dagtekening: '2026-04-28' };
    expect(terms([dated, investigates])[1]).toBe('investigation 2026-06-23 open');
  });

  it('ends with a JW301 or a refusal', () => {
    expect(terms([asked, investigates, honoured('2026-06-25T21:00:00Z')])[1]).toBe(
      'investigation 2026-06-25 in-time 56',
    );
    const refuses = fact('2026-06-26T09:00:00Z', answered('R1', '1', '2'));
    expect(terms([asked, investigates, refuses])[1]).toBe('investigation 2026-06-25 late 57');
  });
});

describe('a refusal on residence', () => {
  const elsewhere = (at: string) => fact(at, answered('R1', '1', '8'));

  it('is judged by its 14 days though five working days have passed', () => {
    expect(terms([asked, elsewhere('2026-05-14T20:00:00Z')])).toEqual([
      'decision 2026-05-08 void residence',
      'residence 2026-05-14 in-time 14',
    ]);
    expect(terms([asked, elsewhere('2026-05-15T09:00:00Z')])[1]).toBe(
      'residence 2026-05-14 late 15',
    );
  });

  it('is judged so after an investigation too', () => {
    const investigates = fact('2026-05-07T09:00:00Z', answered('R1', '2'));
    expect(terms([asked, investigates, elsewhere('2026-05-20T09:00:00Z')])).toEqual([
      'decision 2026-05-08 in-time 4',
      'investigation 2026-06-25 void residence',
      'residence 2026-05-14 late 20',
    ]);
  });

  it.each(['47', '48'])('is all that counts for category %s', (categorie) => {
    const protects = fact('2026-04-30T09:00:00Z', requested('R1', categorie));
    expect(terms([protects])).toEqual(['residence 2026-05-14 open']);
    const investigates = fact('2026-05-07T09:00:00Z', answered('R1', '2'));
    expect(terms([protects, investigates])).toEqual(['residence 2026-05-14 open']);
    expect(terms([protects, honoured('2026-05-13T09:00:00Z')])).toEqual([
      'residence 2026-05-14 in-time 13',
    ]);
  });
});

describe('an imported request', () => {
  const before = imported('2026-04-30T09:00:00Z', requested('R1'));

  it('that is open counts from the day of its import', () => {
    expect(terms([before])).toEqual(['decision 2026-05-08 open']);
    expect(terms([before, honoured('2026-05-04T09:00:00Z')])).toEqual([
      'decision 2026-05-08 in-time 2',
    ]);
  });

  it('that is under investigation has that term alone, from the JW319 or the Dagtekening of the JW317', () => {
    const investigates = imported('2026-04-30T09:00:00Z', {
      ...answered('R1', '2'),
      effective: '2026-04-06',
    });
    expect(terms([before, investigates])).toEqual(['investigation 2026-06-01 open']);
    const change = imported('2026-04-30T09:00:00Z', {
      ...changeRequested('R1'),
      effective: '2026-04-01',
    });
    expect(terms([change, investigates])).toEqual(['investigation 2026-05-27 open']);
    expect(terms([change, investigates, honoured('2026-05-28T09:00:00Z')])).toEqual([
      'investigation 2026-05-27 late 57',
    ]);
  });

  it('that was answered before the import has no term', () => {
    const answer = imported(
      '2026-04-30T09:00:00Z',
      allocated('101', { referentieAanbieder: 'R1' }),
    );
    expect(terms([before, answer])).toEqual([]);
  });
});

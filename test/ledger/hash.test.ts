import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainHash, digestOf, type EntryContent, genesis } from '../../src/ledger/hash.ts';
import { cents } from '../../src/standard/money.ts';

const full: EntryContent = {
  municipality: '0363',
  provider: '12345678',
  clientId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  toewijzingNummer: '17',
  kind: 'allocated',
  messageId: '01a2055b-732f-712d-aff7-9ee7d3ee453f',
  classPath: 'Client/ToegewezenProducten/ToegewezenProduct[1]',
  effectiveDate: '2026-01-01',
  recordedAt: new Date('2026-01-31T09:00:00.007Z'),
  amountCents: cents(125_050),
  sealed: Buffer.from([0, 1, 255]),
};
const bare: EntryContent = {
  ...full,
  toewijzingNummer: null,
  messageId: null,
  effectiveDate: null,
  amountCents: null,
  sealed: null,
};

// Computed apart from this program, from the description in hash.ts.
const known = {
  full: '3057e1c35da239ac7d2f2ab56886f2649407a20d181d76accd06bfe3394319be',
  bare: 'ec5f75ce82d252ccac8754c731f10265d9827aad72c5dc9400809f37b644e7be',
  first: '0ccd9a798b0e639bc5d329d827c353b6928913c4813b1ed9d741bc8cd420b05b',
  second: '3139452196ff29f02f66b63e5edcaa8afdd5483ce540133bf6a0191af3a3cbbb',
};

test('the digest and the hash of an entry are the known ones', () => {
  expect(digestOf(full).toString('hex')).toBe(known.full);
  expect(digestOf(bare).toString('hex')).toBe(known.bare);
  const first = chainHash(genesis, 1, digestOf(full));
  expect(first.toString('hex')).toBe(known.first);
  expect(chainHash(first, 2, digestOf(bare)).toString('hex')).toBe(known.second);
});

test('the bytes are those of the description', () => {
  const field = (bytes: string | Buffer) => {
    const body = Buffer.from(bytes as string);
    return Buffer.concat([Buffer.from([0, 0, 0, body.length]), body]);
  };
  const bytes = Buffer.concat([
    Buffer.from([1]),
    field('0363'),
    field('12345678'),
    field('0f8fad5b-d9cb-469f-a165-70867728950e'),
    field('17'),
    field('allocated'),
    field('01a2055b-732f-712d-aff7-9ee7d3ee453f'),
    field('Client/ToegewezenProducten/ToegewezenProduct[1]'),
    field('2026-01-01'),
    field('2026-01-31T09:00:00.007Z'),
    field('125050'),
    field(Buffer.from([0, 1, 255])),
  ]);
  expect(digestOf(full)).toEqual(createHash('sha256').update(bytes).digest());
});

test('each field counts, absent is not empty, and what moves between fields is noticed', () => {
  const variants: Partial<EntryContent>[] = [
    {},
    { municipality: '0362' },
    { provider: '12345679' },
    { clientId: '0f8fad5b-d9cb-469f-a165-70867728950f' },
    { toewijzingNummer: '18' },
    { toewijzingNummer: '' },
    { toewijzingNummer: null },
    { kind: 'changed' },
    { messageId: null },
    { classPath: '' },
    { effectiveDate: '2026-01-02' },
    { effectiveDate: '-0001-01-02' },
    { recordedAt: new Date('2026-01-31T09:00:00.008Z') },
    { amountCents: cents(-125_050) },
    { amountCents: cents(0) },
    { amountCents: null },
    { sealed: Buffer.alloc(0) },
    { sealed: null },
    { toewijzingNummer: '1', kind: '7allocated' },
  ];
  const digests = variants.map((variant) => digestOf({ ...full, ...variant }).toString('hex'));
  expect(new Set(digests).size).toBe(variants.length);
});

test('an id counts the same in capitals, and a name beyond ASCII is hashed as UTF-8', () => {
  expect(digestOf({ ...full, clientId: full.clientId.toUpperCase() })).toEqual(digestOf(full));
  expect(digestOf({ ...full, kind: 'é' })).not.toEqual(digestOf({ ...full, kind: 'e' }));
});

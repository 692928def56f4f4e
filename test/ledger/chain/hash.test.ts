import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainHash, digestOf, type EntryContent, genesis } from '../../../src/ledger/chain/hash.ts';
import { cents } from '../../../src/standard/money.ts';

/** Any 32 bytes. */
const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const keys = {
  entryDigest: (bytes: Uint8Array) => createHmac('sha256', secret).update(bytes).digest(),
};
const digest = (version: number, content: EntryContent) =>
  digestOf(keys, version, content) as Buffer;

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

/** The same of version 2. */
const known2 = {
  full: '3ba394d66af3b884c613e0163a6a706e1437d7f60396cf45259b0ebfd71edc2b',
  bare: '3405e85fe75c80afc1f439e97d4b4e9981d8e2953fc033ba218533c78ebc1821',
  first: '508147927b37feb509da55311ff11550accd8d4908ccd15543e4341af162890f',
  second: '97b0f2adc0949810ccc9d967103255d92b12bd6379fff8a996cea7ce9392d31d',
};

test.each([
  [1, known],
  [2, known2],
])('the digest and the hash of an entry of version %i are the known ones', (version, expected) => {
  expect(digest(version, full).toString('hex')).toBe(expected.full);
  expect(digest(version, bare).toString('hex')).toBe(expected.bare);
  const first = chainHash(version, genesis, 1, digest(version, full));
  expect(first.toString('hex')).toBe(expected.first);
  const second = chainHash(version, first, 2, digest(version, bare));
  expect(second.toString('hex')).toBe(expected.second);
});

test('a version that no gateway wrote has no digest', () => {
  for (const version of [0, 3, -1, 256]) expect(digestOf(keys, version, full)).toBeUndefined();
});

test.each([1, 2])('the bytes of version %i are those of the description', (version) => {
  const field = (bytes: string | Buffer) => {
    const body = Buffer.from(bytes as string);
    return Buffer.concat([Buffer.from([0, 0, 0, body.length]), body]);
  };
  const bytes = Buffer.concat([
    Buffer.from([version]),
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
  const whole = version === 1 ? createHash('sha256') : createHmac('sha256', secret);
  expect(digest(version, full)).toEqual(whole.update(bytes).digest());
});

test.each([1, 2])(
  'each field of version %i counts, absent is not empty, and text that shifts between fields is noticed',
  (version) => {
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
    const digests = variants.map((variant) =>
      digest(version, { ...full, ...variant }).toString('hex'),
    );
    expect(new Set(digests).size).toBe(variants.length);
  },
);

test('an id counts the same in capitals, and a name beyond ASCII is hashed as UTF-8', () => {
  const upper = { ...full, clientId: full.clientId.toUpperCase() };
  expect(digest(2, upper)).toEqual(digest(2, full));
  expect(digest(2, { ...full, kind: 'é' })).not.toEqual(digest(2, { ...full, kind: 'e' }));
});

import { type BerichtType, berichten, berichtOfType } from '../../src/standard/catalogue.ts';
import { notations, vocabularyOf } from './generate/documents.ts';
import { readModels } from './generate/model.ts';
import { mutations } from './generate/mutations.ts';
import type { Random } from './generate/random.ts';
import { serialise } from './generate/tree.ts';
import { buildValid } from './generate/valid.ts';
import { ODD_CHARACTERS } from './generate/values.ts';

/** A document to throw at an intake. */
export interface Hostile {
  readonly type: BerichtType;
  /** `valid`, the name of a mutation, or what was done to its bytes. */
  readonly kind: string;
  readonly bytes: Buffer;
  /** Who posts it; nearly always the right one. */
  readonly sender: 'gemeente' | 'aanbieder';
  /** Of the message before it was changed. */
  readonly identificatie: string;
}

const codes = { gemeente: '0363', aanbieder: '12345678' } as const;
const dagtekening = '2024-02-05';

/** Changes of the bytes, such as a bad line or bad software makes. */
const byteChanges: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  'bits flipped': (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let times = 1 + random.below(4); times > 0; times--) {
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    return changed;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  'begins later': (bytes, random) => bytes.subarray(random.below(bytes.length)),
  'odd bytes inserted': (bytes, random) => {
    const odd = random.pick([
      Buffer.from(random.pick(ODD_CHARACTERS)),
      Buffer.from([random.below(256)]),
      Buffer.from([0xed, 0xa0, 0x80]), // half a surrogate pair
      Buffer.from([0xc0, 0x80]), // NUL, written too long
      Buffer.from('&#0;'),
      Buffer.from('&x;'),
      Buffer.from(']]>'),
      Buffer.from('<!DOCTYPE a>'),
      Buffer.from('<!--'),
    ]);
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at)]);
  },
  'a slice doubled': (bytes, random) => {
    const [from, to] = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'a slice lost': (bytes, random) => {
    const [from, to] = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
};

function slice(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + random.below(300))];
}

/**
 * Documents without end, the same for the same chance: of each type in turn a valid one, one with
 * each mutation and one with each change of its bytes.
 *
 * @param heenbericht gives the Identificatie of a message of this type that waits for its answer
 */
export function* hostileDocuments(
  random: Random,
  heenbericht: (type: BerichtType) => string | undefined,
): Generator<Hostile> {
  const models = readModels('schemas/ijw/3.2');
  const vocabulary = vocabularyOf(models);
  const kinds = ['valid', 'valid', ...Object.keys(mutations), ...Object.keys(byteChanges)];
  for (let number = 0; ; ) {
    for (const kind of kinds) {
      for (const { type } of berichten) {
        number += 1;
        const bericht = berichtOfType(type);
        const answered = bericht.retourOf && heenbericht(bericht.retourOf);
        const identificatie = answered ?? `M${number}`;
        const model = models.get(type);
        if (!model) throw new Error(`no schema for ${type}`);
        const root = buildValid(model, random, {
          afzender: codes[bericht.afzender],
          ontvanger: codes[bericht.ontvanger],
          identificatie,
          dagtekening,
          optional: random.pick([0, 0.2, 0.5]),
        });
        mutations[kind]?.(root, random, vocabulary);
        const xml = Buffer.from(serialise(root, random.pick(notations(bericht.namespace))));
        const bytes = byteChanges[kind]?.(xml, random) ?? xml;
        const right = bericht.retourOf ? bericht.ontvanger : bericht.afzender;
        const wrong = right === 'gemeente' ? 'aanbieder' : 'gemeente';
        const sender = kind !== 'valid' && random.chance(0.05) ? wrong : right;
        yield { type, kind, bytes, sender, identificatie };
      }
    }
  }
}

import { changeJson } from '../engine/json.ts';
import { must, type Target } from '../engine/target.ts';
import { beginningOf, Calls, callers, exampleOf, type Paths, valuesOf } from '../support/calls.ts';

/** Bodies of JSON. New routes are tried by themselves. */
export const target: Target = {
  name: 'bodies',
  share: 0.08,
  atOnce: 8,
  watches: [
    'src/http/',
    'src/messages/mailbox/',
    ...['candidates', 'dismiss', 'start', 'filter'].map((file) => `src/operations/${file}`),
    'src/ledger/views/',
    ...['parties', 'api-keys'].map((file) => `src/parties/${file}`),
  ],
  seeds: [
    ...['', '{', '[]', 'null', '"a"', '{}', '{"__proto__":1}', '{"bsn":"999901254","bsn":1}'].map(
      (body) => `party POST /v1/allocations/searches\n${body}`,
    ),
    'party POST /v1/inbox/acknowledgements\n{"ids":["{message}","{foreign}"]}',
    'operator POST /v1/operations/replays\n{"reason":"x","ids":["{failed}"]}',
    'operator POST /v1/operations/redeliveries\n{"reason":"x","party":"0363","ids":["{message}"]}',
    'nobody PUT /v1/parties/90000001\n{}',
  ],
  grammar: {
    dictionary: [
      ...callers,
      ...[
        '{message}',
        '{failed}',
        '{foreign}',
        '{message-cursor}',
        '"ids":',
        '"reason":',
        '"filter":',
      ],
      ...[
        '"dryRun":true',
        '"bsn":',
        '"from":',
        '"to":',
        '"party":',
        '"name":',
        '"until":',
        '"kind":',
      ],
      ...[
        '"limit":',
        '"cursor":',
        '"__proto__":',
        '"constructor":',
        'null',
        'true',
        '{}',
        '[]',
        '""',
      ],
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '\\u0000',
        '\\ud800',
        '\\n',
        '\\"',
        '1e400',
        '-0',
      ],
      ...['0363', '12345678', '0344', '2024-12-31T23:59:60Z', '2024-02-29', '0000-01-01', 'JW315'],
    ],
    changes: [
      (text, { random }) => {
        const [line = '', ...body] = text.split('\n');
        return `${line}\n${changeJson(body.join('\n'), random)}`;
      },
    ],
    units: /"\w+":(?:"[^"\n]*"|\[[^\]\n]*\]|[^,}\n]*),?/g,
    longest: 8 * 1024,
  },
  open: () => Calls.open(seedsIn),
};

/** Each route that takes JSON: with all properties, with each alone, and with none. */
function seedsIn(paths: Paths): string[] {
  const seeds: string[] = [];
  for (const [path, operations] of Object.entries(paths))
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content?.['application/json']?.schema;
      if (!schema) continue;
      const object = schema.anyOf?.find(({ properties }) => properties) ?? schema;
      const whole = exampleOf(object);
      const each = Object.entries(object.properties ?? {}).flatMap(([name, of]) =>
        valuesOf(of).map((value) => ({ ...whole, [name]: value })),
      );
      const without = Object.keys(whole).map((name) => ({ ...whole, [name]: undefined }));
      for (const body of [whole, ...each, ...without])
        seeds.push(`${beginningOf(method, path)}\n${JSON.stringify(body)}`);
    }
  must(seeds.length > 20, 'the description of the API has no bodies');
  return seeds;
}

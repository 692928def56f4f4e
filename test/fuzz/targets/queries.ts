import { must, type Target } from '../engine/target.ts';
import { beginningOf, Calls, callers, type Paths, valuesOf } from '../support/calls.ts';

/** Cursors, filters and everything else in an address. New routes are tried by themselves. */
export const target: Target = {
  name: 'queries',
  share: 0.12,
  atOnce: 8,
  watches: [
    'src/http/',
    'src/messages/views/',
    'src/messages/mailbox/',
    // Not runner.ts and workers.ts, which do things by the clock.
    ...['overview', 'filter', 'record'].map((file) => `src/operations/${file}`),
    'src/ledger/views/',
  ],
  seeds: ['nobody GET /v1/messages', 'party HEAD /v1/inbox', 'party GET /v1/messages/{foreign}'],
  grammar: {
    dictionary: [
      ...callers,
      ...['{message}', '{failed}', '{foreign}', '{allocation}', '{replay}', '{redelivery}'],
      ...['{message-cursor}', 'limit=', 'cursor=', 'after=', 'changedSince=', 'status=', 'type='],
      ...['party=', 'from=', 'to=', 'errorCode=', 'held=', 'waitSeconds=', 'state=', 'segment='],
      ...[
        'profile=',
        'intensity=',
        'productCode=',
        'municipality=',
        'provider=',
        'JW315',
        'failed',
      ],
      ...['received', 'true', '0363', '12345678', '0344', '&', '=', '?', '[]', '%00', '%26', '+'],
      ...['2024-02-05T10:00:00Z', '2024-12-31T23:59:60Z', '0000-01-01T00:00:00-23:59', '%2B01:00'],
      ...[
        '9999-12-31T23:59:59-23:59',
        'Infinity',
        'Z',
        '/v1/',
        '/content',
        '/entries',
        '/messages',
      ],
    ],
    units: /[?&][^?&\n]*/g,
    longest: 4 * 1024,
  },
  open: () => Calls.open(seedsIn),
};

/** Each route that reads: plain, with each parameter alone, and with all of them. */
function seedsIn(paths: Paths): string[] {
  const seeds: string[] = [];
  let lists = 0;
  for (const [path, { get }] of Object.entries(paths)) {
    if (!get) continue;
    if (JSON.stringify(get).includes('"next"')) lists++;
    const parameters = (get.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const each = parameters.map(({ name, schema = {} }) =>
      valuesOf(schema).map((value) => `${name}=${value}`),
    );
    const whole = each.map(([first]) => first).join('&');
    for (const query of ['', ...each.flat(), whole])
      seeds.push(`${beginningOf('get', path)}${query && '?'}${query}`);
  }
  must(lists > 10, 'the description of the API has no lists');
  return seeds;
}

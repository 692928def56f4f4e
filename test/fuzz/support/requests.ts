import { gzipSync } from 'node:zlib';
import { personal } from '../../support/personal.ts';
import type { Grammar } from '../engine/target.ts';

/** Requests as they come over a line; names in braces are filled in (`World.fillIn`). */

const lines = (...all: string[]) => all.join('\r\n');

/** A request with headers; a body gets its length. */
function request(first: string, headers: readonly string[], body = ''): string {
  const length = body ? [`Content-Length: ${Buffer.byteLength(body)}`] : [];
  return lines(`${first} HTTP/1.1`, 'Host: localhost', ...headers, ...length, '', body);
}

const key = 'Authorization: {party}';
const xml = 'Content-Type: application/xml';
const get = (...headers: string[]) => request('GET /v1/messages?limit=2', [key, ...headers]);
const post = (...headers: string[]) =>
  request('POST /v1/validations', [key, xml, ...headers], '<a/>');

export const requestSeeds: readonly string[] = [
  get(),
  get('Accept-Language: nl-NL,nl;q=0.9,en;q=0.5'),
  get('Accept-Language: en;q=0.001, *;q=0'),
  get('X-Forwarded-For: 203.0.113.7, 10.1.2.3', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: a'),
  get('Accept: text/html', 'Accept-Encoding: gzip, br', 'If-None-Match: "a"', 'Range: bytes=0-1'),
  get('Origin: http://localhost', 'Cookie: a=b', 'Referer: http://localhost/', 'User-Agent: x'),
  get('Connection: keep-alive, Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  request('GET /v1/messages', ['Authorization: {token}']),
  request('GET /v1/messages', [`Authorization: Bearer ${personal.bsn}`]),
  request('GET /v1/messages', ['Authorization: Basic dXNlcjpwYXNz']),
  request('GET /v1/messages', [`Authorization: Bearer ijw_0123456789ab_${'x'.repeat(43)}`]),
  request('GET /v1/messages', ['Authorization: Bearer e30.e30.e30', 'Accept-Language: en']),
  request(`GET /v1/messages/${personal.bsn}?a=${personal.achternaam}`, [key]),
  request('HEAD /v1/inbox', [key]),
  request('OPTIONS *', []),
  request('GET /docs/static/../../etc/passwd', []),
  request('GET /docs/', []),
  request('GET /v1/openapi.json', ['Accept-Encoding: gzip']),
  request('GET /health/ready', []),
  post(),
  post('Content-Encoding: gzip'),
  post('Content-Encoding: identity', 'Expect: 100-continue'),
  request('POST /v1/validations', [key, 'Content-Type: text/xml; charset="UTF-8"'], '<a/>'),
  request('POST /v1/validations', [key, 'Content-Type: multipart/form-data; boundary=x'], '--x--'),
  request('POST /v1/validations', [key, xml], '{xml}'),
  request('POST /v1/messages', [key, xml], `<a>${personal.bsn}</a>`),
  request(
    'POST /v1/operations/replays',
    ['Authorization: {operator}', 'Idempotency-Key: a', 'Content-Type: application/json'],
    '{"reason":"x","ids":["{failed}"]}',
  ),
  request(
    'POST /v1/inbox/acknowledgements',
    [key, 'Content-Type: application/json; charset=utf-8'],
    `{"ids":["${personal.bsn}"]}`,
  ),
];

/** What only a socket can say: lengths and chunks that are not right, and what is no request at all. */
export const rawSeeds: readonly string[] = [
  ...requestSeeds,
  lines('POST /v1/validations HTTP/1.1', 'Host: a', key, xml, 'Content-Length: 100', '', '<a/>'),
  lines('POST /v1/validations HTTP/1.1', 'Host: a', key, xml, 'Content-Length: 2', '', '<a/>'),
  ...['Content-Length: 4', 'Connection: close', 'Trailer: X-A'].map((header) =>
    lines(
      ...[
        'POST /v1/validations HTTP/1.1',
        'Host: a',
        key,
        xml,
        'Transfer-Encoding: chunked',
        header,
      ],
      ...['', '2;a=b', '<a', '2', '/>', '0', 'X-A: b', '', ''],
    ),
  ),
  get().repeat(3),
  'GET / HTTP/1.0\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT localhost:80 HTTP/1.1\r\nHost: a\r\n\r\n',
  `GET http://user:${personal.bsn}@localhost/v1/rules HTTP/1.1\r\nHost: a\r\n\r\n`,
  `\x16\x03\x01${personal.bsn}`,
  gzipSync(personal.bsn).toString('latin1'),
];

export const requestGrammar: Grammar = {
  dictionary: [
    ...[
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'CONNECT',
      'QUERY',
      'PATCH',
      ' HTTP/1.1',
    ],
    ...[
      'HTTP/1.0',
      'HTTP/2.0',
      'HTTP/1.2',
      '\r\n',
      '\r\n\r\n',
      '\n',
      ' ',
      '\t',
      ':',
      ': ',
      ',',
      ';',
      '=',
    ],
    ...[
      'Host',
      'Authorization',
      'Content-Type',
      'Content-Length',
      'Content-Encoding',
      'Transfer-Encoding',
    ],
    ...[
      'Accept-Language',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'Idempotency-Key',
    ],
    ...[
      'Expect',
      'Upgrade',
      'Connection',
      'Trailer',
      'TE',
      'Range',
      'Cookie',
      'Origin',
      'Accept',
      'Via',
    ],
    ...[
      'Accept-Version',
      'X-HTTP-Method-Override',
      'Forwarded',
      'Keep-Alive',
      'Max-Forwards',
      'Date',
    ],
    ...[
      'Bearer ',
      'bearer',
      'Basic ',
      '{party}',
      '{gemeente}',
      '{operator}',
      '{token}',
      '{xml}',
      '{message}',
    ],
    ...[
      'application/xml',
      'text/xml',
      'application/json',
      'text/plain',
      'charset=',
      'utf-8',
      '"UTF-8"',
    ],
    ...[
      'gzip',
      'identity',
      'deflate',
      'br',
      'chunked',
      'close',
      'keep-alive',
      '100-continue',
      'websocket',
    ],
    ...[
      'nl',
      'en',
      'en-GB',
      'q=',
      '0.5',
      '1.000',
      '*',
      '127.0.0.1',
      '10.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
    ],
    ...[
      '[::1]:80',
      'unknown',
      '203.0.113.7:99999',
      '/v1/messages',
      '/v1/validations',
      '/v1/inbox',
      '/v1/',
    ],
    ...[
      '/docs/',
      '/health/live',
      '/v1/operations/replays',
      '?limit=',
      '..',
      '//',
      '/%',
      '%2f',
      '#',
      '?',
    ],
    ...['0', 'ff', 'FFFFFFFF', '0x4', '{"ids":[]}', '<a/>', personal.bsn, personal.achternaam],
  ],
  units: /^[^\r\n]*(?:\r?\n|$)/gm,
  longest: 24 * 1024,
};

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' },
  example,
});

/** Headers of more than one operation, by their names in the components. */
export const commonHeaders = {
  ApiVersion: {
    description: 'Full version of the API, as in `info.version`',
    schema: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
    example: '1.0.0',
  },
  RequestId: {
    description: 'The id by which the operator finds the call in the log',
    schema: { type: 'string', format: 'uuid' },
    example: '0d2e5a37-1c0f-4f5e-9f43-6a9f2f6f5f0a',
  },
  ContentLanguage: {
    description: 'The language of the sentences, by `Accept-Language`',
    schema: { type: 'string', enum: ['nl', 'en'] },
    example: 'nl',
  },
  WwwAuthenticate: text('How to say who you are (RFC 6750)', 'Bearer realm="ijw-gateway"'),
  RetryAfter: {
    description: 'Seconds to wait before sending the same again',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
  },
};

const ref = (name: keyof typeof commonHeaders) => ({ $ref: `#/components/headers/${name}` });

/** The headers of every answer with this status. */
export function headerRefs(status: number, isProblem: boolean): Record<string, object> {
  return {
    'API-Version': ref('ApiVersion'),
    'Request-Id': ref('RequestId'),
    ...(isProblem && { 'Content-Language': ref('ContentLanguage') }),
    ...(status === 401 && { 'WWW-Authenticate': ref('WwwAuthenticate') }),
    ...((status === 429 || status === 503) && { 'Retry-After': ref('RetryAfter') }),
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

// As much of curl as the documents' commands and the example need, for machines that have Node and no curl.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    'fail-with-body': { type: 'boolean' },
    'show-error': { type: 'boolean', short: 'S' },
    'write-out': { type: 'string', short: 'w' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
    'data-binary': { type: 'string' },
    output: { type: 'string', short: 'o' },
  },
});
const data = values['data-binary'] ?? values.data;
// `@name` is a file, `@-` what comes in.
const body =
  data === '@-'
    ? await buffer(process.stdin)
    : data?.startsWith('@')
      ? await readFile(data.slice(1))
      : data;
const response = await fetch(positionals[0] ?? '', {
  method: values.request ?? (body === undefined ? 'GET' : 'POST'),
  headers: values.header.map((line) => line.split(/:\s*/, 2) as [string, string]),
  body,
});
const bytes = Buffer.from(await response.arrayBuffer());
if (values.output) await writeFile(values.output, bytes);
else process.stdout.write(bytes);
process.stdout.write((values['write-out'] ?? '').replace('\\n', '\n'));
if (values['fail-with-body'] && !response.ok) process.exitCode = 22;

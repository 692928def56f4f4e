import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

// As much of curl as the README's commands need, for machines that have Node and no curl.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    'show-error': { type: 'boolean', short: 'S' },
    'write-out': { type: 'string', short: 'w' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
    'data-binary': { type: 'string' },
    output: { type: 'string', short: 'o' },
  },
});
const file = values['data-binary']?.replace(/^@/, '');
const response = await fetch(positionals[0] ?? '', {
  method: values.request ?? 'GET',
  headers: values.header.map((line) => line.split(/:\s*/, 2) as [string, string]),
  body: file ? await readFile(file) : values.data,
});
const bytes = Buffer.from(await response.arrayBuffer());
if (values.output) await writeFile(values.output, bytes);
else process.stdout.write(bytes);
process.stdout.write((values['write-out'] ?? '').replace('\\n', '\n'));

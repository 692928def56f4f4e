import { expect, test } from 'vitest';
import { filesIn, read, withoutComments } from '../support/sources.ts';

/** Where the numbers of parameters are made. */
const numbering = ['src/store/statement.ts', 'src/store/rows.ts'];

/** Lines of a source on which a parameter of SQL has a number. */
function numbered(file: string, source: string): string[] {
  return (
    withoutComments(source)
      // `$1` in what comes in the place of what a regular expression found is none of SQL.
      .replaceAll(/\.replace(?:All)?\(.*$/gm, '')
      .split('\n')
      .flatMap((text, nr) => (/\$\d/.test(text) ? [`${file}:${nr + 1} ${text.trim()}`] : []))
  );
}

test('SQL calls its parameters by name', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts'))
    if (!numbering.includes(file)) faults.push(...numbered(file, await read(file)));
  expect(faults).toEqual([]);
});

test('a number is found where it is in SQL, and not elsewhere', () => {
  const source = `
    /** SQL: of the message $1. */
    const some = unnamed('select from message where id = $1'); // and $2
    const more = \`select from message
      where id = $12::uuid\`;
    const part = heldFor('message', '$3');
    const named = unnamed('select from message where id = $id');
    const text = name.replace(/(a)(b)/, '$2$1');`;
  expect(numbered('some.ts', source)).toEqual([
    "some.ts:3 const some = unnamed('select from message where id = $1');",
    'some.ts:5 where id = $12::uuid`;',
    "some.ts:6 const part = heldFor('message', '$3');",
  ]);
});

// npm run docs: writes the pages that are made from the program. A test fails when they were not.
import { writeFile } from 'node:fs/promises';
import { madePages } from './pages.ts';

for (const [file, text] of Object.entries(await madePages()))
  await writeFile(new URL(`../../${file}`, import.meta.url), text);

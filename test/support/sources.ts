import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file below a folder of the project, as a path from its root. */
export async function filesIn(folder: string, extension = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** The text of a file of the project. */
export function read(file: string): Promise<string> {
  return readFile(join(root, file), 'utf8');
}

/** A source without its comments, line for line: what they name is not named by the program. */
export function withoutComments(source: string): string {
  return (
    source
      .replaceAll(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replaceAll(/[^\n]/g, ''))
      // Of TypeScript and of SQL.
      .replaceAll(/(^|\s)(?:\/\/|--)\s.*$/gm, '$1')
  );
}

export interface Import {
  /** As it is written in the program. */
  readonly specifier: string;
  readonly typeOnly: boolean;
}

// Also `import('...')`, `export ... from '...'` and the file of a worker thread.
const importForms =
  /\b(?:(import|export)(\s+type\b)?[^'";]*?\bfrom\s*|import\s*\(?\s*|new URL\(\s*)'([^']+)'/g;

export function importsOf(source: string): Import[] {
  const found: Import[] = [];
  for (const [whole, , type, specifier = ''] of source.matchAll(importForms)) {
    const program = !whole.startsWith('new URL') || specifier.endsWith('.ts');
    if (program) found.push({ specifier, typeOnly: type !== undefined });
  }
  return found;
}

/** The file of the project that an import leads to; undefined for a package. */
export function targetOf(file: string, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : undefined;
}

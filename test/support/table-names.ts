import { withoutComments } from './sources.ts';

/** A place where a source names a table of Postgres. */
export interface Named {
  readonly table: string;
  readonly line: number;
  /** It adds, changes or removes rows, or locks the table. */
  readonly writes: boolean;
}

/** A form in which a table is named: its first group that matched is the name. */
interface Form {
  readonly pattern: RegExp;
  readonly writes: boolean;
}

/**
 * Where a source names one of these tables: in SQL, in a call of Kysely, as an argument that names a table
 * (`wayOf`, `signed...: { name: 'party' }`, `'party'::regclass`), or as a constant of the file that its SQL names.
 * Names of two words (`mailbox_entry`) are no words of English and no names of TypeScript: they count wherever they
 * stand. Comments do not count.
 *
 * A name that a function is given as a parameter is found where it is written, if it is written so.
 */
export function tablesNamed(source: string, tables: readonly string[]): Named[] {
  // What is put together of two texts is one.
  const text = withoutComments(source).replaceAll(/['"`]\s*\+\s*['"`]/g, (gap) =>
    gap.replaceAll(/[^\n]/g, ''),
  );
  const found = new Map<string, Named>();
  for (const { pattern, writes } of [...formsOf(tables), ...constantsIn(text, tables)])
    for (const match of text.matchAll(pattern)) {
      const table = (match.slice(1).find((name) => name !== undefined) ?? '').toLowerCase();
      const at = match.index + match[0].toLowerCase().lastIndexOf(table);
      const line = text.slice(0, at).split('\n').length;
      const place = `${line} ${table}`;
      if (!found.get(place)?.writes) found.set(place, { table, line, writes });
    }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

// Behind these a statement names a table. Not `distinct from`, which compares.
const reads = String.raw`(?<!\bdistinct\s)\b(?:from|join|using|references|copy|analyze)\s+(?:only\s+)?\(*\s*`;
const writes = String.raw`\b(?:insert\s+into|merge\s+into|update|delete\s+from|truncate(?:\s+table)?|(?:lock|alter|drop)\s+table)\s+(?:only\s+)?`;
/** Methods of Kysely that take a table, and functions of the gateway that do. */
const asked = String.raw`\b(?:selectFrom|from|using|\w*[jJ]oin(?:Lateral)?|sql\.(?:table|ref|id)|way(?:Of|Aside)\([^()]*,)\s*\(?\s*\[?\s*`;
const kyselyCall = String.raw`\b(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\s*(?:<[^>]*>)?\s*\(\s*`;
const quote = `['"\`]`;
const alias = String.raw`(?:\s+(?:as\s+)?\w+)?`;
/** What comes behind the last table of a list, and behind no list of columns. */
const listEnds = String.raw`\s+(?:where|cross|natural|left|right|full|inner|join)\b`;

function formsOf(tables: readonly string[]): Form[] {
  const name = `(${[...tables].sort((a, b) => b.length - a.length).join('|')})\\b`;
  const one = String.raw`(?:\w+\.)?(?:"|\$\{\s*${quote})?${name}`;
  const quoted = `${quote}(?:\\w+\\.)?${name}`;
  const compound = tables.filter((table) => table.includes('_')).join('|');
  const reading = (pattern: string, flags = 'gi') => ({
    pattern: new RegExp(pattern, flags),
    writes: false,
  });
  const writing = (pattern: string, flags = 'gi') => ({
    pattern: new RegExp(pattern, flags),
    writes: true,
  });
  return [
    writing(writes + one),
    // With a parenthesis behind it, it would be a function.
    reading(String.raw`${reads}${one}(?!"?\s*\()`),
    // `from party giver, party actor`
    reading(String.raw`\bfrom\s+(?:"?\w+"?${alias}\s*,\s*)+${one}`),
    // `from (select ...) one, message)`; `from one join other on true, message m where`
    reading(String.raw`\)\s*(?:as\s+)?\w+(?:\s*\([^()]*\))?\s*,\s*${one}${alias}(?=\s*[)\`])`),
    reading(String.raw`,\s*${one}${alias}(?=${listEnds})`),
    writing(kyselyCall + quoted, 'g'),
    reading(asked + quoted, 'g'),
    reading(String.raw`\bselectFrom\(\s*\[[^\]]*${quoted}`, 'g'),
    reading(String.raw`\bto_regclass\(\s*${quoted}`, 'g'),
    reading(`${quoted}${quote}::regclass`, 'g'),
    reading(String.raw`\bname:\s*${quoted}${quote},\s*columns:`, 'g'),
    // Which table a row that is not believed is of, is no statement.
    reading(String.raw`(?<!NotBelieved\(\s*')\b(${compound})\b`, 'g'),
  ];
}

/** Of constants, and variables of loops, that the SQL of a file names in the place of a table. */
function constantsIn(text: string, tables: readonly string[]): Form[] {
  const places = text.matchAll(/\b(?:from|join|into|update|table)\s+(?:only\s+)?\$\{(\w+)\}/gi);
  const names = new Set([...places].map(([, name]) => name));
  const quoted = `${quote}(${tables.join('|')})${quote}`;
  return [...names].flatMap((name) =>
    [`\\b${name}(?::[^=\\n]+)?\\s*=\\s*${quoted}`, `\\b${name}\\s+of\\s+\\[[^\\]]*?${quoted}`].map(
      (pattern) => ({ pattern: new RegExp(pattern, 'g'), writes: false }),
    ),
  );
}

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = `${join(import.meta.dirname, '../..')}/`;
const projectUrl = pathToFileURL(project).href;
/** As many as lead to the cause. */
const most = 8;

/** An error that tells where another one came from, of which the text was dropped. */
interface Framed {
  readonly frames: readonly string[];
}

/**
 * Where in the program an error came from, the innermost place first: `src/standard/rules/dates.ts:42`.
 * Nothing of its text, which may quote a value of a message.
 */
export function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  if (isFramed(error)) return error.frames;
  const { stack = '', message } = error;
  // V8 writes the text first, and a text may look like places.
  const places = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return places.split('\n').flatMap(placeIn).slice(0, most);
}

function isFramed(error: Error): error is Error & Framed {
  return 'frames' in error && Array.isArray(error.frames);
}

function placeIn(line: string): string[] {
  if (!/^\s+at /.test(line)) return [];
  const [, path, number] = /([^\s()]+\.[mc]?[jt]s):(\d+):\d+\)?$/.exec(line) ?? [];
  const root = [projectUrl, project].find((one) => path?.startsWith(one));
  return path && root ? [`${path.slice(root.length)}:${number}`] : [];
}

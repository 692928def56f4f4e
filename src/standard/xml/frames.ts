import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = `${join(import.meta.dirname, '../../..')}/`;
const projectUrl = pathToFileURL(project).href;
/** How many source lines lead to the cause, at most. */
const most = 8;

/** An error with the source lines of another one, whose text was dropped. */
interface Framed {
  readonly frames: readonly string[];
}

/**
 * The source lines that an error came from, the innermost first: `src/standard/rules/level2/dates.ts:42`. Nothing of
 * its text, which may quote a value of a message.
 */
export function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  if (isFramed(error)) return error.frames;
  const { stack = '', message } = error;
  // V8 writes the text first, and a text may look like source lines.
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return frames.split('\n').flatMap(sourceLineIn).slice(0, most);
}

function isFramed(error: Error): error is Error & Framed {
  return 'frames' in error && Array.isArray(error.frames);
}

function sourceLineIn(line: string): string[] {
  if (!/^\s+at /.test(line)) return [];
  const [, path, number] = /([^\s()]+\.[mc]?[jt]s):(\d+):\d+\)?$/.exec(line) ?? [];
  const root = [projectUrl, project].find((one) => path?.startsWith(one));
  return path && root ? [`${path.slice(root.length)}:${number}`] : [];
}

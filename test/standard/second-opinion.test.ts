import { spawn, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { Inspector } from '../../src/standard/xml/inspector.ts';

const home = process.env.JAVA_HOME;
const program = (name: string) => (home ? join(home, 'bin', name) : name);

/** The folder of the validator with its class, or what this machine lacks for it. */
async function load(): Promise<{ folder: string } | string> {
  if (spawnSync(program('javac'), ['-version']).status !== 0) return 'there is no JDK here';
  const name: string = 'xsd-schema-validator';
  try {
    // Compiles the class when npm ci did not.
    await (await import(name)).default.setup();
    return { folder: dirname(dirname(createRequire(import.meta.url).resolve(name))) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return `${name} is not installed: npm leaves it out when there is no JDK at npm ci`;
  }
}

const SCHEMAS = 'schemas/ijw/3.2';
const files = globSync('fixtures/**/*.xml').sort();
const loaded = await load();
const missing = typeof loaded === 'string' ? loaded : undefined;
const inspector = Inspector.load(SCHEMAS);
afterAll(() => inspector[Symbol.dispose]());

if (missing) console.warn(`The second opinion on the schemas was not asked: ${missing}.`);

describe.skipIf(missing)(
  `second opinion of xsd-schema-validator${missing ? ` (${missing})` : ''}`,
  () => {
    /** Whether each of these is valid, in their order. */
    async function secondOpinions(files: readonly string[]): Promise<boolean[]> {
      if (typeof loaded === 'string') throw new Error(loaded);
      const java = spawn(program('java'), [
        '-classpath',
        loaded.folder,
        'test/support/SecondOpinion.java',
      ]);
      const questions = files.map((file) => `${SCHEMAS}/${/JW\d{3}/.exec(file)?.[0]}.xsd\t${file}`);
      java.stdin.on('error', () => undefined); // It ended before it read all, and says why.
      java.stdin.end(`${questions.join('\n')}\n`);
      const [said, complaints] = await Promise.all([text(java.stdout), text(java.stderr)]);
      const verdicts = said.trim().split('\n');
      // A Java that does not start gives no verdict.
      if (verdicts.length !== files.length) throw new Error(complaints);
      return verdicts.map((verdict) => verdict === 'valid');
    }

    test('every fixture gets the same verdict from both validators', async () => {
      const verdicts = await secondOpinions(files);
      for (const [index, file] of files.entries()) {
        const ours = inspector.inspect(readFileSync(file));
        const valid = ours.outcome === 'known' && ours.violationCount === 0;
        expect([file, verdicts[index]]).toEqual([file, valid]);
      }
      expect(new Set(verdicts)).toEqual(new Set([true, false]));
    });
  },
);

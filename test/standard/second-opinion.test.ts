import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Inspector } from '../../src/standard/inspector.ts';

/** The part of xsd-schema-validator that is used here; it brings types only when installed. */
interface SecondValidator {
  /** Rejects with an error that has `valid: false` when the document is invalid. */
  validateXML(xml: { file: string }, schema: string): Promise<{ valid: boolean }>;
}

/** The validator, or what this machine lacks for it. */
async function load(): Promise<SecondValidator | string> {
  // As the package looks for it.
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, 'bin', 'java') : 'java';
  if (spawnSync(java, ['-version']).status !== 0) return 'there is no Java here';
  const name: string = 'xsd-schema-validator';
  try {
    return (await import(name)).default as SecondValidator;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return `${name} is not installed: npm leaves it out when there is no JDK at npm ci`;
  }
}

// A Java machine that lives for one message need not optimise: a quarter less time.
process.env.JAVA_TOOL_OPTIONS ??= '-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto';

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
    async function secondOpinion(file: string): Promise<boolean> {
      if (typeof loaded === 'string') throw new Error(loaded);
      const type = /JW\d{3}/.exec(file)?.[0];
      try {
        return (await loaded.validateXML({ file }, `${SCHEMAS}/${type}.xsd`)).valid;
      } catch (error) {
        // Anything else, such as a Java that does not start, is no verdict.
        if (error instanceof Error && 'valid' in error && error.valid === false) return false;
        throw error;
      }
    }

    // One Java machine per message, as many at a time as there are processors.
    test('every fixture gets the same verdict from both validators', {
      timeout: 240_000,
    }, async () => {
      const verdicts = new Map<string, boolean>();
      const queue = [...files];
      const work = async (): Promise<void> => {
        for (let file = queue.shift(); file; file = queue.shift()) {
          verdicts.set(file, await secondOpinion(file));
        }
      };
      await Promise.all(Array.from({ length: availableParallelism() }, work));
      expect(verdicts.size).toBe(files.length);
      for (const file of files) {
        const ours = inspector.inspect(readFileSync(file));
        const valid = ours.outcome === 'known' && ours.violationCount === 0;
        expect([file, verdicts.get(file)]).toEqual([file, valid]);
      }
    });
  },
);

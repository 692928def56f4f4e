import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestModule } from 'vitest/node';
import { broken, type Fault, namesOf, type Place } from './fault.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What tests get from who runs them: where Postgres is. */
export type Provided = Readonly<Record<string, unknown>>;

/** The result of the tests of a run. */
export interface Outcome {
  readonly failed: readonly string[];
  readonly passed: number;
  /** What is wrong with the run itself: a file that could not be loaded, above all. */
  readonly faults: readonly string[];
}

/** A test that hangs by the fault has found it: nobody waits for that as long as a busy machine may take. */
const patience = 40_000;

/**
 * Runs tests in processes of their own, with the program as it is or with one fault in it. The text changes when
 * the module is loaded: no file does.
 */
export async function run(
  tests: readonly Place[],
  provided: Provided,
  fault?: Fault,
): Promise<Outcome> {
  const migration = fault?.file.startsWith('migrations/') ?? false;
  const template = `broken_${fault?.name.replaceAll('-', '_')}`;
  const vitest = await createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      include: [...new Set(tests.map(([file]) => file))],
      testNamePattern: namesOf(tests),
      setupFiles: ['test/support/hold-answers-setup.ts'],
      globalSetup: migration ? ['test/planted/central/template.ts'] : [],
      provide: { ...provided, ...(migration && { databaseTemplate: template }) } as never,
      pool: 'forks',
      maxWorkers: fault ? 1 : 2,
      testTimeout: fault ? patience : 3 * patience,
      hookTimeout: fault ? patience : 3 * patience,
      expect: { poll: { timeout: 15_000 } },
      // A test reports what it finds by failing; of a gateway that is broken much else may go wrong.
      dangerouslyIgnoreUnhandledErrors: fault !== undefined,
      bail: fault ? 1 : 0,
      reporters: [{}],
      silent: true,
    },
    { plugins: fault ? [breaking(fault)] : [], logLevel: 'silent', clearScreen: false },
  );
  try {
    await vitest.start();
    return outcomeOf(vitest.state.getTestModules());
  } finally {
    await vitest.close();
    // Vitest says by it that tests failed, which is what is wanted.
    process.exitCode = 0;
  }
}

/** A plugin of Vite that puts a fault into its module. */
function breaking(fault: Fault) {
  return {
    name: 'break',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      const file = relative(root, id.replace(/\?.*$/, '')).replaceAll('\\', '/');
      return file === fault.file ? { code: broken(fault, code), map: null } : undefined;
    },
  };
}

function outcomeOf(modules: readonly TestModule[]): Outcome {
  const failed: string[] = [];
  const faults: string[] = [];
  let passed = 0;
  for (const module of modules) {
    const file = relative(root, module.moduleId);
    for (const error of module.errors()) faults.push(`${file}: ${error.message}`);
    for (const suite of module.children.allSuites())
      for (const error of suite.errors()) faults.push(`${file}: ${error.message}`);
    for (const test of module.children.allTests('failed')) {
      const [why = ''] = (test.result().errors?.[0]?.message ?? '').split('\n');
      failed.push(`${file}: ${test.fullName} (${why})`);
    }
    passed += [...module.children.allTests('passed')].length;
  }
  return { failed, passed, faults };
}

/**
 * A process of its own for the tests of the embedded Postgres: it joins, reports that on stdout as
 * lines of JSON, and does what comes in on stdin: `leave`, or a statement to run.
 *
 * Arguments: DATA_DIR, settings as JSON, the module to take joinEmbeddedPostgres from.
 */
import { createInterface } from 'node:readline';
import pg from 'pg';

const [dataDir = '', settings = '{}', module = '../../../src/store/embedded/embedded.ts'] =
  process.argv.slice(2);
const say = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const { joinEmbeddedPostgres } = (await import(
    module
  )) as typeof import('../../../src/store/embedded/embedded.ts');
  const postgres = await joinEmbeddedPostgres({
    dataDir,
    settings: JSON.parse(settings),
    log: (message) => say({ log: message }),
  });
  say({ url: postgres.url });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'leave') {
      await postgres.leave();
      say({ left: true });
      break;
    }
    const client = new pg.Client(postgres.url);
    await client.connect();
    const { rows } = await client.query(line);
    await client.end();
    say({ rows });
  }
} catch (error) {
  say({ error: (error as Error).message });
  process.exitCode = 1;
}
process.stdin.destroy();

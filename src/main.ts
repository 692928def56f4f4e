import { ConfigError, readConfig } from './config.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { openLog, surviveExhaustion } from './process-log.ts';

/** Starts the gateway and stops it at a signal, also while it starts. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = openLog(config.logLevel);
  surviveExhaustion(logger);
  const starting = new AbortController();
  let gateway: Gateway | undefined;
  let asked: NodeJS.Signals | undefined;

  const stop = (signal: NodeJS.Signals) => {
    asked ??= signal;
    logger.info({ signal }, 'stopping');
    // Whatever hangs: Postgres has all that matters.
    setTimeout(() => {
      logger.error('not stopped within 10 seconds; leaving');
      process.exit(1);
    }, 10_000).unref();
    // What it waits for it waits for no longer; what it is at it finishes first.
    if (gateway) leave(gateway, signal);
    else starting.abort(new StoppedWhileStarting());
  };
  const leave = (running: Gateway, signal: NodeJS.Signals) =>
    // Ctrl+C is of somebody who waits: no load balancer does that.
    running.stop({ drain: signal === 'SIGTERM' }).then(
      () => process.exit(0),
      (error) => {
        logger.error({ code: error?.code, name: error?.name }, 'stopping failed');
        process.exit(1);
      },
    );
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  try {
    gateway = await startGateway(config, logger, starting.signal);
  } catch (error) {
    if (starting.signal.aborted) process.exit(0);
    throw error;
  }
  // Nobody was told yet that it runs.
  if (asked) return leave(gateway, 'SIGINT');
  logger.info(
    {
      address: gateway.address,
      role: config.role,
      documentation: gateway.address && `${gateway.address}/docs`,
      operatorKeyFile: gateway.operator?.file,
    },
    'the gateway runs',
  );
  if (process.stdout.isTTY) tellPerson(gateway);
}

/** Somebody stopped it before it ran. */
class StoppedWhileStarting extends Error {}

/** The same for somebody who looks on. The key itself is shown on a terminal only, and once. */
function tellPerson({ address, operator }: Gateway): void {
  console.log(`
The gateway runs. Stop it with Ctrl+C.
  address              ${address ?? 'none: this is a worker'}`);
  if (address) console.log(`  API documentation    ${address}/docs`);
  if (operator) console.log(`  administrator's key  ${operator.file}`);
  if (operator?.made) console.log(`                       ${operator.key}`);
}

main().catch((error) => {
  // A fault at start is for the person who starts it: the settings, the port, the database.
  console.error(error instanceof ConfigError ? error.message : startFault(error));
  process.exit(1);
});

function startFault(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE')
    return 'The port is taken: another gateway may be running. Stop it, or choose another with PORT.';
  return `The gateway cannot start: ${error.message}`;
}

import { ConfigError, readConfig } from './app/config.ts';
import { type Gateway, startGateway } from './app/gateway.ts';
import { openLog, surviveExhaustion } from './app/process-log.ts';

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
    // Leaving is safe whatever hangs, because Postgres has all that must be kept.
    setTimeout(() => {
      logger.error('not stopped within 10 seconds; leaving');
      process.exit(1);
    }, 10_000).unref();
    // A start stops waiting, and finishes its current work first.
    if (gateway) leave(gateway, signal);
    else starting.abort(new StoppedWhileStarting());
  };
  const leave = (running: Gateway, signal: NodeJS.Signals) =>
    // A person who presses Ctrl+C waits for it; a load balancer sends SIGTERM.
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
  // A signal came before the gateway reported that it runs.
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
  if (process.stdout.isTTY) printStart(gateway);
}

/** It was stopped before it ran. */
class StoppedWhileStarting extends Error {}

/** Prints the start for a person. The key itself is shown on a terminal only, and once. */
function printStart({ address, operator }: Gateway): void {
  console.log(`
The gateway runs. Stop it with Ctrl+C.
  address              ${address ?? 'none: this is a worker'}`);
  if (address) console.log(`  API documentation    ${address}/docs`);
  if (operator) console.log(`  administrator's key  ${operator.file}`);
  if (operator?.made) console.log(`                       ${operator.key}`);
}

main().catch((error) => {
  // An error at start is printed for the person who starts it: the settings, the port, the database.
  console.error(error instanceof ConfigError ? error.message : startFault(error));
  process.exit(1);
});

function startFault(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE')
    return 'The port is taken: another gateway may be running. Stop it, or choose another with PORT.';
  return `The gateway cannot start: ${error.message}`;
}

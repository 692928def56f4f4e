import { setTimeout as sleep } from 'node:timers/promises';
import { type GatewayProcess, startProcess } from '../support/process.ts';

const running = new Set<GatewayProcess>();
// A test run that breaks off leaves no processes behind; nor do the Redis and Postgres of the test,
// which listen to the same event.
process.once('exit', () => {
  for (const { child } of running) child.kill('SIGKILL');
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(1));

/** A process of the gateway that is started again whenever it ends, as an orchestrator does. */
export class Service {
  readonly #settings: Record<string, string>;
  #process: GatewayProcess | undefined;
  #starting: Promise<void> = Promise.resolve();
  #removed = false;
  /** Starts that ended at once, because Postgres or Redis was away just then. */
  failedStarts = 0;
  /** What its processes printed. */
  output = '';

  constructor(settings: Record<string, string>) {
    this.#settings = settings;
  }

  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    while (!this.#removed) {
      try {
        const started = await startProcess(this.#settings);
        this.#process = started;
        running.add(started);
        started.child.once('exit', () => {
          running.delete(started);
          this.output += started.output();
        });
        return;
      } catch {
        this.failedStarts += 1;
        await sleep(250);
      }
    }
  }

  /** Where it listens, or did before it was killed; each time somewhere else. */
  get address(): string {
    return this.#process?.address ?? '';
  }

  /** Kills it and starts it again after some time. */
  async kill(ms: number): Promise<void> {
    await this.#process?.kill('SIGKILL');
    await sleep(ms);
    await this.start();
  }

  async pause(ms: number): Promise<void> {
    const child = this.#process?.child;
    child?.kill('SIGSTOP');
    await sleep(ms);
    child?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    this.#removed = true;
    await this.#starting;
    await this.#process?.kill('SIGKILL');
  }
}

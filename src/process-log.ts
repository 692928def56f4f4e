import { type Logger, pino } from 'pino';

/** Lines that could not be written yet, in bytes; what comes beyond is lost. */
const mostKept = 1024 * 1024;

/**
 * Opens the log on standard output. A full disk, or a reader that does not keep up, costs lines of the log
 * and nothing else: they are kept for a while, and written when that is possible again.
 */
export function openLog(level: string): Logger {
  const destination = pino.destination({
    dest: 1,
    sync: true,
    maxLength: mostKept,
    // It would wait for the reader, and nobody would be answered meanwhile.
    retryEAGAIN: () => false,
  });
  // pino's own listener is for a reader that is gone; it hands all other errors to nobody, which ends the
  // process. There is no other place to tell of them.
  const [whenGone] = destination.listeners('error');
  destination.removeAllListeners('error');
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') whenGone?.call(destination, error);
  });
  return pino({ level }, destination);
}

/** What the system says when it has no more of something; it passes. */
const exhausted: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENOSPC',
  'ERR_WORKER_INIT_FAILED',
  'ERR_WORKER_OUT_OF_MEMORY',
]);

/**
 * Lets the process go on when something ran out outside of any request, and says so in the log. Any other
 * error that nobody took care of ends it, as Node does, but without its text, which may quote a message.
 */
export function surviveExhaustion(logger: Logger): void {
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    const code = error?.code ?? error?.name ?? 'UNKNOWN';
    const places = (error?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const err = { code, stack: places.slice(0, 8).join('\n') };
    if (exhausted.has(code)) {
      logger.error({ err }, 'something has run out; the process goes on');
      return;
    }
    logger.fatal({ err }, 'a fault that nobody took care of: the process ends');
    process.exit(1);
  });
}

import { type Logger, pino } from 'pino';

/** Bytes of lines that wait to be written; lines beyond that are lost. */
const mostKept = 1024 * 1024;

/**
 * Opens the log on standard output. A full disk, or a reader that does not keep up, costs at most lines of the log: they
 * are kept for a while, and written when that is possible again.
 */
export function openLog(level: string): Logger {
  const destination = pino.destination({
    dest: 1,
    sync: true,
    maxLength: mostKept,
    // A retry would wait for the reader, and no request would be answered meanwhile.
    retryEAGAIN: () => false,
  });
  // pino's own listener handles a reader that is gone; all other errors it emits without a listener, which ends the
  // process. They are dropped here, because there is nowhere to log them.
  const [whenGone] = destination.listeners('error');
  destination.removeAllListeners('error');
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') whenGone?.call(destination, error);
  });
  return pino({ level }, destination);
}

/** Codes of the system for a resource that has run out, which may pass. */
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
 * Lets the process go on when a resource ran out outside of any request, and logs it. Any other uncaught error ends it,
 * as Node does, but without its text, which may quote a message.
 */
export function surviveExhaustion(logger: Logger): void {
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    const code = error?.code ?? error?.name ?? 'UNKNOWN';
    const frames = (error?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const err = { code, stack: frames.slice(0, 8).join('\n') };
    if (exhausted.has(code)) {
      logger.error({ err }, 'something has run out; the process goes on');
      return;
    }
    logger.fatal({ err }, 'a fault that nobody took care of: the process ends');
    process.exit(1);
  });
}

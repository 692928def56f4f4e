import { pino } from 'pino';
import { readConfig } from '../../src/app/config.ts';
import { type App, buildApp } from '../../src/http/app.ts';
import type { AppParts } from '../../src/http/server/parts.ts';
import { publicAddress } from '../../src/http/server/public-address.ts';
import { readReference } from '../../src/standard/reference.ts';

/**
 * The application with all its routes and none of the parts that would do their work: it says what the API is,
 * and who may call what. To be closed by who asked for it.
 *
 * @param more parts that it has all the same
 */
export function appAlone(more: Partial<AppParts> = {}): Promise<App> {
  const config = readConfig({});
  const parts = {
    store: { pool: { options: { max: 1 } } },
    authenticator: {},
    reference: readReference(config),
    maxMessageBytes: config.maxMessageBytes,
    door: config.door,
    version: '0.0.0',
    contact: config.apiContact,
    publicAddress: publicAddress(),
    stopping: () => false,
    above: [],
    logger: pino({ level: 'silent' }),
    ...more,
  };
  return buildApp(parts as unknown as AppParts);
}

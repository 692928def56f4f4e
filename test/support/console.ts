import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import type { BrowserContext } from 'playwright-core';
import type { RouteTable } from '../../src/http/server/access.ts';
import { createStaffKey, type StaffRole } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Caller, TestGateway } from './gateway.ts';
import { Visitor } from './visitor.ts';

/** The key with which somebody calls. */
export const keyOf = (caller: Caller): string =>
  (caller.authorization.Authorization ?? '').replace('Bearer ', '');

/** A key of the staff. */
export async function staffKey({ store, keys }: TestGateway, role: StaffRole): Promise<string> {
  return (await createStaffKey(store.db, keys.rows, localCall('test'), role)).key;
}

/** Signs in by an API key. @returns the header of the cookies that show who it is */
export async function signIn(address: string, key: string): Promise<string> {
  return [...(await cookiesOf(address, key))].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Signs a browser in by an API key. */
export async function signInBrowser(
  context: BrowserContext,
  address: string,
  key: string,
): Promise<void> {
  const cookies = [...(await cookiesOf(address, key))];
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: address })));
}

async function cookiesOf(address: string, key: string): Promise<ReadonlyMap<string, string>> {
  const visitor = new Visitor(address);
  const { status } = await visitor.signIn(key, '/console/help');
  if (status !== 200) throw new Error(`Signing in ended with ${status}.`);
  return visitor.jar();
}

/** Starts something with an application in it, and gives the routes of that application too. */
export async function withRoutes<T>(start: () => Promise<T>): Promise<[T, RouteTable]> {
  let app: FastifyInstance | undefined;
  const listen = (message: unknown) => {
    app = (message as { fastify: FastifyInstance }).fastify;
  };
  subscribe('fastify.initialization', listen);
  try {
    const started = await start();
    if (!app) throw new Error('no application was made');
    return [started, app.routeTable];
  } finally {
    unsubscribe('fastify.initialization', listen);
  }
}

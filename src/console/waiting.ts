import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { RouteParts } from '../http/server/parts.ts';
import { waitingInMailbox } from '../messages/mailbox/waiting.ts';
import { Problem } from '../problem.ts';
import { errorCode } from '../store/database.ts';
import type { MenuPath } from '../texts/console/frame-words.ts';
import { mostWaiting, waitingText } from './frame/surroundings.ts';
import { menuOf } from './menu.ts';
import { type PageParts, pageConfig } from './pages/parts.ts';
import type { Viewer } from './viewer.ts';

type Counted = Pick<RouteParts, 'store' | 'terms'>;

/** Longer than this a page does not wait for a number, in milliseconds. */
const longestMs = 1000;

/** What is counted beside a word of the menu: bounded, and nothing of a child. */
const counts: Readonly<
  Partial<Record<MenuPath, (parts: Counted, viewer: Viewer) => Promise<number>>>
> = {
  '/console/mailbox': async ({ store }, { chosen }) =>
    chosen.party ? waitingInMailbox(store.pool, chosen.party.code, mostWaiting + 1) : 0,
  '/console/terms': ({ terms }, { call }) => terms.waiting(call, mostWaiting + 1),
};

/**
 * Reads once for a page what waits behind the words of its menu. A number that cannot be read stands as a question mark, and
 * is a line in the log: the page comes all the same.
 */
export async function readWaiting(request: FastifyRequest, parts: Counted): Promise<void> {
  // `viewer` is absent on pages for anyone.
  const viewer: Viewer | undefined = request.viewer;
  if (!viewer || request.routeOptions.config.byItself) return;
  request.waiting = await waitingOf(request, parts, viewer);
}

async function waitingOf(
  request: FastifyRequest,
  parts: Counted,
  viewer: Viewer,
): Promise<ReadonlyMap<MenuPath, number | null>> {
  const found = await Promise.all(
    menuOf(viewer.chosen).flatMap((path) => {
      const count = counts[path];
      return count ? [counted(count(parts, viewer), request, path)] : [];
    }),
  );
  return new Map(found);
}

async function counted(
  count: Promise<number>,
  { log }: FastifyRequest,
  path: MenuPath,
): Promise<readonly [MenuPath, number | null]> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, longestMs, null);
  });
  try {
    const number = await Promise.race([count, slow]);
    if (number === null) log.warn({ part: 'console', path }, 'a number of the menu took too long');
    return [path, number];
  } catch (error) {
    // A contract manager whom no gemeente designated has no terms.
    if (error instanceof Problem && error.code === 'not-designated') return [path, 0];
    log.warn(
      { part: 'console', path, code: errorCode(error) },
      'a number of the menu was not read',
    );
    return [path, null];
  } finally {
    clearTimeout(timer);
    // What is too late may still fail: that was said.
    count.catch(() => {});
  }
}

/** The numbers of the menu, for pages that are open: each as text, an empty one where nothing waits. */
export const menuNumbers: FastifyPluginAsync<PageParts> = async (app, parts) => {
  const access = ['party', 'operator', 'administrator', 'contract-manager', 'auditor'] as const;
  app.get(
    '/console/menu/numbers',
    { config: { ...pageConfig(parts, access), byItself: true }, schema: { hide: true } },
    async (request, reply) => {
      const waiting = await waitingOf(request, parts, request.viewer);
      const texts = [...waiting].map(([path, count]) => [path, waitingText(count) ?? '']);
      return reply.header('Cache-Control', 'private, no-store').send(Object.fromEntries(texts));
    },
  );
};

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { type Html, html } from '../../src/console/frame/html.ts';
import { sendPage } from '../../src/console/frame/page.ts';

/** A page with a form, which a test adds to the console of a gateway of its own: what was sent is in `sent`. */
export interface ConsoleForm {
  readonly path: string;
  readonly sent: { readonly by: string; readonly fields: unknown }[];
  /** From then on gateways have no such page. */
  end(): void;
}

/** Gives gateways that start from now on a page with a form, beside their own pages. */
export function addConsoleForm(path = '/console/try'): ConsoleForm {
  const sent: { by: string; fields: unknown }[] = [];
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    // Within the console, where its first page is.
    fastify.addHook('onRoute', function addForm(this: FastifyInstance, route: RouteOptions) {
      if (route.url !== '/console' || route.method !== 'GET' || !route.config) return;
      const own = { config: route.config, schema: { hide: true } };
      this.get(path, own, (request, reply) =>
        sendPage(request, reply, { title: 'Try', main: formHtml(path, request.viewer.formToken) }),
      );
      this.post(path, own, (request, reply) => {
        const { chosen } = request.viewer;
        sent.push({ by: chosen.id, fields: request.body });
        return reply.redirect('/console', 303);
      });
    });
  };
  subscribe('fastify.initialization', listen);
  return { path, sent, end: () => void unsubscribe('fastify.initialization', listen) };
}

function formHtml(path: string, token: string): Html {
  return html`<form class="form" method="post" action="${path}"><input type="hidden" name="token" value="${token}">
<p class="field"><label for="reason">Reason</label><input id="reason" name="reason"></p></form>`;
}

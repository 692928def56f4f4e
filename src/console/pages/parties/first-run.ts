import type { AddressInfo } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { listMessages } from '../../../operations/overview.ts';
import { listParties } from '../../../parties/directory/party-list.ts';
import { berichtOfType } from '../../../standard/catalogue.ts';
import { firstRunWords as say } from '../../../texts/console/party-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { pageRows } from '../../frame/list.ts';
import type { PageParts } from '../parts.ts';

/** How far a new region is. */
export interface FirstRun {
  readonly gemeente: boolean;
  readonly aanbieder: boolean;
  /** The first message: `none` came, none is `approved`, or one is. */
  readonly message: 'none' | 'not-approved' | 'approved';
}

/** How far a new region is; undefined when several messages were approved: then nobody needs to be told how to begin. */
export async function firstRunOf({ store }: PageParts): Promise<FirstRun | undefined> {
  const { items, next } = await listMessages(store.pool, {}, { limit: pageRows });
  // A message that is rejected has an approved retour, so those do not count.
  const approved = items.filter(
    ({ type, status }) =>
      (status === 'accepted' || status === 'delivered') && type && !berichtOfType(type).retourOf,
  );
  if (next !== null || approved.length > 1) return undefined;
  const came = items.length > 0 ? 'not-approved' : 'none';
  return {
    gemeente: await isThere(store, 'gemeente'),
    aanbieder: await isThere(store, 'aanbieder'),
    message: approved.length > 0 ? 'approved' : came,
  };
}

/** Whether any party is of this kind. A page of parties may be empty with more to come. */
async function isThere(
  { db }: PageParts['store'],
  kind: 'gemeente' | 'aanbieder',
): Promise<boolean> {
  for (let after: string | undefined; ; ) {
    const page = await listParties(db, { kind, limit: 1, ...(after !== undefined && { after }) });
    if (page.items.length > 0) return true;
    if (page.next === undefined) return false;
    after = page.next;
  }
}

/** What an administrator of a new gateway does, from nothing to a first message, with a tick at what is done. */
export function stepsHtml(run: FirstRun, request: FastifyRequest, language: Language): Html {
  const { at } = request.server.publicAddress;
  const tick = (done: boolean) => done && html` <strong>✓ ${say.done[language]}</strong>`;
  const command = `IJW_GATEWAY=${addressOf(request)} IJW_KEY=ijw_... npx ijw post --wait fixtures/conversation/01-JW315.xml`;
  const notApproved = html`<br>${say.notApproved[language]} <a href="${at('/console/messages')}">${say.messages[language]}</a>`;
  return html`<ol>
<li>${say.gemeente[language]}${tick(run.gemeente)}</li>
<li>${say.aanbieder[language]}${tick(run.aanbieder)}</li>
<li>${say.post[language]}${tick(run.message === 'approved')} <pre><code>${command}</code></pre> <a href="${at('/docs/example')}">${say.example[language]}</a>${run.message === 'not-approved' && notApproved}</li>
<li>${say.mailbox[language]}</li>
</ol>
`;
}

/** The address at which programs call this gateway: by the settings, or where it listens. */
function addressOf({ server }: FastifyRequest): string {
  const { url } = server.publicAddress;
  if (url) return url;
  const { address, family, port } = server.server.address() as AddressInfo;
  // An address that stands for all of a machine is no address to call.
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

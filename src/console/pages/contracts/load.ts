import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdParams } from '../../../http/server/schemas.ts';
import { mostSheetBytes } from '../../../http/server/sheet-body.ts';
import { ContractFaults, OtherOutcome } from '../../../ledger/contracts/import.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { contractLoadWords as say } from '../../../texts/console/contract-load-words.ts';
import { fileWords } from '../../../texts/console/file-words.ts';
import { contractWords } from '../../../texts/console/page-words.ts';
import { problemDetail, problemTexts } from '../../../texts/problem-texts.ts';
import { FilesForm, formBytes, takeFiles } from '../../frame/files-form.ts';
import type { Faults } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sheetFaults } from '../../frame/sheet-faults.ts';
import { CodeWords } from '../../reading/codes.ts';
import { Filter, Lang, type PageParts, pageConfig, plainPage } from '../parts.ts';
import { changeCount, chooseForm, outcomeHtml } from './load-shown.ts';

const path = '/console/contracts/load';
const querystring = Type.Object({ changed: Filter, lang: Lang }, { additionalProperties: false });
const Text = Type.String({ default: '', maxLength: 200 });
const roles = ['contract-manager', 'party', 'administrator'] as const;
type PageApp = Parameters<FastifyPluginAsyncTypebox<PageParts>>[0];

/**
 * Loading contracts from a file: what changes, or what is wrong, stands there before anything is kept. The file is kept for
 * an hour meanwhile, and what is loaded is what was seen, or nothing.
 */
export const loadContractsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  choose(app, parts);
  await app.register(async (inner) => take(inner, parts));
  show(app, parts);
  load(app, parts);
};

function choose(app: PageApp, parts: PageParts): void {
  app.get(path, { config: pageConfig(parts, roles), schema: plainPage }, async (request, reply) => {
    if (await mayLoad(request, parts)) return sendLoad(request, reply, parts, {});
    const { language } = request.viewer;
    return sendPage(request, reply, {
      title: say.title[language],
      main: emptyList(say.notYours[language]),
    });
  });
}

function take(app: PageApp, parts: PageParts): void {
  const bytes = mostSheetBytes + formBytes;
  takeFiles(app, { files: 1, bytes }, parts.checkForm);
  const options = {
    config: pageConfig(parts, roles, 'heavy'),
    schema: { hide: true },
    ...{ bodyLimit: bytes, preParsing: parts.uploads },
  };
  app.post(path, options, async (request, reply) => {
    await parts.contracts.mayLoad(request.viewer.call);
    const { body } = request;
    const form = body instanceof FilesForm ? body : undefined;
    const [file] = form?.files ?? [];
    const wrong = form?.fault ?? (file ? undefined : 'none');
    if (wrong || !file) {
      const fault = fileWords[wrong ?? 'none'][languageOf(request)];
      return sendLoad(request, reply, parts, { faults: new Map([['file', fault]]) }, 400);
    }
    const id = await parts.keptFiles.keep(request.session.id, file);
    return reply.redirect(parts.publicAddress.at(`${path}/${id}`), 303);
  });
}

function show(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, roles, 'heavy');
  const schema = { hide: true, params: IdParams, querystring };
  app.get(`${path}/:id`, { config, schema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    return sendTriedOut(request, reply, parts, id, request.query.changed === 'yes');
  });
}

/** Loads what the page said would happen: when that is something else now, nothing is kept. Pressing twice loads once. */
function load(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, roles, 'heavy');
  const body = Type.Object({ token: Text, seen: Text });
  const schema = { hide: true, params: IdParams, body };
  const { at } = parts.publicAddress;
  app.post(`${path}/:id`, { config, schema }, async (request, reply) => {
    const { viewer, session } = request;
    const id = request.params.id.toLowerCase();
    const file = await parts.keptFiles.find(id, session.id);
    if (!file) return sendGone(request, reply, parts);
    const wish = { dryRun: false, seen: request.body.seen };
    const loaded = await parts.contracts.load(viewer.call, file.bytes, wish).catch(unlessOther);
    if (!loaded) return reply.redirect(at(`${path}/${id}?changed=yes`), 303);
    const changed = loaded.contracts.filter(({ change }) => change !== 'same');
    const [one, second] = changed;
    const to =
      one && !second
        ? `/console/contracts/${one.id}?done=loaded`
        : `/console/contracts?loaded=${changed.length}`;
    return reply.redirect(at(to), 303);
  });
}

async function mayLoad({ viewer }: FastifyRequest, { contracts }: PageParts): Promise<boolean> {
  try {
    await contracts.mayLoad(viewer.call);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden') return false;
    throw error;
  }
}

/** @returns undefined where the page has to say anew what would happen, or what is wrong */
function unlessOther(error: unknown): undefined {
  if (error instanceof OtherOutcome || error instanceof ContractFaults) return undefined;
  throw error;
}

async function sendTriedOut(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
  changed: boolean,
): Promise<FastifyReply> {
  const { viewer, session } = request;
  const language = languageOf(request);
  const file = await parts.keptFiles.find(id, session.id);
  if (!file) return sendGone(request, reply, parts);
  try {
    const load = await parts.contracts.tryOut(viewer.call, file.bytes);
    const codes = load.contracts.flatMap(({ contract, before }) => [
      ...[contract.aanbieder, ...contract.gemeenten, ...(before?.gemeenten ?? [])],
    ]);
    const shown = {
      ...{ load, file: file.name, action: parts.publicAddress.at(`${path}/${id}`) },
      names: await partyNames(parts.store.pool, codes),
      codes: new CodeWords(parts.reference),
    };
    const notice =
      changed &&
      changeCount(load) > 0 &&
      html`<p class="problem" role="alert" tabindex="-1">${say.changed[language]}</p>\n`;
    return sendLoad(request, reply, parts, { above: html`${notice}${outcomeHtml(shown, viewer)}` });
  } catch (error) {
    if (error instanceof ContractFaults)
      return sendLoad(request, reply, parts, { above: sheetFaults(error.faults, language) }, 400);
    const isOfOthers =
      error instanceof Problem &&
      (error.code === 'not-your-contract' || error.code === 'contract-number-taken');
    if (!isOfOthers) throw error;
    const { title, status } = problemTexts[error.code];
    const above = html`<div class="problem" role="alert" tabindex="-1"><h2>${title[language]}</h2>
<p>${problemDetail(error.code, error.details, language)}</p></div>
`;
    return sendLoad(request, reply, parts, { above }, status);
  }
}

function sendGone(request: FastifyRequest, reply: FastifyReply, parts: PageParts): FastifyReply {
  const faults = new Map([['file', say.gone[languageOf(request)]]]);
  return sendLoad(request, reply, parts, { faults }, 404);
}

/** @param said.above what became of a file */
function sendLoad(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress: { at } }: PageParts,
  said: { readonly above?: Html; readonly faults?: Faults },
  status = 200,
): FastifyReply {
  const { viewer } = request;
  const language = languageOf(request);
  const { above, faults = new Map() } = said;
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      up: { path: '/console/contracts', title: contractWords.title[language] },
      main: html`${above}${chooseForm(viewer, { action: at(path), faults, again: above !== undefined })}`,
    },
    status,
  );
}

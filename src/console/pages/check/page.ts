import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { checkWords as say } from '../../../texts/console/check-words.ts';
import { countText } from '../../../texts/console/written.ts';
import { FilesForm, takeFiles } from '../../frame/files-form.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { CodeWords } from '../../reading/codes.ts';
import { type PageParts, pageConfig, plainPage } from '../parts.ts';
import { entriesOf, mostMessages } from './entries.ts';
import { checkForm, type FormProblem } from './form-html.ts';
import { OutcomeList } from './list-html.ts';
import { handleAll } from './outcome.ts';

/** The most bytes of a form; less where the gateway takes small messages only, so that two of them fit in memory. */
const mostBytes = 25 * 2 ** 20;

/**
 * "Controleren": tries files out and shows what is wrong beside their lines, and sends what is good. Nothing is kept before
 * that. Without a script the answer is a page; the script of the page sends each file by itself and gets its line.
 */
export const checkPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const bounds = {
    files: mostMessages,
    bytes: Math.min(mostBytes, 2 * parts.maxMessageBytes),
  };
  takeFiles(app, bounds, parts.checkForm);

  const get = { config: pageConfig(parts, ['party']), schema: plainPage };
  app.get('/console/check', get, async (request, reply) =>
    sendCheck(request, reply, bounds.bytes, {}),
  );

  const post = {
    config: pageConfig(parts, ['party'], 'batch'),
    schema: { hide: true },
    ...{ bodyLimit: bounds.bytes, preParsing: parts.uploads },
  };
  app.post('/console/check', post, async (request, reply) => {
    const { fields, files, fault } = formOf(request.body);
    const found = await entriesOf(files, parts.maxMessageBytes);
    try {
      const problem = found.tooMany ? 'too-many' : fault;
      if (problem || found.entries.length === 0)
        return sendCheck(request, reply, bounds.bytes, { problem: problem ?? 'none' });
      const send = fields.get('do') === 'send';
      const list = new OutcomeList(
        languageOf(request),
        new CodeWords(parts.reference),
        found.entries.length,
        send,
      );
      await handleAll(request, reply, parts, {
        ...{ entries: found.entries, send },
        on: (entry, outcome, bytes) => list.add(entry, outcome, bytes),
      });
      const names = await partyNames(parts.store.pool, list.recipients);
      if (isOfScript(request))
        return sendFragment(reply, html`${list.items(names, parts.publicAddress.at)}`);
      return sendCheck(request, reply, bounds.bytes, { list, names, send });
    } finally {
      found.close();
    }
  });
};

/** A form without files, as one that is not of this page has it. */
const noFiles = new FilesForm(new Map(), []);

function formOf(body: unknown): FilesForm {
  return body instanceof FilesForm ? body : noFiles;
}

const isOfScript = ({ headers }: FastifyRequest): boolean => headers['hx-request'] !== undefined;

/** What the page says besides its form. */
interface Said {
  readonly problem?: FormProblem;
  /** What became of the files. */
  readonly list?: OutcomeList;
  readonly names?: ReadonlyMap<string, string>;
  /** Whether what is good was sent. */
  readonly send?: boolean;
}

function sendCheck(
  request: FastifyRequest,
  reply: FastifyReply,
  mostBytes: number,
  { problem, list, names = new Map(), send }: Said,
): FastifyReply {
  const language = languageOf(request);
  const { at } = request.server.publicAddress;
  const megabytes = countText(Math.floor(mostBytes / 2 ** 20), language);
  const leftOut = list?.leftOut();
  const outcome =
    list &&
    html`<h2>${say.outcome[language]}</h2>
<p>${list.totals()}</p>
${leftOut && html`<p>${leftOut}</p>\n`}<ul class="files" data-rows>
${list.items(names, at, true)}</ul>
${!send && html`<p>${say.pickAgain[language]}</p>\n`}<h2>${say.again[language]}</h2>
`;
  const form = checkForm(request.viewer, at, {
    megabytes,
    problem,
  });
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      main: html`${outcome}${form}`,
      scripts: [request.server.loaded.check],
    },
    problem ? 400 : 200,
  );
}

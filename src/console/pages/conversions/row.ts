import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RowParams } from '../../../http/conversions/conversion-schemas.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { revertWords } from '../../../texts/console/conversion-new-words.ts';
import {
  markingWords,
  rowWords,
  oneRowWords as say,
} from '../../../texts/console/conversion-row-words.ts';
import { type Faults, faultSummary } from '../../frame/form.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { CodeWords } from '../../reading/codes.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { markingForm } from './marking-form.ts';
import { revertHtml, type TypedRevert } from './revert-form.ts';
import { historyHtml, oldSections, proposalHtml, sentRowHtml } from './row-shown.ts';
import { markedHtml } from './rows.ts';
import { filled, orNotFound, pathOf, roles, sideOf } from './side.ts';
import { isMarkable, type TypedMarks, untyped } from './typed.ts';

const Marked = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 }));
const querystring = Type.Object(
  { marked: Marked, done: Filter, lang: Lang },
  { additionalProperties: false },
);

/** The page of one row: what it was, what remains, the proposal, what was said of it, and what was sent. */
export const conversionRowPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, roles);
  const schema = { hide: true, params: RowParams, querystring };
  app.get('/console/conversions/:number/rows/:row', { config, schema }, async (request, reply) => {
    const { params, query } = request;
    const { marked, done } = query;
    return sendRow(request, reply, parts, params.number, params.row, {
      ...{ marked, revertChanged: done === 'changed' },
    });
  });
};

/** @param said of a form that came from the page */
export async function sendRow(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  number: number,
  rowNumber: number,
  said: {
    readonly marked?: number | undefined;
    readonly refused?: {
      readonly typed: TypedMarks;
      readonly faults: Faults;
      readonly rows: ReadonlyMap<number, string>;
    };
    /** Nothing was taken back: it has changed. */
    readonly revertChanged?: boolean;
    /** Taking it back that was not carried out. */
    readonly revert?: TypedRevert;
  },
): Promise<FastifyReply> {
  const { viewer } = request;
  const language = languageOf(request);
  const { at } = parts.publicAddress;
  const { row, marks } = await orNotFound(parts.conversions.row(viewer.call, number, rowNumber));
  const names = await partyNames(parts.store.pool, [row.gemeente, row.aanbieder]);
  const { refused } = said;
  const faults = new Map(refused?.faults);
  const wrong = refused?.rows.get(rowNumber);
  if (wrong) faults.set('marks', wrong);
  const wording = { codes: new CodeWords(parts.reference), language };
  const { version } = row;
  const form =
    sideOf(viewer) !== undefined &&
    isMarkable(row) &&
    markingForm(
      {
        ...{ action: at(pathOf(number, '/marks')), from: 'row', filter: '' },
        above: html`<input type="hidden" name="rows" value="${rowNumber}:${version}">`,
        ...{ typed: refused?.typed ?? untyped, faults },
      },
      viewer,
    );
  reply.header('Cache-Control', 'private, no-store');
  return sendPage(
    request,
    reply,
    {
      title: filled(say.title[language], { row: String(rowNumber), n: String(number) }),
      up: {
        path: pathOf(number, '/rows'),
        title: filled(rowWords.title[language], { n: String(number) }),
      },
      main: html`${faultSummary(said.revert?.faults ?? faults, language)}${said.revertChanged && html`<p class="problem" role="alert" tabindex="-1">${revertWords.changed[language]}</p>\n`}${refused && html`<p>${markingWords.notKept[language]}</p>\n`}${markedHtml(said.marked, language)}${oldSections(row, names, wording)}${proposalHtml(row, wording)}${historyHtml(marks, viewer, language)}${form}${sentRowHtml(row, viewer, at)}${await revertHtml(parts, viewer, number, row, said.revert)}`,
    },
    refused || said.revert ? 400 : 200,
  );
}

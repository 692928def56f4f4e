import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NumberParams } from '../../../http/conversions/conversion-schemas.ts';
import { type MarkRefusal, MarksRefused } from '../../../ledger/conversion/marks.ts';
import type { MarkWish } from '../../../ledger/conversion/row.ts';
import { markingWords as say } from '../../../texts/console/conversion-row-words.ts';
import { markRefusalSentence } from '../../../texts/mark-refusal-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { Faults } from '../../frame/form.ts';
import { pageRows } from '../../frame/list.ts';
import { languageOf } from '../../frame/page.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { sendAll } from './all.ts';
import { askedRows, questionOf } from './filter.ts';
import { sendRow } from './row.ts';
import { sendRows } from './rows.ts';
import { pathOf, roles, sideOf } from './side.ts';
import {
  isSaid,
  MarkingBody,
  type Place,
  places,
  type TypedMarks,
  typedMarks,
  wishesOf,
} from './typed.ts';

/** A form that was not carried out. */
interface Refused {
  readonly typed: TypedMarks;
  readonly faults: Faults;
  /** What is wrong with rows, by number. */
  readonly rows: ReadonlyMap<number, string>;
}

/**
 * Says what one thinks of rows: all of it, or nothing. What is wrong is told per row, on the page as it was, with what was
 * typed and ticked.
 */
export const conversionMarking: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, roles, 'heavy');
  const schema = { hide: true, params: NumberParams, body: MarkingBody };
  app.post('/console/conversions/:number/marks', { config, schema }, async (request, reply) => {
    const { number } = request.params;
    const { body } = request;
    const language = languageOf(request);
    const typed = typedMarks(body);
    const from = places.find((one) => one === body.from) ?? 'rows';
    const { wishes, faults } = wishesOf(typed, language);
    const again = (refused: Refused) =>
      sendAgain(request, reply, parts, { number, from, filter: body.filter }, refused);
    if (wishes.length === 0) return again({ typed, faults, rows: new Map() });
    try {
      const marked = await parts.conversions.mark(request.viewer.call, number, wishes);
      return reply.redirect(
        parts.publicAddress.at(backTo(number, from, body.filter, typed, marked)),
        303,
      );
    } catch (error) {
      if (!(error instanceof MarksRefused)) throw error;
      if (await cameTwice(request, parts, number, wishes, error))
        return reply.redirect(
          parts.publicAddress.at(backTo(number, from, body.filter, typed, 0)),
          303,
        );
      const rows = new Map(error.faults.map((fault) => [fault.row, faultText(fault, language)]));
      return again({ typed, faults, rows });
    }
  });
};

/** Why a row is not marked. What was proposed meanwhile stands on the page already. */
function faultText(fault: MarkRefusal, language: Language): string {
  return fault.code === 'row-changed'
    ? say.rowChanged[language]
    : markRefusalSentence(fault, language);
}

/** The filters and the cursor of the page from which a form came; nothing else of it is taken. */
function cameFrom(filter: string, language: Language) {
  const asked = Object.fromEntries(new URLSearchParams(filter));
  const cursor = asked.cursor?.slice(0, 512) || undefined;
  return { asked: askedRows(asked, language), cursor };
}

function backTo(
  number: number,
  from: Place,
  filter: string,
  { rows }: TypedMarks,
  marked: number,
): string {
  const [first] = rows;
  if (from === 'row' && first) return pathOf(number, `/rows/${first.row}?marked=${marked}`);
  const { asked, cursor } = cameFrom(filter, 'nl');
  return pathOf(number, `/rows${questionOf(asked.filters, { cursor, marked: String(marked) })}`);
}

/** Whether the same form was carried out a moment ago: the other SPIC that it proposes stands there, by the same side. */
async function cameTwice(
  { viewer }: FastifyRequest,
  { conversions }: PageParts,
  number: number,
  wishes: readonly MarkWish[],
  { faults }: MarksRefused,
): Promise<boolean> {
  const side = sideOf(viewer);
  const all = faults.length === wishes.length && faults.every(({ code }) => code === 'row-changed');
  if (!side || !all || wishes.length > pageRows) return false;
  for (const wish of wishes) {
    const { row } = await conversions.row(viewer.call, number, wish.row);
    if (!isSaid(row, side, wish)) return false;
  }
  return true;
}

/** Shows the page from which a form came, with what is wrong. */
async function sendAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  {
    number,
    from,
    filter,
  }: { readonly number: number; readonly from: Place; readonly filter: string },
  refused: Refused,
): Promise<FastifyReply> {
  const { asked, cursor } = cameFrom(filter, languageOf(request));
  const [first] = refused.typed.rows;
  if (from === 'row' && first)
    return sendRow(request, reply, parts, number, first.row, { refused });
  if (from === 'all') return sendAll(request, reply, parts, number, asked, refused);
  return sendRows(request, reply, parts, { number, asked, cursor, refused });
}

import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllocationParams } from '../../../http/ledger/allocation-schemas.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { goalWords as say } from '../../../texts/console/goal-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { type GoalsShown, goalsHtml, goalsPath } from './shown.ts';
import { faultsOf, GoalBody, type GoalValues, readGoal, saysAll } from './typed.ts';

const querystring = Type.Object(
  { edit: Filter, done: Filter, lang: Lang },
  { additionalProperties: false },
);
const Field = Type.String({ default: '', maxLength: 200 });
const DestroyBody = Type.Object({ token: Field, allocation: Field });
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type PageApp = Parameters<FastifyPluginAsyncTypebox<PageParts>>[0];

/** The goals of an allocation, for its gemeente and its aanbieder: noting, changing, closing and destroying them. */
export const goalsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  show(app, parts);
  make(app, parts);
  change(app, parts);
  destroy(app, parts);
};

function show(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, ['party'], 'heavy');
  const schema = { hide: true, params: AllocationParams, querystring };
  app.get('/console/allocations/:id/goals', { config, schema }, (request, reply) => {
    const { edit, done } = request.query;
    const notice = Object.entries(say.done).find(([one]) => one === done)?.[1];
    return sendGoals(request, reply, parts, request.params.id, {
      ...{ edit: edit?.toLowerCase(), notice: notice?.[languageOf(request)] },
    });
  });
}

/** A form that comes twice notes one goal. */
function make(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, ['party'], 'heavy');
  const schema = { hide: true, params: AllocationParams, body: GoalBody };
  const { at } = parts.publicAddress;
  app.post('/console/allocations/:id/goals', { config, schema }, async (request, reply) => {
    const { viewer, params } = request;
    const id = params.id.toLowerCase();
    const values: GoalValues = request.body;
    const { wish, faults } = readGoal(values, languageOf(request));
    const again = (wrong: ReadonlyMap<string, string>) =>
      sendGoals(request, reply, parts, id, { typed: { values, faults: wrong } });
    if (!wish) return again(faults);
    try {
      await parts.goals.make(viewer.call, id, wish);
    } catch (error) {
      const found = error instanceof Problem ? faultsOf(error, languageOf(request)) : new Map();
      if (found.size === 0) throw error;
      return again(found);
    }
    return reply.redirect(at(goalsPath(id, '?done=made')), 303);
  });
}

function change(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, ['party'], 'heavy');
  const schema = { hide: true, params: IdParams, body: GoalBody };
  const { at } = parts.publicAddress;
  app.post('/console/goals/:id', { config, schema }, async (request, reply) => {
    const { viewer, params } = request;
    const language = languageOf(request);
    const id = params.id.toLowerCase();
    const values: GoalValues = request.body;
    const goal = await parts.goals.get(viewer.call, id);
    const { wish, faults } = readGoal(values, language, goal);
    const again = (wrong: ReadonlyMap<string, string>, problem?: string) =>
      sendGoals(request, reply, parts, goal.allocationId, {
        ...{ edit: id, typed: { values, faults: wrong }, problem },
      });
    if (!wish) return again(faults);
    const changed = at(goalsPath(goal.allocationId, '?done=changed'));
    const { domain: _, setOn: __, ...content } = wish;
    const revision = Number(values.revision);
    try {
      await parts.goals.change(viewer.call, id, { revision, ...content });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'goal-changed') {
        const now = await parts.goals.get(viewer.call, id);
        // The second of two presses: the first did it.
        if (saysAll(now, wish)) return reply.redirect(changed, 303);
        const { credential } = viewer.call.principal;
        const by = now.changedBy === credential.name ? say.yourself[language] : now.changedBy;
        const moment = momentText(now.changedAt, language);
        const text = say.changedMeanwhile[language].replace('{at}', moment);
        return again(
          new Map(),
          text.replace('{by}', () => by),
        );
      }
      const found = faultsOf(error, language);
      if (found.size === 0) throw error;
      return again(found);
    }
    return reply.redirect(changed, 303);
  });
}

/** What is destroyed stays so: pressing twice does it once. */
function destroy(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, ['party'], 'heavy');
  const schema = { hide: true, params: IdParams, body: DestroyBody };
  const { at } = parts.publicAddress;
  app.post('/console/goals/:id/text-destruction', { config, schema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    const { allocationId } = await parts.goals.destroyTexts(request.viewer.call, id);
    return reply.redirect(at(goalsPath(allocationId, '?done=text-gone')), 303);
  });
  app.post('/console/goals/:id/destruction', { config, schema }, async (request, reply) => {
    const { allocation } = request.body;
    const gone = await parts.goals
      .remove(request.viewer.call, request.params.id.toLowerCase())
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
        if (!uuid.test(allocation)) throw error;
        return { allocationId: allocation };
      });
    return reply.redirect(at(goalsPath(gone.allocationId, '?done=gone')), 303);
  });
}

async function sendGoals(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  allocation: string,
  said: Pick<GoalsShown, 'edit' | 'typed'> & {
    readonly notice?: string | undefined;
    readonly problem?: string | undefined;
  },
): Promise<FastifyReply> {
  const { viewer } = request;
  const language = languageOf(request);
  const allocationId = allocation.toLowerCase();
  const goals = await parts.goals.list(viewer.call, allocationId);
  const names = await partyNames(
    parts.store.pool,
    goals.map(({ writer }) => writer),
  );
  const { at } = parts.publicAddress;
  const { edit, typed, notice, problem } = said;
  const main = goalsHtml({ allocationId, goals, names, at, edit, ...(typed && { typed }) }, viewer);
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      up: { path: `/console/allocations/${allocationId}`, title: say.up[language] },
      main: html`${problem && html`<p class="problem" role="alert" tabindex="-1">${problem}</p>\n`}${notice && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${notice}</p></div>\n`}${main}`,
    },
    typed ? (problem ? 409 : 400) : 200,
  );
}

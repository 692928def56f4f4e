import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllocationParams } from '../../../http/ledger/allocation-schemas.ts';
import type { ContractAnswer } from '../../../ledger/contracts/check.ts';
import type { AllocationDetails } from '../../../ledger/views/allocations.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { allocationWords as say } from '../../../texts/console/allocation-words.ts';
import { plainDay } from '../../../texts/console/amount-words.ts';
import { goalWords } from '../../../texts/console/goal-words.ts';
import { draftFaultSentence } from '../../../texts/draft-texts.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { sideOfViewer } from './allocations.ts';
import { draftForms, type FormsShown } from './forms.ts';
import { contractHtml, factsHtml, historyHtml, nextUpHtml, reportsHtml } from './one-shown.ts';
import { underWay } from './shown.ts';
import { type DraftKind, draftFault, draftKinds, wishOf } from './wish.ts';

/** Entries of the history that are shown. */
const mostEntries = 100;

const querystring = Type.Object({ open: Filter, lang: Lang }, { additionalProperties: false });
const Field = Type.String({ default: '', maxLength: 1000 });
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const bodyOf = (kind: DraftKind) => {
  const names = {
    start: ['what', 'begin'],
    stop: ['what', 'end', 'reason'],
    change: ['reason', 'from', 'until', 'volume', 'budget'],
  }[kind];
  const fields = Object.fromEntries(names.map((name) => [`${kind}-${name}`, Field]));
  return Type.Object({ token: Field, once: Field, ...fields });
};

/** One allocation: what it is, what was reported, and for its aanbieder the forms that draft what comes next. */
export const allocationPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['party'], 'heavy');
  const params = AllocationParams;
  app.get(
    '/console/allocations/:id',
    { config, schema: { hide: true, params, querystring } },
    async (request, reply) => {
      const item = await parts.allocations.get(request.viewer.call, request.params.id);
      const open = draftKinds.find((one) => one === request.query.open);
      return showOne(request, reply, parts, item, { open });
    },
  );

  for (const kind of draftKinds)
    app.post(
      `/console/allocations/:id/${kind}`,
      { config, schema: { hide: true, params, body: bodyOf(kind) } },
      async (request, reply) => {
        const { viewer, params, body } = request;
        const fields: Readonly<Record<string, string>> = body;
        const typed = { kind, fields };
        const item = await parts.allocations.get(viewer.call, params.id);
        const { form, faults } = wishOf(item, typed, viewer.language);
        if (!form) return showOne(request, reply, parts, item, { typed, faults });
        try {
          const once = uuidForm.test(fields.once ?? '') ? fields.once : undefined;
          const [draft] = await parts.drafts.make(viewer.call, form, once);
          return reply.redirect(at(`/console/drafts/${draft?.id}`), 303);
        } catch (error) {
          const [found] = (error instanceof Problem && error.details.draftFaults) || [];
          if (!found) throw error;
          const [field, text] = draftFault(kind, found.code, found.element, viewer.language);
          const wrong = new Map([[field, text ?? draftFaultSentence(found, viewer.language)]]);
          return showOne(request, reply, parts, item, { typed, faults: wrong });
        }
      },
    );
};

type Said = Pick<FormsShown, 'open' | 'typed' | 'faults'>;

async function showOne(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  item: AllocationDetails,
  said: Said,
): Promise<FastifyReply> {
  const { viewer } = request;
  const { call } = viewer;
  const { at } = parts.publicAddress;
  const language = languageOf(request);
  const history = await parts.allocations.entries(call, item.id, { after: 0, limit: mostEntries });
  const open = await parts.terms.openDeliveries(call, [item.client]);
  const check = await contractCheck(parts, request, item);
  const names = await partyNames(parts.store.pool, [item.municipality, item.provider]);
  const side = sideOfViewer(viewer);
  const today = dutchDate(new Date());
  const beside = { names, open, side, at, today, language };
  const forms =
    side === 'aanbieder' &&
    item.status === 'allocated' &&
    draftForms(item, { viewer, at, today, ...said, sent: (kind) => underWay(item, beside, kind) });
  return sendPage(
    request,
    reply,
    {
      title: say.one[language].replace('{number}', item.toewijzingNummer),
      up: { path: '/console/allocations', title: say.title[language] },
      main: html`${nextUpHtml(item, beside)}${forms}
${factsHtml(item, beside)}${contractHtml(check, language)}<p><a href="${at(`/console/children/${item.client}`)}">${say.timeline[language]}</a> <a href="${at(`/console/allocations/${item.id}/goals`)}">${goalWords.link[language]}</a></p>
${reportsHtml(item, language)}${historyHtml(history, language)}<p class="soft">${say.logged[language]}</p>`,
    },
    said.faults ? 400 : 200,
  );
}

/** What the contracts say of an allocation; undefined where nothing can be asked. */
async function contractCheck(
  parts: PageParts,
  { viewer }: FastifyRequest,
  { product, begin, end, municipality, provider, ...item }: AllocationDetails,
): Promise<ContractAnswer | undefined> {
  const [from, until] = [plainDay(begin), plainDay(end)];
  if (!product || !from || item.status !== 'allocated') return undefined;
  const { volume, unit, frequency } = item;
  return parts.contracts.check(viewer.call, {
    ...{ gemeente: municipality, aanbieder: provider, begin: from, ...(until && { end: until }) },
    product: { categorie: product.categorie, ...(product.code !== null && { code: product.code }) },
    ...(volume !== null && unit !== null && frequency !== null && /^\d+$/.test(volume)
      ? { omvang: { volume: BigInt(volume), eenheid: unit, frequentie: frequency } }
      : {}),
    ...(item.budgetCents !== null && { budget: item.budgetCents }),
  });
}

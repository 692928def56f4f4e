import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { kindOf } from '../../../parties/directory/codes.ts';
import { Problem } from '../../../problem.ts';
import { AlreadyReported, type SignalWish } from '../../../region/signals/report.ts';
import {
  leastText,
  mostGemeenten,
  mostText,
  signalKinds,
  signalSegments,
} from '../../../region/signals/signal.ts';
import { findBsnInText } from '../../../standard/bsn-in-text.ts';
import { signalPageWords as say } from '../../../texts/console/signal-page-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { problemDetail } from '../../../texts/problem-texts.ts';
import { signalWords } from '../../../texts/report-texts.ts';
import {
  areaField,
  choiceField,
  type Faults,
  faultSummary,
  textField,
  tokenField,
} from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { broughtId, onceId } from '../../frame/once.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';

const querystring = Type.Object(
  { allocation: Filter, lang: Lang },
  { additionalProperties: false },
);
const Typed = Type.String({ default: '', maxLength: 5000 });
const body = Type.Object({
  ...{ token: Typed, once: Typed, allocation: Typed },
  ...{ 'signal-kind': Typed, 'signal-segment': Typed },
  ...{ 'signal-gemeenten': Typed, 'signal-text': Typed },
});
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What was typed, and what is wrong with it. */
interface TypedSignal {
  readonly kind: string;
  readonly segment: string;
  readonly allocation: string;
  readonly gemeenten: string;
  readonly text: string;
  readonly faults: Faults;
}

/** The form with which a party reports a signal, in general or about an allocation of its own. */
export const newSignalPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['party'], 'heavy');
  const { at } = parts.publicAddress;
  const content = (viewer: Viewer, typed: TypedSignal) => ({
    title: say.new[viewer.language],
    up: { path: '/console/signals', title: say.title[viewer.language] },
    main: formHtml(viewer, at('/console/signals'), typed),
  });
  app.get(
    '/console/signals/new',
    { config, schema: { hide: true, querystring } },
    (request, reply) => {
      const asked = request.query.allocation?.toLowerCase() ?? '';
      const allocation = uuid.test(asked) ? asked : '';
      return sendPage(request, reply, content(request.viewer, { ...nothing, allocation }));
    },
  );
  app.post('/console/signals', { config, schema: { hide: true, body } }, async (request, reply) => {
    const { viewer } = request;
    const { once, allocation, ...typedIn } = request.body;
    const given = {
      ...{ allocation, kind: typedIn['signal-kind'], segment: typedIn['signal-segment'] },
      ...{ gemeenten: typedIn['signal-gemeenten'], text: typedIn['signal-text'] },
    };
    const typed = checked(given, viewer, languageOf(request));
    const again = (faults: Faults) =>
      sendPage(request, reply, content(viewer, { ...typed, faults }), 400);
    if (typed.faults.size > 0) return again(typed.faults);
    const id = broughtId(once);
    try {
      const made = await parts.signals.report(viewer.call, { ...wishOf(typed, viewer), id });
      return reply.redirect(at(`/console/signals/${made.id}?done=reported`), 303);
    } catch (error) {
      // The form came twice: the first made it.
      if (error instanceof AlreadyReported)
        return reply.redirect(at(`/console/signals/${id}?done=reported`), 303);
      if (!(error instanceof Problem)) throw error;
      const field = fields[error.code];
      if (!field) throw error;
      const text = problemDetail(error.code, error.details, languageOf(request));
      return again(new Map([[field, text]]));
    }
  });
};

/** The field of each problem that the form can cause. */
const fields: Readonly<Record<string, string>> = {
  'text-has-bsn': 'signal-text',
  'unknown-party': 'signal-gemeenten',
  'too-many-signals': 'signal-kind',
};

const nothing: TypedSignal = {
  ...{ kind: '', segment: '', allocation: '', gemeenten: '', text: '' },
  faults: new Map(),
};

const codesIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

function checked(
  given: Readonly<Record<'kind' | 'segment' | 'allocation' | 'gemeenten' | 'text', string>>,
  { chosen }: Viewer,
  language: Language,
): TypedSignal {
  const text = given.text.replaceAll('\r\n', '\n').trim();
  const faults = new Map<string, string>();
  const fault = (field: string, words: Words) => faults.set(`signal-${field}`, words[language]);
  if (!signalKinds.some((one) => one === given.kind)) fault('kind', say.kindMissing);
  if (text.length < leastText || text.length > mostText || text.includes('\u0000'))
    fault('text', say.textMissing);
  else if (findBsnInText(text)) fault('text', say.textHasBsn);
  const codes = codesIn(given.gemeenten);
  const named = chosen.party?.kind === 'aanbieder' && !given.allocation;
  const fit = codes.every((code) => kindOf(code) === 'gemeente');
  if (named && !(codes.length > 0 && codes.length <= mostGemeenten && fit))
    fault('gemeenten', say.gemeentenMissing);
  return { ...given, text, faults };
}

function wishOf(
  { kind, segment, allocation, gemeenten, text }: TypedSignal,
  { chosen }: Viewer,
): SignalWish {
  const part = signalSegments.find((one) => one === segment);
  const named = chosen.party?.kind === 'aanbieder' && !allocation;
  return {
    kind: signalKinds.find((one) => one === kind) ?? 'other',
    ...{ text, ...(part && { segment: part }) },
    ...(allocation && { allocation }),
    ...(named && { gemeenten: [...new Set(codesIn(gemeenten))] }),
  };
}

function formHtml(viewer: Viewer, action: string, typed: TypedSignal): Html {
  const { language, chosen } = viewer;
  const { kind, segment, allocation, gemeenten, text, faults } = typed;
  const kinds = signalKinds.map((value) => ({ value, word: signalWords[value][language] }));
  const segments = signalSegments.map((value) => ({ value, word: value }));
  const named = chosen.party?.kind === 'aanbieder' && !allocation;
  return html`${faultSummary(faults, language)}<p>${say.newAbout[language]}</p>
<form class="form" method="post" action="${action}" data-keep="signal" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${onceId()}">
${allocation && html`<p>${say.ofAllocation[language]}: <code>${allocation}</code></p>\n`}<input type="hidden" name="allocation" value="${allocation}">
${choiceField({
  ...{
    name: 'signal-kind',
    label: say.kind[language],
    value: kind,
    fault: faults.get('signal-kind'),
  },
  ...{ options: [{ value: '', word: say.choose[language] }, ...kinds], required: true },
})}${choiceField({
  ...{ name: 'signal-segment', label: say.segment[language], value: segment },
  options: [{ value: '', word: say.noSegment[language] }, ...segments],
})}${
  named &&
  textField({
    ...{ name: 'signal-gemeenten', label: say.gemeentenLabel[language], value: gemeenten },
    ...{ hint: say.gemeentenHint[language], maxLength: 200, required: true },
    fault: faults.get('signal-gemeenten'),
  })
}${areaField({
  ...{ name: 'signal-text', label: say.textLabel[language], hint: say.textHint[language], rows: 6 },
  ...{ value: text, maxLength: mostText, required: true, fault: faults.get('signal-text') },
})}<p class="buttons"><button class="strong">${say.send[language]}</button></p>
</form>
`;
}

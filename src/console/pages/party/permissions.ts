import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import {
  giveDesignation,
  withdrawDesignation,
} from '../../../parties/designations/designations.ts';
import { anyParty } from '../../../parties/directory/codes.ts';
import { giveMandate, withdrawMandate } from '../../../parties/mandates/mandates.ts';
import type { PermissionPeriod } from '../../../parties/permissions/permission.ts';
import { endOfDutchDay } from '../../../region/terms/due-moment.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { berichten } from '../../../standard/catalogue.ts';
import { permissionWords as say } from '../../../texts/console/party-page-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import type { Faults } from '../../frame/form.ts';
import { languageOf } from '../../frame/page.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { carryOut, type ShowAgain } from './typed.ts';

const Typed = Type.String({ default: '', maxLength: 200 });
const params = Type.Object({ code: Type.String({ maxLength: 20 }) });
const oneParams = Type.Object({
  code: Type.String({ maxLength: 20 }),
  id: Type.String({ format: 'uuid' }),
});
const Types = Type.Optional(Type.Union([Typed, Type.Array(Typed, { maxItems: 14 })]));
/** Each field has a name of its own on the page: `mandate-to`. */
const bodyOf = (kind: keyof typeof kinds) =>
  Type.Object({
    token: Typed,
    [`${kind}-to`]: Typed,
    [`${kind}-from`]: Typed,
    [`${kind}-until`]: Typed,
    [`${kind}-types`]: Types,
  });

/** What a form gives, and the problems that it can run into, each with its field. */
const kinds = {
  mandate: {
    'unknown-party': 'to',
    'mandate-to-itself': 'to',
    'mandate-to-regional-office': 'to',
    'party-ended': 'to',
    'mandate-period': 'until',
  },
  designation: {
    'unknown-party': 'to',
    'designation-kind': 'to',
    'party-ended': 'to',
    'designation-period': 'until',
  },
} as const;

/** Gives and withdraws the mandates and designations of a party. */
export const permissionForms =
  (again: ShowAgain): FastifyPluginAsyncTypebox<PageParts> =>
  async (app, parts) => {
    const config = pageConfig(parts, ['itself', 'administrator']);
    const { store, macs, publicAddress } = parts;
    for (const kind of ['mandate', 'designation'] as const) {
      app.post(
        `/console/parties/:code/${kind}s`,
        { config, schema: { hide: true, params, body: bodyOf(kind) } },
        async (request, reply) => {
          const { code } = request.params;
          const { call } = request.viewer;
          const { values, faults, to, types, period } = wishOf(
            kind,
            request.body,
            languageOf(request),
          );
          return carryOut(request, reply, parts, {
            ...{ code, typed: { form: kind, values, faults }, again },
            fields: prefixed(kind),
            act: async () => {
              if (kind === 'mandate')
                await giveMandate(store.db, macs, call, code, {
                  ...period,
                  ...{ mandatary: to, messageTypes: types },
                });
              else await giveDesignation(store.db, macs, call, code, { ...period, office: to });
              return kind;
            },
          });
        },
      );
      app.post(
        `/console/parties/:code/${kind}s/:id/withdrawal`,
        { config, schema: { hide: true, params: oneParams } },
        async (request, reply) => {
          const { code, id } = request.params;
          const withdraw = kind === 'mandate' ? withdrawMandate : withdrawDesignation;
          await withdraw(store.db, macs, request.viewer.call, code, id.toLowerCase());
          return reply.redirect(publicAddress.at(`/console/parties/${code}?done=withdrawn`), 303);
        },
      );
    }
  };

function prefixed(kind: keyof typeof kinds): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(kinds[kind]).map(([problem, field]) => [problem, `${kind}-${field}`]),
  );
}

type Typings = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What was typed as a permission, and what is wrong with it. */
function wishOf(kind: keyof typeof kinds, typed: Typings, language: Language) {
  const text = (field: string) => String(typed[`${kind}-${field}`] ?? '').trim();
  const [to, from, until] = [text('to'), text('from'), text('until')];
  const asked = [typed[`${kind}-types`] ?? []].flat();
  const types = berichten.map(({ type }) => type).filter((type) => asked.includes(type));
  const faults = new Map<string, string>();
  const fault = (field: string, text: string) => faults.set(`${kind}-${field}`, text);
  if (!anyParty.test(to)) fault('to', say.codeMissing[language]);
  if (kind === 'mandate' && types.length === 0) fault('types', say.typesMissing[language]);
  const dayOf = (field: 'from' | 'until', asked: string) => {
    const day = asked ? typedDay(asked) : undefined;
    if (asked && !day) fault(field, say.dayMissing[language]);
    return day;
  };
  const [first, last] = [dayOf('from', from), dayOf('until', until)];
  const period: PermissionPeriod = {
    ...(first && { from: endOfDutchDay(dayBefore(first)) }),
    ...(last && { until: endOfDutchDay(last) }),
  };
  const values = {
    [`${kind}-to`]: to,
    [`${kind}-from`]: from,
    [`${kind}-until`]: until,
    [`${kind}-types`]: types,
  };
  const found: Faults = faults;
  return { values, faults: found, to, types, period };
}

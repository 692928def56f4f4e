import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mostSheetBytes } from '../../../http/server/sheet-body.ts';
import { DeclaredFaults, readDeclared } from '../../../ledger/conversion/declared-file.ts';
import { MappingFaults, readMapping } from '../../../ledger/conversion/mapping-file.ts';
import { AlreadyMade } from '../../../ledger/conversion/records.ts';
import type { Fault } from '../../../ledger/sheets/sheet.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { Problem } from '../../../problem.ts';
import type { PreviewWish } from '../../../region/conversion/views.ts';
import { newConversionWords as say } from '../../../texts/console/conversion-new-words.ts';
import { conversionListWords } from '../../../texts/console/conversion-words.ts';
import { fileWords } from '../../../texts/console/file-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import { FilesForm, formBytes, takeFiles } from '../../frame/files-form.ts';
import { emptyList } from '../../frame/list.ts';
import { broughtId } from '../../frame/once.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { type PageParts, pageConfig, plainPage } from '../parts.ts';
import { newForm, type TypedPreview } from './new-form.ts';
import { filled, pathOf, roles } from './side.ts';

const path = '/console/conversions/new';
type PageApp = Parameters<FastifyPluginAsyncTypebox<PageParts>>[0];

/** Making a preview of a day, a file of rules, what was declared, and some gemeenten. Nothing of the files is kept before. */
export const newConversionPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const bytes = 2 * mostSheetBytes + formBytes;
  takeFiles(app, { files: 2, bytes }, parts.checkForm);
  show(app, parts);
  make(app, parts, bytes);
};

function show(app: PageApp, parts: PageParts): void {
  app.get(path, { config: pageConfig(parts, roles), schema: plainPage }, async (request, reply) => {
    const { viewer } = request;
    const language = languageOf(request);
    try {
      await parts.conversions.mayMake(viewer.call);
    } catch (error) {
      const isRefused =
        error instanceof Problem && ['forbidden', 'not-designated'].includes(error.code);
      if (!isRefused) throw error;
      const main = emptyList(say.notYours[language]);
      return sendPage(request, reply, { title: say.title[language], main });
    }
    return sendNew(request, reply, parts, nothing);
  });
}

function make(app: PageApp, parts: PageParts, bytes: number): void {
  const options = {
    config: pageConfig(parts, roles, 'heavy'),
    schema: { hide: true },
    ...{ bodyLimit: bytes, preParsing: parts.uploads },
  };
  const { at } = parts.publicAddress;
  app.post(path, options, async (request, reply) => {
    const { viewer, body } = request;
    const language = languageOf(request);
    await parts.conversions.mayMake(viewer.call);
    const form = body instanceof FilesForm ? body : undefined;
    const { wish, typed } = await wishOf(form, viewer.chosen.role === 'administrator', language);
    if (!wish) return sendNew(request, reply, parts, typed, 400);
    const id = broughtId(form?.fields.get('once') ?? '');
    try {
      const { number } = await parts.conversions.make(viewer.call, { ...wish, id });
      return reply.redirect(at(pathOf(number)), 303);
    } catch (error) {
      // The form came twice: the first made it, and it stands on top.
      if (error instanceof AlreadyMade) return reply.redirect(at('/console/conversions'), 303);
      const fault = faultOf(error, language);
      if (!fault) throw error;
      return sendNew(request, reply, parts, { ...typed, faults: new Map([fault]) }, 400);
    }
  });
}

const nothing: TypedPreview = {
  ...{ day: '', gemeenten: '', faults: new Map(), inMapping: [], inDeclared: [] },
};

/** The field of a problem, and its sentence. */
function faultOf(error: unknown, language: Language): [string, string] | undefined {
  if (!(error instanceof Problem)) return undefined;
  const { code, details } = error;
  const fault = {
    'conversion-day': ['preview-day', say.dayAway[language]],
    'not-designated': ['preview-gemeenten', say.notTheirs[language]],
    'too-many-previews': ['preview-day', say.tooMany[language]],
    'unknown-party': [
      'preview-gemeenten',
      filled(say.unknownParty[language], { party: String(details.params?.party ?? '') }),
    ],
  } satisfies Readonly<Record<string, [string, string]>>;
  return Object.hasOwn(fault, code) ? fault[code as keyof typeof fault] : undefined;
}

/** @returns `wish`: undefined where anything is wrong: then it is told in `typed` */
async function wishOf(
  form: FilesForm | undefined,
  namesGemeenten: boolean,
  language: Language,
): Promise<{ readonly wish?: PreviewWish; readonly typed: TypedPreview }> {
  const field = (name: string) => form?.fields.get(name)?.trim().slice(0, 4000) ?? '';
  const [dayTyped, codesTyped] = [field('preview-day'), field('preview-gemeenten')];
  const faults = new Map<string, string>();
  const day = typedDay(dayTyped);
  if (day === undefined) faults.set('preview-day', say.dayUnfit[language]);
  const chosen = (name: string) => form?.files.find((one) => one.field === name)?.bytes;
  const [rules, figures] = [chosen('preview-mapping'), chosen('preview-declared')];
  const wrong = form?.fault ?? (rules ? undefined : 'none');
  if (wrong) faults.set('preview-mapping', fileWords[wrong][language]);
  const large = fileWords['too-large'][language];
  if ((rules?.length ?? 0) > mostSheetBytes) faults.set('preview-mapping', large);
  if ((figures?.length ?? 0) > mostSheetBytes) faults.set('preview-declared', large);
  const codes = [...new Set(codesTyped.split(/[\s,;]+/).filter(Boolean))];
  if (namesGemeenten && codes.length === 0)
    faults.set('preview-gemeenten', say.gemeentenNeeded[language]);
  if (codes.some((code) => kindOf(code) !== 'gemeente'))
    faults.set('preview-gemeenten', say.gemeentenUnfit[language]);
  const typed = { ...nothing, day: dayTyped, gemeenten: codesTyped, faults };
  if (faults.size > 0 || !rules || day === undefined) return { typed };
  const { mapping, declared, inMapping, inDeclared } = await readFiles(rules, figures);
  if (!mapping || !declared) return { typed: { ...typed, inMapping, inDeclared } };
  const wish = { day, mapping, declared, ...(codes.length > 0 && { gemeenten: codes }) };
  return { wish, typed };
}

/** Reads both files, so that the faults of both are told at once. */
async function readFiles(rules: Buffer, figures: Buffer | undefined) {
  const faults: { inMapping: readonly Fault<string>[]; inDeclared: readonly Fault<string>[] } = {
    ...{ inMapping: [], inDeclared: [] },
  };
  const mapping = await readMapping(rules).catch((error: unknown) => {
    if (!(error instanceof MappingFaults)) throw error;
    faults.inMapping = error.faults;
    return undefined;
  });
  const none = { figures: [] };
  const declared = !figures
    ? none
    : await readDeclared(figures).catch((error: unknown) => {
        if (!(error instanceof DeclaredFaults)) throw error;
        faults.inDeclared = error.faults;
        return undefined;
      });
  return { mapping: mapping?.mapping, declared: declared?.figures, ...faults };
}

function sendNew(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress: { at } }: PageParts,
  typed: TypedPreview,
  status = 200,
): FastifyReply {
  const language = languageOf(request);
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      up: { path: '/console/conversions', title: conversionListWords.title[language] },
      main: newForm(request.viewer, at(path), typed),
    },
    status,
  );
}

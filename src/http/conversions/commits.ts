import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { ConversionCommit } from '../../ledger/conversion/commits.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { LocationHeader, problems } from '../server/schemas.ts';
import { Commit, CommitList, CommitWish, RevertWish } from './commit-schemas.ts';
import { CommitParams, NumberParams } from './conversion-schemas.ts';
import { access, ofOne, tags } from './conversions.ts';
import { presentCommit } from './present.ts';

/** Sending what was agreed, and taking it back. */
export const commits: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  start(app, parts);
  list(app, parts);
  show(app, parts);
  stop(app, parts);
  revert(app, parts);
};

const started = (description: string) => ({
  ...Commit,
  description,
  headers: {
    Location: {
      ...LocationHeader('Its record'),
      examples: ['/v1/conversions/7/commits/01a20563-607e-7aa1-b735-07c007c90700'],
    },
  },
});

function sendStarted(reply: FastifyReply, parts: AppParts, number: number, made: ConversionCommit) {
  reply.header('Location', parts.publicAddress.at(`/v1/conversions/${number}/commits/${made.id}`));
  return reply.code(202).send(presentCommit(made));
}

function start(app: RouteApp, parts: AppParts): void {
  app.post(
    '/conversions/:number/commits',
    {
      config: { access, load: 'heavy', dutch: 'Versturen waarmee beide kanten akkoord zijn' },
      schema: {
        tags,
        summary: 'Send what both sides agreed on',
        description:
          'A JW301 for each child at each aanbieder, of all rows to which both sides agree and that were not sent; those that were refused only with `again`. They go in the background, each judged as the world is then: what changed since the preview is held back, and its row says why. Not for aanbieders.',
        params: NumberParams,
        body: CommitWish,
        response: {
          202: started('It goes'),
          ...problems(...ofOne, 'conversion-not-ready', 'nothing-agreed', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const { gemeenten, again } = request.body;
      const call = callOf(request);
      const made = await parts.conversionCommits.commit(call, number, gemeenten, again);
      return sendStarted(reply, parts, number, made);
    },
  );
}

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/commits',
    {
      config: { access, dutch: 'Wat er van een omzetting is verstuurd en teruggedraaid' },
      schema: {
        tags,
        summary: 'List what was sent of a conversion, and taken back',
        description: 'Of gemeenten for which you act. Not for aanbieders.',
        params: NumberParams,
        response: { 200: CommitList, ...problems(...ofOne) },
      },
    },
    async (request) => {
      const items = await parts.conversionCommits.list(callOf(request), request.params.number);
      return { items: items.map(presentCommit) };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/commits/:id',
    {
      config: { access, dutch: 'Hoever het versturen of terugdraaien is' },
      schema: {
        tags,
        summary: 'How far a commit or revert is',
        description: 'Not for aanbieders: their rows say how far each is.',
        params: CommitParams,
        response: { 200: Commit, ...problems(...ofOne) },
      },
    },
    async (request) => {
      const { number, id } = request.params;
      const found = await parts.conversionCommits.get(callOf(request), number, id.toLowerCase());
      return presentCommit(found);
    },
  );
}

function stop(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/conversions/:number/commits/:id',
    {
      config: { access, dutch: 'Stoppen met versturen' },
      schema: {
        tags,
        summary: 'Stop a commit',
        description:
          'Messages whose turn has not come do not go; those that went stay. The record stays. Repeating it is harmless. Not for aanbieders.',
        params: CommitParams,
        response: { 200: { ...Commit, description: 'The record' }, ...problems(...ofOne) },
      },
    },
    async (request) => {
      const { number, id } = request.params;
      const found = await parts.conversionCommits.stop(callOf(request), number, id.toLowerCase());
      return presentCommit(found);
    },
  );
}

function revert(app: RouteApp, parts: AppParts): void {
  app.post(
    '/conversions/:number/reverts',
    {
      config: { access, dutch: 'Een omzetting van een cliënt terugdraaien' },
      schema: {
        tags,
        summary: 'Take back what was converted of a child at an aanbieder',
        description:
          'A JW301 that deletes the SPICs and gives the old allocations their Einddatum again, of all rows that went in one message with this row. The standard allows it only where nothing was declared of the SPIC (OP362). The gateway does not know what was declared: make sure, and say so with `nothingDeclared`. Not for aanbieders.',
        params: NumberParams,
        body: RevertWish,
        response: {
          202: started('It goes'),
          ...problems(...ofOne, 'conversion-not-ready', 'not-converted', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const { row, reason } = request.body;
      const wish = { row, reason };
      const made = await parts.conversionCommits.revert(callOf(request), number, wish);
      return sendStarted(reply, parts, number, made);
    },
  );
}

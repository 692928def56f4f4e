import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { keptDays } from '../../operations/hours/follow.ts';
import { lastHours } from '../../operations/hours/read.ts';
import { partiesNotPolling, patienceHours } from '../../operations/not-polling.ts';
import { overdueByParty } from '../../region/terms/overdue.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { AppParts } from '../server/parts.ts';
import { List, Moment, Nullable, OneOf, PartyCode, problems } from '../server/schemas.ts';
import { VerifiedKind } from './kept-verifications.ts';

/** Parties of which no more are named. */
const mostParties = 100;

const Milliseconds = (description: string) =>
  Nullable(
    Type.Integer({ description: `${description}. Null: longer than an hour`, examples: [200] }),
  );

const Hour = Type.Object(
  {
    from: Moment,
    moved: Type.Record(Type.String(), Type.Integer(), {
      title: 'MovedInHour',
      description:
        'Messages that came to each status in this hour; one that is acknowledged within it is in two. Statuses to which none came are absent',
      examples: [{ received: 120, accepted: 118, delivered: 97, rejected: 2 }],
    }),
    failed: Type.Record(Type.String(), Type.Integer(), {
      title: 'FailedInHour',
      description: 'Of those that failed: how many, by the code of the cause',
      examples: [{ 'rule-TR302': 1 }],
    }),
    toMailbox: Nullable(
      Type.Object(
        {
          count: Type.Integer({
            description: 'Messages that came into a mailbox',
            examples: [118],
          }),
          halfWithinMs: Milliseconds('From the 202 to the mailbox half of them took at most this'),
          nearlyAllWithinMs: Milliseconds('All but one in a hundred took at most this'),
        },
        { title: 'TimeToMailbox' },
      ),
    ),
  },
  { title: 'HourOfMessages' },
);

const Party = {
  party: Type.Unsafe<string>(PartyCode),
  name: Type.String({ examples: ['De Dijk'] }),
};

const State = Type.Object(
  {
    at: Moment,
    hours: List(Hour, { description: 'The oldest first, the present hour last' }),
    notPolling: List(
      Type.Object(
        {
          ...Party,
          since: { ...Moment, description: 'The first of its messages waits since' },
          lastSeenAt: Nullable({
            ...Moment,
            description: 'When a key or certificate of the party was last used',
          }),
        },
        { title: 'PartyNotPolling' },
      ),
      {
        description: `Parties of which a message has waited in the mailbox for more than ${patienceHours} hours, the longest first; at most ${mostParties}`,
      },
    ),
    overdueTerms: Type.Object(
      {
        items: List(
          Type.Object(
            { party: Party.party, count: Type.Integer() },
            { title: 'OverdueTermsOfParty' },
          ),
        ),
        complete: Type.Boolean({
          description: 'False: only the 10,000 that are over longest were counted',
        }),
      },
      {
        title: 'OverdueTerms',
        description: 'Terms that are over and not met, by who has to meet them',
      },
    ),
    verifications: List(
      Type.Object(
        {
          what: VerifiedKind,
          verdict: OneOf(
            ['sound', 'faulty', 'not-believed', 'never'],
            'By the last verification of all there is: sound: all is as the gateway wrote it; faulty: it is not; not-believed: a later result was changed in the database; never: none came to its end',
            { examples: ['sound'] },
          ),
          at: Nullable({ ...Moment, description: 'When that one ended' }),
          lastSoundAt: Nullable({
            ...Moment,
            description: 'When the last ended that found nothing',
          }),
          running: Type.Boolean({ description: 'One runs now', examples: [false] }),
          overdue: Type.Boolean({
            description: 'None came to its end for two days, and none runs',
            examples: [false],
          }),
        },
        { title: 'Verified' },
      ),
      { description: 'Whether the ledger, the access log and the rows are as they were written' },
    ),
  },
  { title: 'StateOfGateway', description: 'How the gateway does' },
);

/** The state of the gateway at a glance: numbers, and nothing of a child. */
export const state: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { pool } = parts.store;
  app.get(
    '/operations/state',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch:
          'Hoe het met de gateway gaat: berichten per uur, partijen die niet ophalen, termijnen, verificatie',
      },
      schema: {
        tags: ['Operations'],
        summary:
          'How the gateway does: messages per hour, parties that do not poll, terms, verification',
        description: `Hours are kept for ${keptDays} days. They are counted within seconds of what happens, since the version that began to count.`,
        querystring: Type.Object(
          {
            hours: Type.Integer({
              minimum: 1,
              maximum: keptDays * 24,
              default: 48,
              description: 'How many hours, the present one included',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: State, ...problems('invalid-request', 'unauthorized', 'forbidden') },
      },
    },
    async ({ query }) => {
      const now = new Date();
      const [hours, notPolling, overdueTerms, verified] = await Promise.all([
        lastHours(pool, now, query.hours),
        partiesNotPolling(pool, mostParties),
        overdueByParty(pool, dutchDate(now)),
        parts.verifications.standings(now),
      ]);
      return {
        at: now,
        hours: hours.map(({ toMailbox, ...hour }) => ({
          ...hour,
          toMailbox: toMailbox && {
            count: toMailbox.count,
            halfWithinMs: toMailbox.half,
            nearlyAllWithinMs: toMailbox.most,
          },
        })),
        notPolling,
        overdueTerms,
        verifications: verified.map(({ what, verdict, by, lastSound, running, overdue }) => ({
          ...{ what, verdict, overdue, running: running !== null },
          at: by?.endedAt ?? null,
          lastSoundAt: lastSound?.endedAt ?? null,
        })),
      };
    },
  );
};

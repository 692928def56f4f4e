import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { designators } from '../../parties/designations/acting.ts';
import { findParty, type Party } from '../../parties/directory/parties.ts';
import { listMandates } from '../../parties/mandates/mandates.ts';
import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { anyRole } from '../server/access.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { problems } from '../server/schemas.ts';
import { mostUploaded } from '../server/uploads.ts';
import { Me } from './me-schemas.ts';

/** The most mandates that are shown; `GET /v1/parties/{code}/mandates` lists all. */
const mostMandates = 20;

/** Shows the caller who it is, what its key is for, and which limits apply. */
export const me: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  showMe(app, parts);
};

function showMe(app: RouteApp, parts: RouteParts): void {
  const limits = {
    staff: limitsOf(parts, false),
    party: limitsOf(parts, true),
  };
  app.get(
    '/me',
    {
      config: { access: anyRole, dutch: 'Wie u hier bent' },
      schema: {
        tags: ['Gateway'],
        summary: 'Who one is here',
        description:
          'The role, the party with its settings, until when the key, token or certificate works, the mandates that hold now, the gemeenten for which a contract manager acts now, and the limits.',
        response: { 200: Me, ...problems('invalid-request', 'unauthorized', 'forbidden') },
      },
    },
    async ({ principal }) => {
      const { role, credential, party: code, actsFor } = principal;
      const answer = {
        role,
        credential: {
          kind: kindOfCredential(principal),
          name: credential.name,
          expiresAt: credential.expiresAt ?? null,
        },
        actsFor: actsFor.filter((one) => one !== code),
        limits: role === 'party' ? limits.party : limits.staff,
      };
      if (code === undefined) return { ...answer, party: null, ...nobody };
      const party = await findParty(parts.store.db, parts.macs, code);
      // Parties are never deleted.
      if (!party) throw new Problem('unauthorized');
      const acts =
        party.kind === 'regional-office'
          ? { ...nobody, gemeenten: await designators(parts.store.db, parts.macs, code) }
          : { ...nobody, ...(await mandatesOf(parts, code)) };
      return { ...answer, party, ...acts, links: linksOf(parts, party) };
    },
  );
}

/** The fields of who acts for nobody, and for whom nobody acts. */
const nobody = { mandates: [], moreMandates: false, gemeenten: [], links: {} };

/** The first mandates of a party that hold now. */
async function mandatesOf({ store, macs }: RouteParts, code: string) {
  const wish = { active: true, limit: mostMandates };
  const { items, next } = await listMandates(store.db, macs, code, wish);
  return { mandates: items, moreMandates: next !== undefined };
}

function linksOf({ publicAddress }: RouteParts, { code, kind }: Party) {
  const to = (list: string) => ({ href: publicAddress.at(`/v1/parties/${code}/${list}`) });
  const designations = { designations: to('designations?active=true') };
  return {
    // A regional office never has any.
    ...(kind !== 'regional-office' && { mandates: to('mandates?active=true') }),
    ...(['gemeente', 'regional-office'].includes(kind) && designations),
    keys: to('api-keys'),
  };
}

function kindOfCredential({ credential }: Principal): 'key' | 'token' | 'certificate' {
  if (credential.keyId === null) return 'token';
  return credential.name.startsWith('cert_') ? 'certificate' : 'key';
}

/** @param posts whether the caller posts messages */
function limitsOf({ door, bounds, maxMessageBytes }: RouteParts, posts: boolean) {
  const { bytes, processorSeconds } = door.spendingPerMinute;
  return {
    requestsPerMinute: door.requestsPerMinute,
    atOnce: {
      requests: bounds.requests.each,
      heavyRequests: bounds.heavy.each,
      largeMessages: bounds.large.each,
      contents: bounds.contents.each,
      exports: bounds.exports.each,
      polls: bounds.polls.each,
      waiting: bounds.requests.waiting,
    },
    messages: posts
      ? {
          largestBytes: maxMessageBytes,
          bytesPerMinute: bytes,
          processorSecondsPerMinute: processorSeconds,
          bytesAtOnce: mostUploaded(maxMessageBytes),
        }
      : null,
  };
}

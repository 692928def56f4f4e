import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { listMandates } from '../parties/mandates.ts';
import { findParty } from '../parties/parties.ts';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import { Me } from './me-schemas.ts';
import type { AppParts } from './parts.ts';
import { problems } from './schemas.ts';
import type { ShareBounds } from './shares.ts';
import { mostUploaded } from './uploads.ts';

interface MeParts extends AppParts {
  readonly bounds: ShareBounds;
}

/** Mandates that are shown at most; the list of them is elsewhere. */
const mostMandates = 20;

/** Who one is: so that whoever has a key sees what it is for, and what limits hold for it. */
export const me: FastifyPluginAsyncTypebox<MeParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const limits = {
    staff: limitsOf(parts, false),
    party: limitsOf(parts, true),
  };
  app.get(
    '/me',
    {
      schema: {
        tags: ['Gateway'],
        summary: 'Who one is here',
        description:
          'The role, the party with its settings, until when the key, token or certificate works, the mandates that hold now, and the limits.',
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
        limits: code === undefined ? limits.staff : limits.party,
      };
      if (code === undefined)
        return { ...answer, party: null, mandates: [], moreMandates: false, links: {} };
      const party = await findParty(parts.store.db, parts.macs, code);
      // Parties are never deleted.
      if (!party) throw new Problem('unauthorized');
      const wish = { active: true, limit: mostMandates };
      const { items, next } = await listMandates(parts.store.db, parts.macs, code, wish);
      return {
        ...answer,
        party,
        mandates: items as never[],
        moreMandates: next !== undefined,
        links: {
          mandates: { href: at(`/v1/parties/${code}/mandates?active=true`) },
          keys: { href: at(`/v1/parties/${code}/api-keys`) },
        },
      };
    },
  );
};

function kindOfCredential({ credential }: Principal): 'key' | 'token' | 'certificate' {
  if (credential.keyId === null) return 'token';
  return credential.name.startsWith('cert_') ? 'certificate' : 'key';
}

/** @param posts whether the caller posts messages */
function limitsOf({ door, bounds, maxMessageBytes }: MeParts, posts: boolean) {
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

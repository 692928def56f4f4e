import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { createPartyKey, listKeys, revokeKey } from '../../parties/credentials/api-keys.ts';
import { registerCertificate } from '../../parties/credentials/certificates.ts';
import { keyRoles } from '../../store/tables.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  AskedMoment,
  Id,
  Line,
  List,
  Moment,
  momentOf,
  Nullable,
  OneOf,
  PartyCode,
  problems,
} from '../server/schemas.ts';

const tags = ['Keys'];
const PartyParams = Type.Object({ code: PartyCode });
const Prefix = Type.String({
  description: 'Identifies a key; not secret',
  examples: ['ijw_4Jx9Qz'],
});
const Name = Line(200, 'Which software or department uses it; no personal data', 'Zorgpakket 7');
const keyFields = {
  id: Id,
  kind: OneOf(['key', 'certificate'], 'What it is'),
  prefix: Prefix,
  role: OneOf(keyRoles, 'What it may do'),
  name: Nullable(Name),
  createdAt: Moment,
  expiresAt: Nullable(Moment, { examples: [null] }),
  lastUsedAt: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'To the minute; null: it was never used' }),
  ),
  revokedAt: Nullable(Moment, { examples: [null] }),
};
const Key = (description: string) => Type.Object(keyFields, { title: 'Key', description });

/** The routes for keys and certificates of parties. */
export const apiKeys: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  makeKey(app, parts);
  addCertificate(app, parts);
  listKeysOf(app, parts);
  revokeKeyOf(app, parts);
};

function makeKey(app: RouteApp, { store, macs }: AppParts): void {
  app.post(
    '/parties/:code/api-keys',
    {
      config: { access: ['administrator'], dutch: 'Een sleutel voor een partij maken' },
      schema: {
        tags,
        summary: 'Make a key for a party',
        description:
          'The key is shown this once and kept only as a hash. Without `expiresAt` it works until it is revoked.',
        params: PartyParams,
        body: Nullable(
          Type.Object(
            {
              name: Type.Optional(Name),
              expiresAt: Type.Optional(AskedMoment('From then on it does not work')),
            },
            { title: 'KeyWish', additionalProperties: false },
          ),
        ),
        response: {
          201: Type.Object(
            {
              id: Id,
              prefix: Prefix,
              key: Type.String({
                description: 'Sent as `Authorization: Bearer ...`',
                examples: ['ijw_4Jx9Qz...'],
              }),
            },
            { title: 'NewKey', description: 'The new key' },
          ),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-found',
            'party-ended',
            'expiry-passed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { name, expiresAt } = request.body ?? {};
      const made = await createPartyKey(store.db, macs, callOf(request), request.params.code, {
        ...(name !== undefined && { name }),
        ...(expiresAt !== undefined && { expiresAt: momentOf(expiresAt) }),
      });
      return reply.code(201).header('Cache-Control', 'no-store').send(made);
    },
  );
}

function addCertificate(app: RouteApp, { store, macs }: AppParts): void {
  app.post(
    '/parties/:code/certificates',
    {
      config: { access: ['administrator'], dutch: 'Een certificaat van een partij registreren' },
      schema: {
        tags,
        summary: 'Register a certificate of a party',
        description:
          'With which it calls by mutual TLS, through a proxy that checks it. Only its SHA-256 is kept; it ends when the certificate does, or when it is revoked. Listed and revoked as keys are. Repeating it is harmless.',
        params: PartyParams,
        body: Type.Object(
          {
            certificate: Type.String({
              maxLength: 16_384,
              description: 'PEM, of the party itself only; never a private key',
              examples: ['-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----\n'],
            }),
            name: Type.Optional(Name),
          },
          { title: 'CertificateWish', additionalProperties: false },
        ),
        response: {
          200: Key('It was registered for this party before'),
          201: Key('Registered'),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-found',
            'party-ended',
            'no-certificate',
            'several-certificates',
            'private-key',
            'certificate-not-valid',
            'certificate-taken',
            'certificate-revoked',
          ),
        },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      const { certificate, created } = await registerCertificate(
        store.db,
        macs,
        callOf(request),
        code,
        request.body,
      );
      return reply.code(created ? 201 : 200).send(certificate);
    },
  );
}

function listKeysOf(app: RouteApp, { store, macs }: AppParts): void {
  app.get(
    '/parties/:code/api-keys',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'De sleutels en certificaten van een partij',
      },
      schema: {
        tags,
        summary: 'List the keys and certificates of a party',
        description:
          'Never the keys and certificates themselves. Revoked and expired ones stay in the list, so that a record of who did what can be read.',
        params: PartyParams,
        response: {
          200: Type.Object(
            { items: List(Key('A key or certificate')), next: Type.Null() },
            {
              title: 'KeyList',
              description: 'All of the party, in the order in which they were made',
            },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => ({ items: await listKeys(store.db, macs, request.params.code), next: null }),
  );
}

function revokeKeyOf(app: RouteApp, { store, macs }: AppParts): void {
  app.delete(
    '/parties/:code/api-keys/:id',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'Een sleutel of certificaat intrekken',
      },
      schema: {
        tags,
        summary: 'Revoke a key or certificate',
        description:
          'It works nowhere any more within a second, for good; a poll that waits with it gets 401. Repeating it is harmless. A party may revoke the one that it calls with.',
        params: Type.Object({ code: PartyCode, id: Id }),
        response: {
          200: Key('The key or certificate as it is listed'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => revokeKey(store.db, macs, callOf(request), request.params.code, request.params.id),
  );
}

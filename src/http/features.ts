import type { FastifyPluginAsync } from 'fastify';
import { accessLogRoutes } from './access-log/routes.ts';
import { contractRoutes } from './contracts/routes.ts';
import { conversionRoutes } from './conversions/routes.ts';
import { declarationRoutes } from './declarations/routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { gatewayRoutes } from './gateway/routes.ts';
import { goalRoutes } from './goals/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { operationRoutes } from './operations/routes.ts';
import { pageRoutes } from './pages/routes.ts';
import { partyRoutes } from './parties/routes.ts';
import { referenceRoutes } from './reference/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { retentionRoutes } from './retention/routes.ts';
import type { RouteParts } from './server/parts.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { signalRoutes } from './signals/routes.ts';
import { termRoutes } from './terms/routes.ts';

/** The folders of `src/http/` with routes; each needs its line here to be registered. */
export const features: readonly FastifyPluginAsync<RouteParts>[] = [
  messageRoutes,
  draftRoutes,
  declarationRoutes,
  ledgerRoutes,
  goalRoutes,
  contractRoutes,
  termRoutes,
  signalRoutes,
  conversionRoutes,
  reportRoutes,
  referenceRoutes,
  gatewayRoutes,
  partyRoutes,
  sessionRoutes,
  operationRoutes,
  accessLogRoutes,
  retentionRoutes,
  healthRoutes,
  pageRoutes,
];

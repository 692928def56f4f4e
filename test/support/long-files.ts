/**
 * What `npm run test:long` runs, and `npm test` does not: where a gateway or a server starts as a
 * process time and again, a deadline is waited for in earnest, or very much is tried.
 */
export const longFiles = [
  'test/silent-servers.test.ts',
  'test/queue/restart.test.ts',
  'test/http/large.test.ts',
  'test/console/hostile-issuer.test.ts',
  'test/queue/redis-trouble.test.ts',
  'test/queue/bullmq.test.ts',
  'test/queue/sentinel.test.ts',
  'test/queue/redis-states.test.ts',
  'test/store/silent-postgres.test.ts',
  'test/store/waiting-start.test.ts',
  'test/store/pooler.test.ts',
  'test/store/hostile-settings.test.ts',
  'test/store/embedded/embedded-crash.test.ts',
  'test/store/embedded/embedded-accounts.test.ts',
  'test/store/embedded/embedded.test.ts',
  'test/app/backup.test.ts',
  'test/cli/keys.test.ts',
  'test/cli/import.test.ts',
  'test/cli/conversion-guide.test.ts',
  'test/exhaustion.test.ts',
  'test/http/server/pressure.test.ts',
  'test/http/server/turns.test.ts',
  'test/http/outsider.test.ts',
  'test/store/tampering.test.ts',
  'test/messages/views/lists-read.test.ts',
  'test/ledger/notes.test.ts',
  'test/http/fairness.test.ts',
  'test/http/proxy.test.ts',
  'test/tls.test.ts',
  'test/operations/redis.test.ts',
  'test/store/runtime-role-commands.test.ts',
  'test/store/full-disk.test.ts',
  'test/store/earlier-version.test.ts',
  'test/ledger/past/races.test.ts',
  'test/messages/crash-points.test.ts',
  'test/retention/crash.test.ts',
  'test/cli/operations.test.ts',
];

/** What `npm run test:faults` runs alone: no short form of it says much. */
export const faultFiles = [
  'test/faults/*.test.ts',
  'test/operations/crash.test.ts',
  'test/region/conversion/crash.test.ts',
  'test/messages/crash-sequences.test.ts',
  'test/ledger/projection/rebuild.test.ts',
  'test/ledger/rebuild-faults.test.ts',
];

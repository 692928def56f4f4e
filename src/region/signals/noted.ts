import type { Pool, PoolClient } from 'pg';
import { type AccessAction, type AccessWish, entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { SignalRow } from './signal.ts';
import type { SignalViewer } from './viewer.ts';

/** Where the rows of the access log go, and with which key they are signed. */
export interface NoteParts {
  readonly db: Pool | PoolClient;
  readonly macs: RowMacs;
}

/**
 * Notes in the access log what was read or written of one signal: for a contract manager in that of each gemeente that it
 * concerns, for a party in its own. Operators read nothing of a child.
 */
export async function noteSignal(
  { db, macs }: NoteParts,
  call: Call,
  viewer: SignalViewer,
  action: AccessAction,
  row: SignalRow,
  detail: AccessWish['detail'] = {},
): Promise<void> {
  if (viewer.as === 'operator') return;
  const wish = {
    clientIds: row.child ? [row.child.clientId] : [],
    detail: { signalId: row.id, ...detail },
  };
  for (const sides of sidesOf(viewer, row))
    await noteAccess(db, macs, entryOf(call, action, { ...sides, ...wish }));
}

/** The party of each row of the log, and the other side where it is one. */
function sidesOf(
  viewer: Exclude<SignalViewer, { as: 'operator' }>,
  { reporter, gemeenten, provider }: SignalRow,
): { readonly party: string; readonly counterparty: string | null }[] {
  if (viewer.as === 'contract-manager')
    return gemeenten.map((party) => ({ party, counterparty: provider }));
  if (viewer.as === 'aanbieder') {
    const [only = null] = gemeenten.length === 1 ? gemeenten : [];
    return [{ party: reporter, counterparty: only }];
  }
  const own = gemeenten.filter((code) => viewer.codes.includes(code));
  return own.map((party) => ({ party, counterparty: provider }));
}

/** Notes a page of signals: for a contract manager in the log of each gemeente that these concern. */
export async function noteSignals(
  { db, macs }: NoteParts,
  call: Call,
  viewer: SignalViewer,
  rows: readonly SignalRow[],
  filters: readonly string[],
): Promise<void> {
  if (viewer.as === 'operator') return;
  const write = (read: readonly SignalRow[], more: AccessWish = {}) => {
    const clients = read.flatMap(({ child }) => child?.clientId ?? []);
    const wish = {
      clientIds: [...new Set(clients)],
      detail: { filters, items: read.length },
    };
    return noteAccess(db, macs, entryOf(call, 'list-signals', { ...wish, ...more }));
  };
  if (viewer.as !== 'contract-manager' || rows.length === 0) return write(rows);
  const concerned = new Set(rows.flatMap(({ gemeenten }) => gemeenten));
  for (const party of concerned)
    await write(
      rows.filter(({ gemeenten }) => gemeenten.includes(party)),
      { party },
    );
}

import type { Access } from '../../src/http/server/access.ts';
import { appAlone } from './app-alone.ts';
import { code, documentOf, table } from './markdown.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
}
interface Description {
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The table of all routes, by the config of each. */
export async function routesPage(): Promise<string> {
  const app = await appAlone();
  const { tags, paths }: Description = (await app.inject('/v1/openapi.json')).json();
  await app.close();
  const rows = [...app.routeTable].map(([entry, { access }]) => {
    const [method = '', route = ''] = entry.split(' ');
    const path = route.replace(/:(\w+)/g, '{$1}');
    const operation = paths[path.replace(/^\/v1/, '')]?.[method.toLowerCase()];
    const call = code(`${method} ${path}`);
    return { tag: operation?.tags?.[0], cells: [call, operation?.summary ?? '', whoOf(access)] };
  });
  const parts = tags.flatMap(({ name, description: about }) => {
    const cells = rows.filter(({ tag }) => tag === name).map((row) => row.cells);
    if (cells.length === 0) return [];
    return [`## ${name}`, `${about}.`, table(['call', 'for', 'who may'], cells)];
  });
  const others = rows.filter(({ tag }) => tag === undefined).map(({ cells: [call = ''] }) => call);
  return documentOf('Routes and roles', [
    'Every caller has one role: a party, a contract manager (of a regional office), an operator, an auditor or an administrator. Of messages, allocations, mandates, designations and the access log a party sees its own: what is another’s is 404, as if it were not there. Settings of parties are shown to administrators only. Certificates are among the keys. HEAD goes with GET. Parameters, fields and answers are at `/docs` of a gateway, and in `/v1/openapi.json`.',
    ...parts,
    '## Pages',
    `Anyone may read these, without a key: ${others.join(', ')}.`,
  ]);
}

function whoOf(callers: Access): string {
  if (callers === 'anyone') return 'anyone, without a key';
  return callers.map((one) => (one === 'itself' ? 'the party itself' : one)).join(', ');
}

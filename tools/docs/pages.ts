import { columnsPage } from './columns-page.ts';
import { commandsPage } from './commands-page.ts';
import { problemsPage, rulesPage, statusesPage } from './message-pages.ts';
import { routesPage } from './routes-page.ts';
import { environmentExample, settingsPage } from './settings-page.ts';

/** What is made from the program: by the path of each file, from the root of the project. */
export async function madePages(): Promise<Readonly<Record<string, string>>> {
  return {
    '.env.example': environmentExample(),
    'docs/reference/columns.md': columnsPage(),
    'docs/reference/commands.md': await commandsPage(),
    'docs/reference/problems.md': problemsPage(),
    'docs/reference/routes.md': await routesPage(),
    'docs/reference/rules.md': rulesPage(),
    'docs/reference/settings.md': settingsPage(),
    'docs/reference/statuses.md': statusesPage(),
  };
}

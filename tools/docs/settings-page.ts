import { type SettingSchema, secrets, settings } from '../../src/app/settings.ts';
import { code, documentOf, table } from './markdown.ts';

export function settingsPage(): string {
  return documentOf('Settings', [
    'They are read from the environment, once, at the start. Where one is wrong the gateway names it and does not start. An empty value counts as none.',
    table(
      ['setting', 'unless set', 'can be', 'for'],
      settings.map(([name, setting]) => [
        code(name),
        unlessSet(setting),
        rangeOf(setting),
        setting.description.replaceAll('](docs/', '](../'),
      ]),
    ),
    '`schemas/` holds XSDs of our own that judge as the published ones do. If you have the published set, point `SCHEMA_DIR` to its folder: then `/v1/schemas` gives those to anyone. Code lists stay ours.',
    '## Secrets from files',
    `Containers like to hand secrets over as files. ${listOf(secrets.map((name) => code(`${name}_FILE`)))} name a file with the value, instead of the setting itself.`,
    'The settings of the command line, as `IJW_GATEWAY`, are in [operate](../guides/operate.md#the-command-line).',
  ]);
}

/** A file to copy to `.env`, in which nothing is set. */
export function environmentExample(): string {
  const lines = settings.map(([name, setting]) => {
    const { description, example, unless } = setting;
    const words = description.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '');
    const shown = setting.default ?? example ?? (isValue(unless) ? unless : '');
    return `# ${words}\n#${name}=${shown}\n`;
  });
  return `# Settings of ijw-gateway: docs/reference/settings.md explains them. Made by \`npm run docs\`.
# Copy this to .env, take the # off what you set, and start with
#
#   set -a; . ./.env; set +a; npm start
#
# Nothing has to be set. Keep .env out of version control: it holds secrets.

${lines.join('\n')}`;
}

/** Whether the words for what holds otherwise are a value that could be written. */
function isValue(unless: string | undefined): boolean {
  return unless !== undefined && /^[\w./-]+$/.test(unless);
}

function unlessSet({ default: value, enum: words, unless = 'none' }: SettingSchema): string {
  if (typeof value === 'number') return sized(value);
  return value !== undefined && words ? code(value) : (value ?? unless);
}

function rangeOf({ enum: words, minimum, maximum }: SettingSchema): string {
  if (words) return words.map(code).join(', ');
  if (minimum === undefined || maximum === undefined) return '';
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : sized(maximum);
  return most === undefined ? `at least ${minimum}` : `${minimum} to ${most}`;
}

/** A number, with what it is in megabytes where it is many of those. */
function sized(number: number): string {
  const mebibytes = number / 1024 / 1024;
  return Number.isInteger(mebibytes) && mebibytes > 0 ? `${number} (${mebibytes} MB)` : `${number}`;
}

function listOf(items: readonly string[]): string {
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

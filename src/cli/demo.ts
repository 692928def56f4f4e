import { styleText } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '../app/config.ts';
import { type Gateway, startGateway } from '../app/gateway.ts';
import { type AnsweredStep, playAnsweredConversation } from './answered-conversation.ts';
import { type PlayedStep, playConversation } from './conversation.ts';
import { peopleOf } from './demo-people.ts';
import { players, type Story } from './play.ts';

/** What each message of the demo is about. */
const plot: readonly string[] = [
  'asks for help for a child (verzoek om toewijzing)',
  'has taken the request in',
  'answers: the request is under investigation',
  'has taken the answer in',
  'allocates the help (toewijzing)',
  'has taken the allocation in',
  'reports that the help has started',
  'has taken the start in',
  'reports a temporary stop',
  'has taken the stop in',
  'reports that the help goes on (restart)',
  'has taken the restart in',
  'reports the definitive stop',
  'has taken the stop in',
];

const names = new Map<string, string>(players.map(({ code, name }) => [code, `${name} (${code})`]));

const who = (code: string) => styleText('bold', names.get(code) ?? code);

function printAnsweredStep(step: AnsweredStep): void {
  const { answer, position } = step;
  const approved = position !== undefined;
  console.log(
    `${String(step.number).padStart(2)}. ${styleText('cyan', step.type)}  ${who(step.from)} to ${who(step.to)}`,
  );
  for (const { rule, path, message } of step.findings)
    console.log(styleText('red', `      ${rule}  ${path}\n             ${message}`));
  console.log(
    approved
      ? `      ${styleText('green', 'approved')}: mailbox of ${who(step.to)}, position ${position}`
      : `      ${styleText('red', step.status)}: ${who(step.to)} never sees it`,
  );
  const codes = answer.retourCodes.join(', ') || 'no RetourCodes';
  console.log(
    `      ${styleText('cyan', answer.type)} by the gateway in the name of ${who(step.to)}, ${codes}: mailbox of ${who(step.from)}, position ${answer.position}`,
  );
}

function printStep(step: PlayedStep): void {
  const number = String(step.number).padStart(2);
  console.log(
    `${number}. ${styleText('cyan', step.type)}  ${who(step.from)} ${plot[step.number - 1] ?? ''}`,
  );
  console.log(
    `      posted, ${step.bytes} bytes: 202 ${step.statusAtPost}` +
      `   -> mailbox of ${who(step.to)}, position ${step.position}` +
      `   -> read, the same bytes; acknowledged: ${styleText('green', step.statusAtEnd)}`,
  );
  if (step.answers) console.log(styleText('dim', `      answers ${step.answers}`));
  console.log(styleText('dim', `      /v1/messages/${step.id}`));
}

function printStory({ toewijzingNummer, status, entries, path }: Story): void {
  console.log(`\nThe ledger has of allocation ${toewijzingNummer} (${status}):`);
  for (const [index, { kind, effectiveDate }] of entries.entries())
    console.log(`  ${String(index + 1).padStart(4)}. ${kind.padEnd(10)} ${effectiveDate}`);
  console.log(styleText('dim', `      ${path}`));
}

/**
 * Starts a gateway on its defaults, plays the conversation, and leaves the gateway running. With
 * `gateway` as argument the gateway answers in the name of both.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  console.log('Starting the gateway on its embedded Postgres (the first time takes a few seconds)');
  const gateway = await startGateway(
    config,
    pino({ level: process.env.LOG_LEVEL ? config.logLevel : 'warn' }),
  );
  let leaving = false;
  const leave = () => {
    leaving = true;
    console.log('\nStopping');
    gateway.stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(`Stopping failed: ${error.name}`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    await play(gateway, config.publicUrl?.replace(/\/+$/, ''));
  } catch (error) {
    // The user stopped the demo, so the error that follows is expected.
    if (leaving) return;
    await gateway.stop();
    throw error;
  }
}

/** @param url of the gateway for people, where it is not its own address */
async function play(gateway: Gateway, url = gateway.address): Promise<void> {
  if (!gateway.address || !gateway.operator)
    throw new Error(
      'The demo plays on the embedded defaults: unset DATABASE_URL and ROLE, or use `npm start`.',
    );
  console.log(`It listens on ${gateway.address}\n`);
  const { address, operator } = gateway;
  const story =
    process.argv[2] === 'gateway'
      ? await playAnsweredConversation(address, operator.key, printAnsweredStep)
      : await playConversation(address, operator.key, printStep);
  printStory(story);
  console.log(`
That was the whole conversation. The gateway goes on; stop it with Ctrl+C.
  API documentation    ${url}/docs
  OpenAPI              ${url}/v1/openapi.json
  administrator's key  ${gateway.operator.file}
  console, for people  ${url}/console

Sign in there as one of these; the keys work for a day:`);
  for (const { who, key } of await peopleOf(gateway)) console.log(`  ${who.padEnd(34)} ${key}`);
}

main().catch((error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? 'The port is taken: a gateway may be running already. Stop it, or choose another with PORT=8081 npm run demo.'
      : error.message,
  );
  process.exit(1);
});

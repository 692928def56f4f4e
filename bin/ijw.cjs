#!/usr/bin/env node
'use strict';
// Starts the command line on the Node of this project, from any folder and by any Node: what an old Node
// cannot read must not stand in this file. The words, the folder and the streams stay those of the user.
const { spawn } = require('node:child_process');
const { existsSync, realpathSync } = require('node:fs');
const { constants } = require('node:os');
const { dirname, join } = require('node:path');

const root = dirname(__dirname);
const [major, minor] = process.versions.node.split('.').map(Number);
/** From 24.12 on Node runs TypeScript without a warning. */
const isNewEnough = major > 24 || (major === 24 && minor >= 12);

/** The Node that `npm ci` brings along; undefined when it did not. */
function ownNode() {
  try {
    const manifest = require.resolve('node/package.json', { paths: [root] });
    const path = join(dirname(manifest), require(manifest).bin.node);
    return existsSync(path) ? realpathSync(path) : undefined;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function startHere() {
  // Who reads the output may have seen enough, as `head` has.
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  // What was read of the program once is read sooner the next time. A folder that cannot be written is no matter.
  require('node:module').enableCompileCache(join(root, 'node_modules', '.cache', 'ijw'));
  import('../src/cli/ijw.ts').catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

function startOn(node) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'].filter(
    (name) => name in constants.signals && process.platform !== 'win32',
  );
  // Before there is a child: one that comes in between is heard when there is.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  const child = spawn(node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(`${node} cannot be started: ${error.code}. Run \`npm ci\` in ${root}.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) return process.exit(code);
    // It ends as the command did.
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

if (isNewEnough) startHere();
else {
  const node = ownNode();
  if (node && node !== realpathSync(process.execPath)) startOn(node);
  else {
    console.error(
      `This needs Node 24.12 or newer, and runs on ${process.versions.node}. Run \`npm ci\` in ${root}, which brings it along.`,
    );
    process.exitCode = 1;
  }
}

#!/usr/bin/env node
import { prepareBuild } from './build.mjs';
import { prepareElectron } from './electron.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { giveUp, say, SetupError } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, decideKind, prepareTensorflow } from './tensorflow.mjs';

/**
 * `isthmus setup [--gpu | --cpu]`: set-up alone, trying again what could not be had before.
 *
 * @param {string[]} args
 */
async function setUp(args) {
  const unknown = args.find((argument) => !['--gpu', '--cpu'].includes(argument));
  if (unknown) throw new SetupError(`isthmus setup takes --gpu or --cpu, not ${unknown}.`);
  const asked = args.at(-1);
  const kind = asked ? await decideKind(asked === '--gpu') : undefined;
  await preparePackages();
  const usable = await prepareTensorflow({ again: true, ...(kind && { kind }) });
  const electron = await prepareElectron({ again: true });
  await prepareBuild();
  const how = electron ? '`npm start` opens the window' : '`npm start` opens the workbench in the browser';
  say(usable ? `Everything is set up: ${how}.` : `Set up without TensorFlow: ${how}.`);
  return usable ? 0 : 1;
}

/**
 * Every other command: what is missing is prepared, what is stale is built, and the command itself answers.
 *
 * @param {string[]} args
 */
async function command(args) {
  await preparePackages();
  await prepareTensorflow();
  await prepareBuild();
  return handOver(findNode().path, [at('out', 'main', 'cli.js'), ...args], {
    env: { ...appEnv(), ISTHMUS_STATUS: statusFile },
  });
}

const args = process.argv.slice(2);
(args[0] === 'setup' ? setUp(args.slice(1)) : command(args)).then(
  (code) => (process.exitCode = code),
  giveUp,
);

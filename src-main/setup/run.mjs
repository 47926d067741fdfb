import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { constants } from 'node:os';
import { at } from './paths.mjs';
import { noteChild } from './lock.mjs';

/** @typedef {{code: number, output: string, timedOut: boolean}} Finished */

const keptCharacters = 20_000;

/** What the tools of the packages need to find each other. @returns {NodeJS.ProcessEnv} */
export const toolEnv = () => ({
  ...process.env,
  PATH: `${at('node_modules', '.bin')}${delimiter}${process.env.PATH ?? process.env.Path ?? ''}`,
});

/**
 * Runs a program to its end, keeping the last of what it printed. Never throws: a program that cannot be
 * started ends with code 127.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, onLine?: (line: string) => void, shell?: boolean, both?: boolean}} [options]
 *   `seconds`: the time limit, after which the program and all it started are ended; `both`: false keeps
 *   standard output alone
 * @returns {Promise<Finished>}
 */
export function run(
  command,
  args,
  { cwd = at(), env = toolEnv(), seconds, onLine, shell = false, both = true } = {},
) {
  return new Promise((done) => {
    // A group of its own, so that a time limit ends what the program started too.
    const group = process.platform !== 'win32' && seconds !== undefined;
    const child = spawn(command, args, {
      cwd,
      env: { ...env, NO_COLOR: '1' },
      shell,
      detached: group,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (group && child.pid) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It ended by itself in between.
      }
    };
    // In a group of its own the child does not see the terminal's Ctrl+C.
    const stop = () => {
      end('SIGTERM');
      process.exit(130);
    };
    if (group) process.once('SIGINT', stop).once('SIGTERM', stop);
    const limit = seconds && setTimeout(() => ((timedOut = true), end('SIGKILL')), seconds * 1000);
    const take = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-keptCharacters);
      for (const line of String(chunk).split(/[\r\n]+/)) if (line.trim()) onLine?.(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', both ? take : () => {});
    if (child.pid) noteChild(child.pid);
    const settle = (/** @type {number} */ code) => {
      clearTimeout(limit);
      if (group) process.off('SIGINT', stop).off('SIGTERM', stop);
      done({ code, output, timedOut });
    };
    child.on('error', (error) => ((output += error.message), settle(127)));
    child.on('close', (code, signal) => settle(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * Hands the terminal to a program: its output is ours, signals that reach us reach it, and its exit status
 * becomes ours.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void}} [options]
 *   `onLine` sees standard output before it is passed on
 * @returns {Promise<number>} the exit status
 */
export function handOver(command, args, { cwd = process.cwd(), env = process.env, onLine } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'],
    });
    if (onLine && child.stdout) {
      let rest = '';
      child.stdout.on('data', (chunk) => {
        process.stdout.write(chunk);
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
      });
    }
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    // A terminal gives Ctrl+C to the program too: passed on, it would count twice.
    const pass = signals.map((signal) => () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
    signals.forEach((signal, index) => process.on(signal, pass[index] ?? (() => {})));
    // npm ends its shell without telling what the shell runs: left alone, we end what we started.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM');
    }, 500);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearInterval(orphaned);
      signals.forEach((name, index) => process.off(name, pass[index] ?? (() => {})));
      done(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** The last lines of an output, for a message. @param {string} output @param {number} [count] */
export const tail = (output, count = 5) =>
  output
    .trim()
    .split(/[\r\n]+/)
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n');

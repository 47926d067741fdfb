import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand } from '../../src-main/cli/command.ts';
import { calls, type CallName, type Client } from '../../src-main/contract/index.ts';
import { localClient, nodeFork } from '../../src-main/services/index.ts';
import { commandHere } from '../unit/cli/command-here.ts';
import { commands } from './every-command.ts';
import { examples, make, type Made } from './every-call.ts';
import { ways } from './here.ts';
import { sharedProcesses } from './processes.ts';
import { closeServices, openServices, type Opened, type Way } from './transport.ts';

/** Every call there is and every command, done by the real compute process, over every way in. */
const root = join(import.meta.dirname, '..', '..');
const real = sharedProcesses(nodeFork(join(root, 'src-main', 'compute', 'entry.ts')), 1);
let opened: Opened;
let made: Made;

beforeAll(async () => {
  opened = openServices(mkdtempSync(join(tmpdir(), 'isthmus-contract-')), real.fork);
  const { client, close } = localClient(opened.services);
  made = await make(client, opened);
  close();
}, 240_000);
afterAll(async () => {
  await closeServices(opened);
  real.end();
});

const names = Object.keys(calls) as CallName[];
/** What each call came to over the first way. */
const first = new Map<CallName, unknown>();

describe.each(ways)('every call %s', (_, open) => {
  let way: Way;
  beforeAll(async () => void (way = await open(opened)));
  afterAll(() => way.close());

  it.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const asked = new Set<string>();
    const client: Client = {
      ...way.client,
      call(called, input, options) {
        asked.add(called);
        return way.client.call(called, input, options);
      },
    };
    const { home } = opened;
    const answer = await examples[name]({ ...made, home, client, fetch: (...sent) => way.fetch(...sent) });
    expect(asked).toContain(name);
    if (first.has(name)) expect(answer).toEqual(first.get(name));
    else first.set(name, answer);
  });
});

describe('every command, over the same home as services that are open,', () => {
  const program = {
    version: '1.2.3',
    resources: join(root, 'resources'),
    pages: '',
    compute: '',
    fork: real.fork,
  };
  const { isthmus, json } = commandHere(program);
  const names = buildCommand(program)
    .commands.map((command) => command.name())
    .filter((name) => name !== 'serve');

  it.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const { client, close } = localClient(opened.services);
    const { home } = opened;
    expect(Object.keys(commands)).toContain(name);
    await commands[name]?.({
      ...made,
      home,
      client,
      json: (args) => json([...args, '--home', home]),
      async refusal(args) {
        const { status, err } = await isthmus([...args, '--home', home]);
        expect(status).toBe(1);
        return err;
      },
    });
    close();
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { expect, it, onTestFinished } from 'vitest';
import { connect, type Client } from '../../../src-main/contract/index.ts';

interface Running {
  child: ChildProcess;
  client: Client;
  url: URL;
}

async function start(home: string): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed.ts'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('\n')) break;
  }
  const url = new URL(/^Isthmus is ready: (\S+)\n$/.exec(printed)?.[1] ?? '');
  const socket = new WebSocket(`ws://${url.host}/rpc${url.search}`, { origin: url.origin });
  await once(socket, 'open');
  const client = connect({
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)))),
    onClose: (listener) => void socket.on('close', listener),
  });
  await client.call('app.info', {});
  return { child, client, url };
}

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'isthmus-killed-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

it('a program killed in the middle of training starts again with that run interrupted and all else intact', async () => {
  const home = newHome();
  const first = await start(home);
  const dataset = await first.client.call('datasets.import', { source: { path: home }, options: {} });
  const ask = { dataset: dataset.id, dim: 2 };
  const finished = await first.client.call('runs.start', { ...ask, method: 'pca', params: {} });
  const long = await first.client.call('runs.start', {
    ...ask,
    method: 'autoencoder',
    params: { epochs: 100_000 },
  });
  const queued = await first.client.call('runs.start', { ...ask, method: 'raw', params: {} });
  await first.client.call('datasets.preview', { source: { path: home }, options: {} });
  // The curve is kept every two seconds, checkpoints when they come.
  for (let [epochs, checkpoint] = [0, 0]; Math.min(epochs, checkpoint) <= 50;) {
    await sleep(50);
    const run = await first.client.call('runs.get', { run: long.id });
    [epochs, checkpoint] = [run.history.length, run.checkpoint ?? 0];
  }
  const slow = first.client.call('runs.list', {}).catch(() => undefined);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await slow;

  const second = await start(home);
  const [a, b, c] = await Promise.all(
    [finished, long, queued].map(({ id }) => second.client.call('runs.get', { run: id })),
  );
  expect(a).toMatchObject({ status: 'finished', metrics: { knn_accuracy: { value: 0.5 } } });
  const checkpoint = b?.checkpoint ?? 0;
  expect(checkpoint).toBeGreaterThan(50);
  expect(b).toMatchObject({
    status: 'interrupted',
    message: `The program ended while this ran; resume it to continue after epoch ${checkpoint}.`,
  });
  expect(b?.history.length).toBeGreaterThan(50);
  expect(c).toMatchObject({
    status: 'interrupted',
    message: 'The program ended while this ran; start it again.',
  });
  expect(await second.client.call('datasets.list', {})).toEqual([dataset]);
  const { origin, search } = second.url;
  for (const { name, bytes } of a?.artifacts ?? []) {
    const response = await fetch(`${origin}/arrays/runs/${finished.id}/${name}${search}`);
    expect((await response.arrayBuffer()).byteLength).toBe(bytes);
  }
  while (readdirSync(join(home, 'runs')).length > 1) await sleep(10);
  expect(readdirSync(join(home, 'runs'))).toEqual([finished.id]);
  // The page that was open finds back: the token is the same.
  expect(second.url.search).toBe(first.url.search);
  // And its training goes on from the checkpoint: the epochs before are told, not trained again.
  const told: number[] = [];
  second.client.on('runs.progress', ({ epochs }) => told.push(...epochs.map(({ epoch }) => epoch)));
  await second.client.call('runs.resume', { run: long.id });
  while (!told.includes(checkpoint + 1)) await sleep(10);
  expect(told.slice(0, checkpoint)).toEqual(Array.from({ length: checkpoint }, (_, i) => i + 1));
});

it('a program ended in good order interrupts its runs, leaves nothing half-written, and takes its processes along', async () => {
  const home = newHome();
  const first = await start(home);
  const dataset = await first.client.call('datasets.import', { source: { path: home }, options: {} });
  const ask = { dataset: dataset.id, dim: 2, method: 'autoencoder' as const };
  const run = await first.client.call('runs.start', { ...ask, params: { epochs: 100_000 } });
  const waiting = await first.client.call('runs.start', { ...ask, params: {} });
  first.child.kill('SIGTERM');
  const [code] = (await once(first.child, 'exit')) as [number];
  expect(code).toBe(0);
  const second = await start(home);
  // Whether it had trained when it was ended is a matter of chance; what waited had not.
  const ends = [/; (start it again|resume it to continue after epoch \d+)\.$/, /; start it again\.$/];
  for (const [i, { id }] of [run, waiting].entries()) {
    const { status, message } = await second.client.call('runs.get', { run: id });
    expect(status).toBe('interrupted');
    expect(message).toMatch(/^Isthmus was closed while this ran; /);
    expect(message).toMatch(ends[i] ?? /never/);
  }
  expect(readdirSync(join(home, 'runs'))).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Client, Dataset } from '../../../src-main/contract/index.ts';
import { createServices, localClient, nodeFork, type Services } from '../../../src-main/services/index.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import { Random } from '../../../src-main/tensor/random.ts';

export interface RealServices {
  readonly home: string;
  readonly client: Client;
  readonly services: Services;
  /** The process that trains, or trained last. */
  readonly trainer: number | undefined;
  /** Imports pictures of noise, 28 × 28, of ten classes that mean nothing. */
  importNoise(rows: number, testFraction: number): Promise<Dataset>;
}

/**
 * The services as the program has them, with compute processes of their own, in a home that goes with the tests.
 * @param fill puts into the home's folder what is there already when the services open it
 */
export function realServicesHere(fill?: (home: string) => Promise<void>): RealServices {
  let home: string;
  let services: Services;
  let client: Client;
  let trainer: number | undefined;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'isthmus-services-'));
    await fill?.(join(home, 'home'));
    const root = join(import.meta.dirname, '..', '..', '..');
    const fork = nodeFork(join(root, 'src-main', 'compute', 'entry.ts'));
    services = createServices({
      home: join(home, 'home'),
      fork(role, onOutput, threads) {
        const port = fork(role, onOutput, threads);
        if (role === 'trainer') trainer = port.pid;
        return port;
      },
      resources: join(root, 'resources'),
      version: '1.2.3',
      desktop: false,
    });
    ({ client } = localClient(services));
  });
  afterAll(async () => {
    await services.close();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    get home() {
      return join(home, 'home');
    },
    get client() {
      return client;
    },
    get services() {
      return services;
    },
    get trainer() {
      return trainer;
    },
    async importNoise(rows, testFraction) {
      const folder = mkdtempSync(join(home, 'pictures-'));
      const random = new Random(1);
      const levels = Uint8Array.from({ length: rows * 28 * 28 }, () => random.int(256));
      writeNpy(join(folder, 'X.npy'), levels, [rows, 28, 28]);
      writeNpy(
        join(folder, 'y.npy'),
        Int32Array.from({ length: rows }, () => random.int(10)),
        [rows],
      );
      const source = { path: folder };
      return client.call('datasets.import', { source, options: { test_fraction: testFraction } });
    },
  };
}

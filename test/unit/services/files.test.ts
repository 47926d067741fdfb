import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import { openLog } from '../../../src-main/services/log.ts';
import { runName } from '../../../src-main/services/names.ts';
import { setupParts } from '../../../src-main/services/setup-status.ts';
import { writeZip } from '../../../src-main/services/zip.ts';
import { aRun } from '../records.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'isthmus-services-'));

describe('a zip', () => {
  const contents = {
    'codes.npy': Buffer.alloc(70_000, 7),
    'run.json': Buffer.from('{"a":1}'),
    'empty.txt': Buffer.alloc(0),
  };

  async function zipped(): Promise<{ path: string; bytes: Buffer }> {
    const where = folder();
    const files = Object.entries(contents).map(([name, bytes]) => {
      writeFileSync(join(where, name), bytes);
      return join(where, name);
    });
    const path = join(where, 'out.zip');
    await writeZip(path, files);
    return { path, bytes: readFileSync(path) };
  }

  it('gives every file back whole to another program, under its name alone', async () => {
    const { path } = await zipped();
    const zip = await yauzl.openPromise(path);
    const read: Record<string, Buffer> = {};
    for await (const entry of zip.eachEntry()) {
      read[entry.fileName] = await buffer(await zip.openReadStreamPromise(entry));
    }
    expect(read).toEqual(contents);
  });

  it('of the same files is the same bytes', async () => {
    const [first, second] = [await zipped(), await zipped()];
    expect(second.bytes).toEqual(first.bytes);
  });
});

describe('the log', () => {
  it('makes way when it has grown to a megabyte, and keeps one older', () => {
    const where = folder();
    const log = openLog(where);
    for (let i = 0; i < 25; i++) log('x'.repeat(100_000));
    expect(readdirSync(where).sort()).toEqual(['isthmus.1.log', 'isthmus.log']);
    for (const name of readdirSync(where)) expect(statSync(join(where, name)).size).toBeLessThan(1_200_000);
  });

  it('that cannot be written disturbs nobody', () => {
    expect(() => openLog(join(folder(), 'not', 'there'))('a line')).not.toThrow();
  });
});

describe('names of runs', () => {
  it('say method and size, and count where there is one already', () => {
    const taken = [aRun('a1b2', 'data1', { name: 'PCA 8' }), aRun('a1b3', 'data1', { name: 'PCA 8 (2)' })];
    expect(runName('pca', 8, [])).toBe('PCA 8');
    expect(runName('pca', 8, taken)).toBe('PCA 8 (3)');
    expect(runName('autoencoder', 8, taken)).toBe('Autoencoder 8');
    expect(runName('raw', 64, taken)).toBe('Raw features');
  });
});

describe('what set-up found', () => {
  it('becomes one sentence a missing part, and nothing where there is no record', async () => {
    const file = join(folder(), 'status.json');
    writeFileSync(
      file,
      JSON.stringify({
        format: 1,
        parts: {
          tensorflow: {
            ready: false,
            missing: 'TensorFlow could not be fetched.',
            run: 'npx isthmus setup',
            detail: {},
          },
          electron: { ready: true, missing: null, run: null, detail: {} },
        },
      }),
    );
    process.env['ISTHMUS_STATUS'] = file;
    expect(await setupParts()).toEqual({
      tensorflow: { ready: false, missing: 'TensorFlow could not be fetched: run `npx isthmus setup`.' },
      electron: { ready: true, missing: null },
    });
    writeFileSync(file, 'half a rec');
    expect(await setupParts()).toEqual({});
    delete process.env['ISTHMUS_STATUS'];
    expect(await setupParts()).toEqual({});
  });
});

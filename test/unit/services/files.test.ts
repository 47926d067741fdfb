import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../../src-main/services/log.ts';
import { runName } from '../../../src-main/services/names.ts';
import { setupParts } from '../../../src-main/services/setup-status.ts';
import { writeZip } from '../../../src-main/services/zip.ts';
import { aRun } from '../store/fixtures.ts';

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

  it('lists its files with their sizes, sums and places, by the zip64 records', async () => {
    const { bytes } = await zipped();
    const end = bytes.length - 98;
    expect(bytes.readUInt32LE(end)).toBe(0x0606_4b50);
    expect(bytes.readBigUInt64LE(end + 32)).toBe(3n);
    let at = Number(bytes.readBigUInt64LE(end + 48));
    for (const [name, content] of Object.entries(contents)) {
      expect(bytes.readUInt32LE(at)).toBe(0x0201_4b50);
      expect(bytes.readUInt32LE(at + 16)).toBe(crc32(content));
      const length = bytes.readUInt16LE(at + 28);
      expect(bytes.toString('utf8', at + 46, at + 46 + length)).toBe(name);
      const extra = at + 46 + length + 4;
      expect(Number(bytes.readBigUInt64LE(extra))).toBe(content.length);
      const local = Number(bytes.readBigUInt64LE(extra + 16));
      const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      expect(bytes.subarray(data, data + content.length)).toEqual(content);
      at += 46 + length + bytes.readUInt16LE(at + 30);
    }
    expect(at).toBe(end);
  });

  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', '']).status === 0);
  it.skipIf(python === undefined)('is read without complaint by another program', async () => {
    const { path } = await zipped();
    const script = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print([(i.filename, i.file_size) for i in z.infolist()])`;
    const { stdout, stderr } = spawnSync(python ?? '', ['-c', script, path], { encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual([
      "[('codes.npy', 70000), ('run.json', 7), ('empty.txt', 0)]",
      '',
    ]);
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

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockCounts, withLock } from '../../../src-main/setup/lock.mjs';
import { fingerprint } from '../../../src-main/setup/stale.mjs';
import { parseStatus } from '../../../src-main/setup/status.mjs';
import { isLinked, link } from '../../../src-main/setup/tf-link.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

describe('the links to the cached TensorFlow', () => {
  const build = (name: string): string => {
    put(`${name}/deps/lib/libtensorflow.so`, name);
    put(`${name}/lib/napi-v8/tfjs_binding.node`, name);
    return join(folder, name);
  };
  const seen = (): string => readFileSync(join(folder, 'package/deps/lib/libtensorflow.so'), 'utf8');

  it('replace real folders, and lead to another build when asked again', () => {
    put('package/deps/lib/libtensorflow.so', 'real');
    put('package/lib/napi-v8/tfjs_binding.node', 'real');
    const [one, two] = [build('one'), build('two')];
    expect(isLinked(join(folder, 'package'), one)).toBe(false);
    link(join(folder, 'package'), one);
    expect([isLinked(join(folder, 'package'), one), seen()]).toEqual([true, 'one']);
    link(join(folder, 'package'), two);
    expect([isLinked(join(folder, 'package'), one), seen()]).toEqual([false, 'two']);
    expect(existsSync(join(one, 'deps/lib/libtensorflow.so'))).toBe(true);
  });

  it('do not count when the build they lead to is gone', () => {
    const one = build('one');
    link(join(folder, 'package'), one);
    rmSync(one, { recursive: true });
    expect(isLinked(join(folder, 'package'), one)).toBe(false);
  });
});

describe('the fingerprint of the sources', () => {
  it('changes with a file added, changed or removed, and with nothing else', () => {
    put('src/a.ts', 'a');
    put('src/deep/b.ts', 'b');
    const take = (): string => fingerprint(folder, [join(folder, 'src'), join(folder, 'absent')]);
    const first = take();
    expect(take()).toBe(first);
    utimesSync(join(folder, 'src/deep/b.ts'), 1, 1);
    const touched = take();
    put('src/c.ts', 'c');
    const added = take();
    rmSync(join(folder, 'src/a.ts'));
    expect(new Set([first, touched, added, take()]).size).toBe(4);
  });
});

describe('a lock', () => {
  it('counts while its holder touches it, or programs it left may still write', () => {
    expect(lockCounts({ age: 1, holder: true, children: false })).toBe(true);
    expect(lockCounts({ age: 1, holder: false, children: false })).toBe(false);
    expect(lockCounts({ age: 60, holder: true, children: false })).toBe(false);
    expect(lockCounts({ age: 60, holder: false, children: true })).toBe(true);
    expect(lockCounts({ age: 600, holder: true, children: true })).toBe(false);
  });

  it('lets one in at a time, and is gone afterwards even when the work failed', async () => {
    const file = join(folder, 'locks', 'a');
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} in`);
      // Time enough for another to come in, if it were let.
      for (let turn = 0; turn < 20; turn++) await new Promise((turned) => setImmediate(turned));
      order.push(`${name} out`);
      throw new Error(name);
    };
    const both = await Promise.allSettled([withLock(file, work('a')), withLock(file, work('b'))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(existsSync(file)).toBe(false);
  });

  it('left by a process that is gone is taken over', async () => {
    const file = join(folder, 'a');
    writeFileSync(file, '2147483646');
    expect(await withLock(file, async () => 'done')).toBe('done');
  });
});

it('takes a damaged status document, or one of another format, for an empty one', () => {
  for (const text of ['', '{', 'null', '{"format":2,"parts":{}}', '{"format":1}']) {
    expect(parseStatus(text)).toEqual({ format: 1, parts: {} });
  }
});

import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseHome, makeHome, scratchFolder, scratchOwner } from '../../../src-main/store/paths.ts';
import { newId } from '../../../src-main/store/ids.ts';
import { skipWhen } from '../../skip.ts';

const posix = process.platform === 'win32' ? it.skip : it;

describe('the home', () => {
  const linux = { env: {}, platform: 'linux' as const, userHome: '/home/u' };

  it('is the one asked for, then ISTHMUS_HOME, then where the platform keeps the data of programs', () => {
    expect(chooseHome('asked', { ...linux, env: { ISTHMUS_HOME: '/env' } })).toBe(resolve('asked'));
    expect(chooseHome(undefined, { ...linux, env: { ISTHMUS_HOME: '/env', XDG_DATA_HOME: '/xdg' } })).toBe(
      '/env',
    );
    expect(chooseHome(undefined, { ...linux, env: { XDG_DATA_HOME: '/xdg' } })).toBe(join('/xdg', 'isthmus'));
    expect(chooseHome(undefined, linux)).toBe(join('/home/u', '.local', 'share', 'isthmus'));
    expect(chooseHome(undefined, { ...linux, platform: 'darwin' })).toBe(
      join('/home/u', 'Library', 'Application Support', 'Isthmus'),
    );
    expect(chooseHome(undefined, { ...linux, platform: 'win32', env: { APPDATA: '/roaming' } })).toBe(
      join('/roaming', 'Isthmus'),
    );
  });

  posix('can be entered by its user alone', () => {
    const root = join(mkdtempSync(join(tmpdir(), 'isthmus-home-')), 'new');
    makeHome(root);
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });

  it('that cannot be made is refused with one sentence', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'isthmus-home-')), 'file');
    writeFileSync(file, '');
    expect(() => makeHome(join(file, 'home'))).toThrow(
      `${join(file, 'home')} cannot keep records, because a file is in its way: choose another place with --home.`,
    );
  });

  it('that may not be written is refused with one sentence', (test) => {
    skipWhen(test, process.getuid?.() === 0, 'root may write anywhere');
    skipWhen(test, process.platform === 'win32', 'Windows has no such permission bits');
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-home-'));
    chmodSync(folder, 0o500);
    expect(() => makeHome(join(folder, 'home'))).toThrow(/because it may not be written/);
  });
});

describe('scratch folders', () => {
  it("tell whose they are, and lasting ones are nobody's", () => {
    const id = newId();
    expect(id).toMatch(/^[a-z0-9]{12}$/);
    expect(scratchOwner(scratchFolder('', id, 'owner1').replace(/^[/\\]/, ''))).toBe('owner1');
    expect(scratchOwner(id)).toBeNull();
    expect(scratchOwner(`${id}.part`)).toBeNull();
  });
});

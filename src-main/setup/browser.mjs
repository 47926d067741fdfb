import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { at, findNode } from './paths.mjs';
import { run } from './run.mjs';
import { say, step } from './say.mjs';
import { keepPart, missing, ready } from './status.mjs';
import { shortProblem } from './tf-official.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * Where Chromium or Chrome may be installed, best first.
 *
 * @param {{platform: string, env: Record<string, string | undefined>, home: string}} machine
 * @returns {string[]}
 */
export function browserPlaces({ platform, env, home }) {
  const asked = env.ISTHMUS_CHROMIUM ? [env.ISTHMUS_CHROMIUM] : [];
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `Applications/${name}.app/Contents/MacOS/${name}`,
    );
    return [...asked, ...apps.map((app) => `/${app}`), ...apps.map((app) => `${home}/${app}`)];
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (root) => root !== undefined,
    );
    const apps = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return [...asked, ...apps.flatMap((app) => roots.map((root) => `${root}\\${app}`))];
  }
  const folders = (env.PATH ?? '').split(':').filter(Boolean);
  return [
    ...asked,
    ...names.flatMap((name) => folders.map((folder) => `${folder}/${name}`)),
    '/snap/bin/chromium',
  ];
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium that Playwright fetched, where it did. @returns {string | null} */
function playwrightBrowser() {
  const { env, platform } = process;
  const shelf =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    (platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'ms-playwright')
      : platform === 'win32'
        ? join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright')
        : join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright'));
  if (!existsSync(shelf)) return null;
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ];
  const folders = readdirSync(shelf).filter((name) => /^chromium-\d+$/.test(name));
  const complete = folders
    .filter((name) => existsSync(join(shelf, name, 'INSTALLATION_COMPLETE')))
    .sort()
    .reverse();
  return complete.flatMap((name) => inside.map((path) => join(shelf, name, path))).find(isProgram) ?? null;
}

/** An installed Chromium or Chrome, or null. @returns {string | null} */
const findBrowser = () =>
  browserPlaces({ platform: process.platform, env: process.env, home: homedir() }).find(isProgram) ??
  playwrightBrowser();

const isRootOnDebian = () => {
  try {
    return process.getuid?.() === 0 && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
};

/** The ways to a browser where none is installed, in the order they are tried. */
const ways = [
  {
    title: "Fetching Playwright's Chromium for the tests",
    applies: () => true,
    fetch: (/** @type {(note: string) => void} */ progress) =>
      run(
        findNode().path,
        [at('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium', '--no-shell'],
        {
          seconds: 15 * 60,
          onLine: (line) => progress(/(\d+%)/.exec(line)?.[1] ?? 'at work'),
        },
      ),
  },
  {
    title: 'Installing Chromium from Debian for the tests',
    applies: isRootOnDebian,
    fetch: async (/** @type {(note: string) => void} */ progress) => {
      const options = {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        seconds: 15 * 60,
        onLine: (/** @type {string} */ line) => progress(line.slice(0, 50)),
      };
      const updated = await run('apt-get', ['update'], options);
      return updated.code === 0
        ? run(
            'apt-get',
            ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
            options,
          )
        : updated;
    },
  },
];

/**
 * Finds a browser for the tests, fetching one where there is none.
 *
 * @returns {Promise<string | null>} null where none can be had: the browser tests then count as failed
 */
export async function prepareBrowser() {
  const there = findBrowser();
  if (there) return done(there);
  let why = '';
  for (const way of ways.filter(({ applies }) => applies())) {
    const result = await step(way.title, way.fetch);
    const fetched = findBrowser();
    if (fetched && (await starts(fetched))) return done(fetched);
    why = fetched
      ? 'it does not start here'
      : result.timedOut
        ? 'it took more than 15 minutes'
        : shortProblem(result.output);
    say(`  This way failed: ${why}`);
  }
  keepPart(
    'browser',
    missing(`No Chromium or Chrome was found and none could be fetched (${why}).`, 'npm test'),
  );
  return null;
}

/** Whether a fetched browser has the system libraries it needs. @param {string} program */
const starts = async (program) => (await run(program, ['--version'], { seconds: 30 })).code === 0;

/** @param {string} program */
function done(program) {
  keepPart('browser', ready({ program }));
  return program;
}

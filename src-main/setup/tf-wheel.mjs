import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { at } from './paths.mjs';
import { chooseWheel, cudaRequirements } from './tf-choose.mjs';
import { shortProblem } from './tf-official.mjs';
import { run } from './run.mjs';

/** @typedef {{problem: string | null, checksum: string | null}} Outcome */

/**
 * Takes single files out of a wheel. Arguments: the wheel, then pairs of a pattern and a folder; the names
 * keep what follows the pattern's group `(?P<cut>...)`.
 */
const unpack = `
import os, re, shutil, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
rules = list(zip(sys.argv[2::2], sys.argv[3::2]))
names = [name for name in wheel.namelist() if not name.endswith('/')]
for name in names:
    for pattern, folder in rules:
        match = re.match(pattern, name)
        if not match: continue
        target = os.path.join(folder, name[match.end('cut'):])
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with wheel.open(name) as source, open(target, 'wb') as copy: shutil.copyfileobj(source, copy, 1 << 20)
        if name.endswith(('.so.2', '.dylib')): print(os.path.basename(name), flush=True)
`;

/** Of 200 MB of headers, those that the C API's own reach. */
const headers = String.raw`(?P<cut>tensorflow/include/)(tensorflow/c/|tensorflow/core/platform/|tensorflow/tsl/|tsl/platform|external/|.*xla/tsl)`;

/** The system's Python 3 with pip, or null. */
async function findPython() {
  for (const name of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
    const found = await run(name, ['-m', 'pip', '--version'], { seconds: 30 });
    if (found.code === 0) return name;
  }
  return null;
}

/**
 * Downloads one wheel with pip: for the Python there is, else for one that every release has wheels for (we
 * take files out of it and never import it). pip checks the hash its index publishes; we check it again, to
 * be able to say which it was.
 *
 * @param {{python: string, requirement: string, tag: string, into: string, progress: (note: string) => void}} wanted
 * @returns {Promise<{wheel: string, checksum: string | null, problem: null} | {wheel: null, problem: string}>}
 */
async function download({ python, requirement, tag, into, progress }) {
  const common = ['--no-deps', '--only-binary=:all:', '--retries', '2'];
  const other = ['--python-version', '3.12', '--implementation', 'cp', '--platform', tag];
  let problem = '';
  for (const target of [[], other]) {
    const folder = join(into, `wheel-${target.length}`);
    const report = join(into, 'report.json');
    mkdirSync(folder, { recursive: true });
    const onLine = (/** @type {string} */ line) =>
      progress(/[\d.]+\/[\d.]+ [kMG]B/.exec(line)?.[0] ?? 'downloading');
    const got = await run(
      python,
      ['-m', 'pip', 'download', '--progress-bar', 'on', ...common, ...target, requirement, '-d', folder],
      { seconds: 45 * 60, onLine },
    );
    const name = existsSync(folder) && readdirSync(folder).find((file) => file.endsWith('.whl'));
    if (got.code !== 0 || !name) {
      problem = got.timedOut ? 'pip took more than 45 minutes' : shortProblem(got.output);
      continue;
    }
    const wheel = join(folder, name);
    progress('checking');
    await run(
      python,
      [
        '-m',
        'pip',
        'install',
        '--dry-run',
        '--ignore-installed',
        '--quiet',
        '--report',
        report,
        '--target',
        join(into, 'none'),
        ...common,
        ...target,
        requirement,
      ],
      { seconds: 600 },
    );
    const published = publishedHash(report, name);
    if (published && published !== (await sha256(wheel))) {
      return { wheel: null, problem: `${name} does not have the checksum its source publishes` };
    }
    return { wheel, checksum: published && `sha256:${published}`, problem: null };
  }
  return { wheel: null, problem };
}

/**
 * The hash that pip's report gives for a file.
 *
 * @param {string} report
 * @param {string} name
 * @returns {string | null} null where the source publishes none
 */
function publishedHash(report, name) {
  try {
    /** @type {{install: {download_info: {url: string, archive_info?: {hashes?: {sha256?: string}}}}[]}} */
    const { install } = JSON.parse(readFileSync(report, 'utf8'));
    const item = install.find(({ download_info: { url } }) => basename(decodeURIComponent(url)) === name);
    return item?.download_info.archive_info?.hashes?.sha256 ?? null;
  } catch {
    return null;
  }
}

/** @param {string} file */
async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * The second way: the two libraries and the C headers out of TensorFlow's Python wheel, and tfjs-node's
 * binding compiled against them.
 *
 * @param {{folder: string, kind: import('./tf-choose.mjs').Kind, node: {path: string, headers: string | null}, progress: (note: string) => void}} build
 * @returns {Promise<Outcome>}
 */
export async function fromWheel({ folder, kind, node, progress }) {
  const choice = chooseWheel({ kind, platform: process.platform, arch: process.arch });
  if (!choice) return failed(`no wheel has TensorFlow's C libraries for ${process.platform} ${process.arch}`);
  const python = await findPython();
  if (!python) return failed('Python 3 with pip was not found');
  const into = join(folder, 'wheels');
  const got = await download({
    python,
    requirement: `${choice.packageName}==${choice.version}`,
    tag: choice.tag,
    into,
    progress,
  });
  if (got.wheel === null) return failed(got.problem);

  progress('unpacking');
  const deps = join(folder, 'deps');
  const library = String.raw`(?P<cut>tensorflow/)(${choice.libraries.join('|').replaceAll('.', '\\.')})$`;
  const metadata = String.raw`(?P<cut>[^/]+\.dist-info/)METADATA$`;
  const opened = await run(python, [
    '-c',
    unpack,
    got.wheel,
    library,
    join(deps, 'lib'),
    headers,
    join(deps, 'include'),
    metadata,
    into,
  ]);
  if (opened.code !== 0) return failed(`the wheel could not be unpacked: ${shortProblem(opened.output)}`);
  for (const [link, target] of choice.links) symlinkSync(target, join(deps, 'lib', link));

  if (kind === 'gpu') {
    for (const requirement of cudaRequirements(readFileSync(join(into, 'METADATA'), 'utf8'))) {
      const cuda = await download({
        python,
        requirement,
        tag: choice.tag,
        into: join(into, requirement),
        progress: (note) => progress(`${requirement} ${note}`),
      });
      if (cuda.wheel === null) return failed(`${requirement}: ${cuda.problem}`);
      await run(python, [
        '-c',
        unpack,
        cuda.wheel,
        String.raw`(?P<cut>nvidia/[^/]+/lib/).*\.so`,
        join(deps, 'cuda'),
      ]);
      rmSync(join(into, requirement), { recursive: true });
    }
  }
  rmSync(into, { recursive: true });

  progress('compiling the binding');
  const built = await run(
    node.path,
    [
      at('node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
      'rebuild',
      ...(node.headers ? [`--nodedir=${node.headers}`] : []),
      '--module_name=tfjs_binding',
      `--module_path=${join(folder, 'lib', 'napi-v8')}`,
      '--napi_build_version=8',
    ],
    { cwd: folder, seconds: 15 * 60 },
  );
  if (built.code !== 0) {
    return failed(
      `the binding could not be compiled (it needs a C++ compiler and make): ${shortProblem(built.output)}`,
    );
  }
  for (const part of ['build', join('deps', 'include')])
    rmSync(join(folder, part), { recursive: true, force: true });
  return { problem: null, checksum: got.checksum };
}

/** @param {string} problem @returns {Outcome} */
const failed = (problem) => ({ problem, checksum: null });

import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
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
 * Notes the checksums that an index publishes, from what pip says of its search. An index that answers in JSON
 * publishes them too, but pip checks those without showing them.
 */
export function checksumsShown() {
  /** @type {Map<string, string>} */
  const shown = new Map();
  let hidden = false;
  return {
    /** @param {string} line */
    note(line) {
      const [, name, hash] = /([^/\s]+\.whl)#sha256=([0-9a-f]{64})/.exec(line) ?? [];
      if (name && hash) shown.set(decodeURIComponent(name), hash);
      hidden ||= /^Fetched page .* as application\/vnd\.pypi\.simple\.v1\+json/.test(line);
    },
    /**
     * What is to be said of a downloaded wheel.
     *
     * @param {string} name
     * @param {string} hash what was downloaded has this one
     * @returns {'published' | 'none' | 'different'}
     */
    judge(name, hash) {
      const published = shown.get(name);
      if (published) return published === hash ? 'published' : 'different';
      return hidden ? 'published' : 'none';
    },
  };
}

/**
 * Downloads one wheel with pip: for the Python there is, else for one that every release has wheels for (we
 * take files out of it and never import it). pip checks the hash its index publishes; we compare it too, to be
 * able to say whether there was one.
 *
 * @param {{python: string, requirement: string, tag: string, into: string, progress: (note: string) => void}} wanted
 * @returns {Promise<{wheel: string, checksum: string | null, problem: null} | {wheel: null, problem: string}>}
 */
async function download({ python, requirement, tag, into, progress }) {
  const other = ['--python-version', '3.12', '--implementation', 'cp', '--platform', tag];
  const options = ['--no-deps', '--only-binary=:all:', '--retries', '2', '--progress-bar', 'on', '-vv'];
  let problem = '';
  for (const target of [[], other]) {
    const folder = join(into, `wheel-${target.length}`);
    mkdirSync(folder, { recursive: true });
    const checksums = checksumsShown();
    const onLine = (/** @type {string} */ line) => {
      checksums.note(line);
      progress(/[\d.]+\/[\d.]+ [kMG]B/.exec(line)?.[0] ?? 'downloading');
    };
    const got = await run(
      python,
      ['-m', 'pip', 'download', ...options, ...target, requirement, '-d', folder],
      {
        seconds: 45 * 60,
        onLine,
      },
    );
    const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
    if (got.code !== 0 || !name) {
      problem = got.timedOut ? 'pip took more than 45 minutes' : shortProblem(got.output);
      continue;
    }
    progress('checking');
    const hash = await sha256(join(folder, name));
    const verdict = checksums.judge(name, hash);
    if (verdict === 'different') {
      return { wheel: null, problem: `${name} does not have the checksum its source publishes` };
    }
    return {
      wheel: join(folder, name),
      checksum: verdict === 'published' ? `sha256:${hash}` : null,
      problem: null,
    };
  }
  return { wheel: null, problem };
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

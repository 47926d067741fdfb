/** @typedef {'cpu' | 'gpu'} Kind */
/** @typedef {{name: string, cuda: boolean}} Gpu `cuda`: whether its driver answers to CUDA */
/** @typedef {{packageName: string, version: string, tag: string, libraries: string[], links: [string, string][]}} Wheel */

/**
 * Which build of TensorFlow to prepare. The GPU build is prepared only when asked for: it is ten times the
 * download, and for the layers people reduce with on a laptop the CPU is often as fast.
 *
 * @param {{askedForGpu: boolean, platform: string, arch: string, gpu: Gpu | null}} machine
 * @returns {{kind: Kind, refusal: null} | {kind: null, refusal: string}} the refusal is a sentence for the user
 */
export function chooseKind({ askedForGpu, platform, arch, gpu }) {
  if (!askedForGpu) return { kind: 'cpu', refusal: null };
  if (platform === 'darwin')
    return refuse('TensorFlow has no GPU build for macOS: the CPU build stays in use.');
  if (!gpu)
    return refuse('No NVIDIA GPU was found (nvidia-smi does not answer): the CPU build stays in use.');
  if (!gpu.cuda) {
    return refuse(`The driver of ${gpu.name} does not offer CUDA 12: update it, then run this again.`);
  }
  if (arch !== 'x64')
    return refuse(`TensorFlow has no GPU build for ${platform} on ${arch}: the CPU build stays in use.`);
  return { kind: 'gpu', refusal: null };
}

/** @param {string} refusal @returns {{kind: null, refusal: string}} */
const refuse = (refusal) => ({ kind: null, refusal });

/**
 * Reads what `nvidia-smi` prints.
 *
 * @param {string} output
 * @returns {Gpu | null} null where it names no GPU
 */
export function readGpu(output) {
  const name = /\|\s+\d+\s+((?:NVIDIA|Tesla|Quadro|GeForce|GRID)[^|]*?)\s{2,}/.exec(output)?.[1];
  const cuda = Number(/CUDA Version:\s*(\d+)/.exec(output)?.[1] ?? 0);
  return cuda || name ? { name: name ?? 'the NVIDIA GPU', cuda: cuda >= 12 } : null;
}

/**
 * The wheel that holds TensorFlow's libraries and C headers, for platforms whose wheels have both.
 *
 * @param {{kind: Kind, platform: string, arch: string}} machine
 * @returns {Wheel | null}
 */
export function chooseWheel({ kind, platform, arch }) {
  const named = (
    /** @type {string} */ packageName,
    /** @type {string} */ version,
    /** @type {string} */ tag,
  ) => ({
    packageName,
    version,
    tag,
  });
  if (platform === 'linux') {
    const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
    /** @type {[string, string][]} */
    const links = [
      ['libtensorflow.so', 'libtensorflow_cc.so.2'],
      ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
    ];
    if (arch === 'x64') {
      return {
        ...named(kind === 'gpu' ? 'tensorflow' : 'tensorflow-cpu', '2.21.0', 'manylinux_2_27_x86_64'),
        libraries,
        links,
      };
    }
    if (arch === 'arm64' && kind === 'cpu') {
      return { ...named('tensorflow', '2.21.0', 'manylinux_2_27_aarch64'), libraries, links };
    }
  }
  if (platform === 'darwin' && kind === 'cpu') {
    const libraries = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'];
    /** @type {[string, string][]} */
    const links = [
      ['libtensorflow.2.dylib', 'libtensorflow_cc.2.dylib'],
      ['libtensorflow.dylib', 'libtensorflow_cc.2.dylib'],
      ['libtensorflow_framework.dylib', 'libtensorflow_framework.2.dylib'],
    ];
    // 2.16.2 is the last with wheels for Intel Macs.
    return arch === 'arm64'
      ? { ...named('tensorflow', '2.21.0', 'macosx_12_0_arm64'), libraries, links }
      : { ...named('tensorflow', '2.16.2', 'macosx_10_15_x86_64'), libraries, links };
  }
  return null;
}

/**
 * The names of the CUDA wheels among the requirements a wheel states, for its extra `and-cuda`.
 *
 * @param {string} metadata the wheel's METADATA file
 * @returns {string[]} pip requirements, such as `nvidia-cublas-cu12==12.5.3.2`
 */
export const cudaRequirements = (metadata) =>
  [
    ...metadata.matchAll(
      /^Requires-Dist:\s*(nvidia-[^;\s]+)\s*(\([^)]*\)|[^;]*);\s*extra\s*==\s*['"]and-cuda['"]/gm,
    ),
  ].map(([, name, version = '']) => `${name}${version.replace(/[()\s]/g, '')}`);

/**
 * The folder's name in the shared cache: everything that makes two builds differ.
 *
 * @param {{kind: Kind, platform: string, arch: string, tfjs: string, recipe: number}} build `recipe` rises when
 *   what set-up puts there changes
 */
export const cacheName = ({ kind, platform, arch, tfjs, recipe }) =>
  `${kind}-${platform}-${arch}-tfjs${tfjs}-${recipe}`;

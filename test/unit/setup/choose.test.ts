import { describe, expect, it } from 'vitest';
import {
  cacheName,
  chooseKind,
  chooseWheel,
  cudaRequirements,
  readGpu,
} from '../../../src-main/setup/tf-choose.mjs';
import { checksumsShown } from '../../../src-main/setup/tf-wheel.mjs';

const gpu = { name: 'NVIDIA RTX A4000', cuda: true };
const smi = (version: string): string => `
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 550.54.15              Driver Version: 550.54.15      CUDA Version: ${version}     |
|-----------------------------------------+------------------------+----------------------+
|   0  NVIDIA RTX A4000               Off |   00000000:01:00.0 Off |                  Off |
+-----------------------------------------+------------------------+----------------------+`;

describe('which build of TensorFlow is prepared', () => {
  it('is the CPU build unless the GPU build is asked for, GPU or not', () => {
    for (const found of [null, gpu]) {
      const choice = chooseKind({ askedForGpu: false, platform: 'linux', arch: 'x64', gpu: found });
      expect(choice).toEqual({ kind: 'cpu', refusal: null });
    }
  });

  it('is the GPU build where it is asked for and a GPU with CUDA is there', () => {
    for (const platform of ['linux', 'win32']) {
      const choice = chooseKind({ askedForGpu: true, platform, arch: 'x64', gpu });
      expect(choice).toEqual({ kind: 'gpu', refusal: null });
    }
  });

  it.each([
    ['no GPU is there', { platform: 'linux', arch: 'x64', gpu: null }, /No NVIDIA GPU/],
    [
      'its driver is too old for CUDA 12',
      { platform: 'linux', arch: 'x64', gpu: { ...gpu, cuda: false } },
      /update/,
    ],
    ['the system is macOS', { platform: 'darwin', arch: 'arm64', gpu: null }, /macOS/],
    ['there is no build for the processor', { platform: 'linux', arch: 'arm64', gpu }, /arm64/],
  ])('is refused with one sentence where %s', (_, machine, sentence) => {
    const choice = chooseKind({ askedForGpu: true, ...machine });
    expect(choice.kind).toBeNull();
    expect(choice.refusal).toMatch(sentence);
    expect(choice.refusal?.trim().split('\n')).toHaveLength(1);
  });
});

describe('what nvidia-smi prints', () => {
  it('names the GPU and says whether its driver offers CUDA 12', () => {
    expect(readGpu(smi('12.4'))).toEqual({ name: 'NVIDIA RTX A4000', cuda: true });
    expect(readGpu(smi('13.0'))?.cuda).toBe(true);
    expect(readGpu(smi('11.8'))?.cuda).toBe(false);
  });

  it('is no GPU when it is an error message', () => {
    expect(
      readGpu('NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'),
    ).toBeNull();
    expect(readGpu('')).toBeNull();
  });
});

describe('the wheel TensorFlow is taken from', () => {
  it('is the small CPU wheel on ordinary Linux, the full one for a GPU', () => {
    expect(chooseWheel({ kind: 'cpu', platform: 'linux', arch: 'x64' })?.packageName).toBe('tensorflow-cpu');
    expect(chooseWheel({ kind: 'gpu', platform: 'linux', arch: 'x64' })?.packageName).toBe('tensorflow');
  });

  it('names the libraries of the platform and links tfjs-node finds them by', () => {
    const linux = chooseWheel({ kind: 'cpu', platform: 'linux', arch: 'arm64' });
    expect(linux?.links).toContainEqual(['libtensorflow.so', 'libtensorflow_cc.so.2']);
    for (const arch of ['x64', 'arm64']) {
      const mac = chooseWheel({ kind: 'cpu', platform: 'darwin', arch });
      expect(mac?.libraries).toEqual(['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']);
      expect(mac?.links).toContainEqual(['libtensorflow.2.dylib', 'libtensorflow_cc.2.dylib']);
    }
  });

  it('is none where wheels have no C library to link with', () => {
    expect(chooseWheel({ kind: 'cpu', platform: 'win32', arch: 'x64' })).toBeNull();
    expect(chooseWheel({ kind: 'gpu', platform: 'linux', arch: 'arm64' })).toBeNull();
    expect(chooseWheel({ kind: 'cpu', platform: 'freebsd', arch: 'x64' })).toBeNull();
  });

  it('lists the CUDA wheels it wants, and nothing else it requires', () => {
    const metadata = [
      'Name: tensorflow',
      'Requires-Dist: numpy>=1.26.0',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      "Requires-Dist: nvidia-cudnn-cu12 (>=9.3.0.75) ; extra == 'and-cuda'",
      'Requires-Dist: nvidia-nothing; extra == "other"',
    ].join('\n');
    expect(cudaRequirements(metadata)).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-cudnn-cu12>=9.3.0.75',
    ]);
  });
});

it('names a cached build by everything that makes two differ', () => {
  const build = { kind: 'cpu', platform: 'linux', arch: 'x64', tfjs: '4.22.0', recipe: 1 } as const;
  const names = [
    build,
    { ...build, kind: 'gpu' as const },
    { ...build, arch: 'arm64' },
    { ...build, recipe: 2 },
  ];
  expect(new Set(names.map(cacheName)).size).toBe(names.length);
});

describe('the checksum of a wheel', () => {
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];

  it('is compared with the one the index shows', () => {
    const checksums = checksumsShown();
    checksums.note(`Found link file:///files/tensorflow-2.whl#sha256=${one} (from index.html), version: 2`);
    expect(checksums.judge('tensorflow-2.whl', one)).toBe('published');
    expect(checksums.judge('tensorflow-2.whl', two)).toBe('different');
  });

  it('is known to be published by an index that answers in JSON', () => {
    const checksums = checksumsShown();
    checksums.note('Fetched page https://index/simple/a/ as application/vnd.pypi.simple.v1+json');
    expect(checksums.judge('a.whl', one)).toBe('published');
  });

  it('is said not to be published where the index shows none', () => {
    const checksums = checksumsShown();
    checksums.note('Found link file:///wheels/a.whl, version: 2');
    expect(checksums.judge('a.whl', one)).toBe('none');
  });
});

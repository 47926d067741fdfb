import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { tensorFlow } from './load.ts';

/**
 * What TensorFlow computes on, to show and to keep with a run: `cpu (2 threads)`, or the GPU's name.
 * @returns one short phrase
 * @throws Error where TensorFlow is not loaded
 */
export function describeDevice(): string {
  if (tensorFlow().binding.isUsingGpuDevice()) return `gpu (${gpuName() ?? 'CUDA'})`;
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism();
  return `cpu (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
}

/**
 * Versions that decide what a fit computes.
 * @returns version by name: `tensorflow`, `tfjs-node`, `node`
 * @throws Error where TensorFlow is not loaded
 */
export function describeVersions(): Record<string, string> {
  const { tf, binding } = tensorFlow();
  return {
    tensorflow: binding.TF_Version,
    'tfjs-node': tf.version['tfjs-node'],
    node: process.versions.node,
  };
}

/**
 * The first NVIDIA GPU's name as its Linux driver tells it.
 * @param folder where the driver keeps a folder a GPU
 * @returns null where there is no such driver, as on Windows
 */
export function gpuName(folder = '/proc/driver/nvidia/gpus'): string | null {
  try {
    for (const gpu of readdirSync(folder).sort()) {
      const model = /^Model:\s*(.+)$/m.exec(readFileSync(join(folder, gpu, 'information'), 'utf8'))?.[1];
      if (model !== undefined) return model.trim();
    }
  } catch {
    return null;
  }
  return null;
}

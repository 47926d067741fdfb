/**
 * What a compute process can be asked to do, a file each. They are loaded when first asked for, so that a process
 * that only reads never loads TensorFlow.
 */

import type { JobTable } from '../worker.ts';

/** Every job by its kind. */
export const jobs: JobTable = {
  preview: async () => (await import('./preview.ts')).previewJob,
  import: async () => (await import('./import.ts')).importJob,
  fit: async () => (await import('./fit.ts')).fitJob,
  measure: async () => (await import('./measure.ts')).measureJob,
  neighbours: async () => (await import('./neighbours.ts')).neighboursJob,
  project: async () => (await import('./project.ts')).projectJob,
  place: async () => (await import('./place.ts')).placeJob,
  export: async () => (await import('./export.ts')).exportJob,
  encode: async () => (await import('./encode.ts')).encodeJob,
  decode: async () => (await import('./decode.ts')).decodeJob,
  draw: async () => (await import('./draw.ts')).drawJob,
  reconstruct: async () => (await import('./reconstruct.ts')).reconstructJob,
  device: async () => (await import('./device.ts')).deviceJob,
};

import { describeDevice, describeVersions, loadTensorFlow } from '../../tensor/index.ts';
import type { Job } from '../protocol.ts';

/** Loads TensorFlow and says what it runs on. */
export const deviceJob: Job<'device'> = async () => {
  await loadTensorFlow();
  return { device: describeDevice(), versions: describeVersions() };
};

import { keepPlan } from '../../datasets/keep.ts';
import { openSource } from '../../datasets/sniff.ts';
import type { Job } from '../protocol.ts';

/** Keeps a source as a dataset's array files; on failure the caller removes the folder. */
export const importJob: Job<'import'> = async ({ source, options, folder }, context) => {
  const opened = await openSource(source, context);
  try {
    return await keepPlan(await opened.plan(options, context), folder, context);
  } finally {
    opened.close();
  }
};

import { previewOf } from '../../datasets/keep.ts';
import { openSource } from '../../datasets/sniff.ts';
import type { Job } from '../protocol.ts';

/** Says what an import with these choices would keep; keeps nothing. */
export const previewJob: Job<'preview'> = async ({ source, options }, context) => {
  const opened = await openSource(source, context);
  try {
    return await previewOf(await opened.plan(options, context));
  } finally {
    opened.close();
  }
};

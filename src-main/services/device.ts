import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { toIsthmusError, type AppInfo } from '../contract/index.ts';
import type { Context } from './context.ts';

type Info = z.infer<typeof AppInfo>;

/** What set-up left on record, at the place named by `ISTHMUS_STATUS`. */
const Status = z.object({
  parts: z.object({
    tensorflow: z
      .object({ ready: z.boolean(), missing: z.string().nullable(), run: z.string().nullable() })
      .optional(),
  }),
});

/** What training would run on, as far as it is known. */
export class Device {
  readonly #context: Context;
  #device = '';
  #versions: Record<string, string> = {};
  #missing: string | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  info(): z.infer<typeof AppInfo> {
    const { version, paths, desktop } = this.#context;
    const { node, electron } = process.versions;
    return {
      version,
      home: paths.root,
      device: this.#device,
      versions: { isthmus: version, node, ...(electron !== undefined && { electron }), ...this.#versions },
      missing: this.#missing,
      desktop,
    };
  }

  /** Loads TensorFlow in the trainer to see what it runs on; what is missing becomes a sentence, not an error. */
  async probe(): Promise<Info> {
    try {
      const { device, versions } = await this.#context.trainer.run('device', {});
      this.#device = device;
      this.#versions = versions;
      this.#missing = null;
    } catch (thrown) {
      const error = toIsthmusError(thrown);
      if (error.code === 'closed') return this.info();
      this.#missing = (await missingBySetup()) ?? error.message;
      this.#context.log(`device: ${error.message}\n${error.detail ?? ''}`);
    }
    this.#context.events.publish('app.changed', {});
    return this.info();
  }
}

async function missingBySetup(): Promise<string | null> {
  const file = process.env['ISTHMUS_STATUS'];
  if (file === undefined) return null;
  try {
    const { tensorflow } = Status.parse(JSON.parse(await readFile(file, 'utf8'))).parts;
    if (!tensorflow || tensorflow.ready || tensorflow.missing === null) return null;
    const sentence = tensorflow.missing.replace(/\.?$/, '');
    return tensorflow.run === null ? `${sentence}.` : `${sentence}: run \`${tensorflow.run}\`.`;
  } catch {
    return null;
  }
}

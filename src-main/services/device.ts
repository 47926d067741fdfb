import type { z } from 'zod';
import { toIsthmusError, type AppInfo } from '../contract/index.ts';
import type { Context } from './context.ts';
import { setupParts } from './setup-status.ts';

type Info = z.infer<typeof AppInfo>;

/** What training would run on, as far as it is known. */
export class Device {
  readonly #context: Context;
  readonly #problems: () => string[];
  #device = '';
  #versions: Record<string, string> = {};
  #missing: string | null = null;

  constructor(context: Context, problems: () => string[]) {
    this.#context = context;
    this.#problems = problems;
  }

  info(): Info {
    const { version, paths, desktop } = this.#context;
    const { node, electron } = process.versions;
    return {
      version,
      home: paths.root,
      device: this.#device,
      versions: { isthmus: version, node, ...(electron !== undefined && { electron }), ...this.#versions },
      missing: this.#missing,
      problems: this.#problems(),
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
      this.#missing = (await setupParts())['tensorflow']?.missing ?? error.message;
      this.#context.log(`device: ${error.message}\n${error.detail ?? ''}`);
    }
    this.#context.events.publish('app.changed', {});
    return this.info();
  }
}

import {
  completeParams,
  dataFacts,
  epochsOfLastPhase,
  methodDefinition,
  toIsthmusError,
  type Dataset,
  type Field,
  type Run,
} from '../../../src-main/contract/index.ts';
import { EnteredParams } from '../entered.svelte.ts';

/** A run that goes on from another's training with other settings, as it is being put together. */
export class BranchForm extends EnteredParams {
  readonly run: Run;
  /** The fields that may be changed: the others decide what the weights mean. */
  readonly fields: readonly Field[];
  readonly #dataset: Dataset;
  /** One sentence where it cannot be run like this. */
  readonly error: string | null = $derived.by(() => this.#check());

  constructor(run: Run, dataset: Dataset) {
    super();
    this.run = run;
    this.#dataset = dataset;
    const { structure, fields } = methodDefinition(run.method);
    this.fields = fields.filter(({ name }) => !structure.includes(name));
    const epochs = moreEpochs(run);
    if (epochs !== null) this.given = { epochs };
  }

  #check(): string | null {
    const { method, dim, params, checkpoint, name } = this.run;
    try {
      const complete = completeParams(method, dataFacts(this.#dataset), dim, { ...params, ...this.given });
      const trained = epochsOfLastPhase(this.run, checkpoint ?? 0);
      if (Number(complete['epochs']) > trained) return null;
      return `“${name}” was trained for ${trained} epochs already: set more epochs than that to continue.`;
    } catch (thrown) {
      return toIsthmusError(thrown).message;
    }
  }
}

/** Half as many epochs again as there were, rounded up to a multiple of five; null where a run has no such number. */
export function moreEpochs(run: Pick<Run, 'params' | 'checkpoint' | 'history' | 'status'>): number | null {
  const { epochs } = run.params;
  if (typeof epochs !== 'number') return null;
  const before = Math.max(epochs, epochsOfLastPhase(run, run.checkpoint ?? 0));
  return Math.min(100_000, 5 * Math.ceil((1.5 * before) / 5));
}

/** Where such a run begins, as a sentence. */
export function branchSentence({ name, checkpoint }: Pick<Run, 'name' | 'checkpoint'>): string {
  return checkpoint === null || checkpoint === 0
    ? `A new run continues from where “${name}” is in its first epoch.`
    : `A new run continues after epoch ${checkpoint} of “${name}”, which stays as it is.`;
}

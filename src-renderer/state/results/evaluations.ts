import {
  Evaluation,
  IsthmusError,
  type Artifact,
  type Run,
  type TypedArray,
} from '../../../src-main/contract/index.ts';
import { fetchArray, fetchJson } from '../../api/arrays.ts';
import { ReadOnce } from '../read-once.ts';

/** The arrays that `Evaluation` is about. */
export type EvaluationArray =
  | 'per-sample.npy'
  | 'predicted.npy'
  | 'confusion.npy'
  | 'class-pairs.npy'
  | 'clusters.npy'
  | 'feature-errors.npy';

/** Whether what measuring found beyond single numbers was kept; it was not by earlier versions. */
export function isEvaluated({ artifacts }: Pick<Run, 'artifacts'>): boolean {
  return artifacts.some(({ name }) => name === 'evaluation.json');
}

/** What a run's measuring is told from an earlier one by; empty where it was by an earlier version. */
export function evaluationOf({ artifacts }: Pick<Run, 'artifacts'>): string {
  return artifacts.find(({ name }) => name === 'evaluation.json')?.sha256 ?? '';
}

/** A file of a run, and what it is told from an earlier one of its name by. */
export type FileVersion = Pick<Artifact, 'name' | 'sha256'> & { run: string };

/** Which of these arrays some runs have, as they are now: what is read of them is another when this is. */
export function filesOf(
  runs: readonly Pick<Run, 'id' | 'artifacts'>[],
  arrays: readonly EvaluationArray[],
): FileVersion[] {
  const names: readonly string[] = arrays;
  return runs.flatMap(({ id, artifacts }) =>
    artifacts.flatMap(({ name, sha256 }) => (names.includes(name) ? [{ run: id, name, sha256 }] : [])),
  );
}

/** Whether there is such an array: empty ones are not kept. */
export function hasArray({ artifacts }: Pick<Run, 'artifacts'>, name: EvaluationArray): boolean {
  return artifacts.some((artifact) => artifact.name === name);
}

/** What measuring found, read once a file however many views ask for it, and again when a run was re-evaluated. */
export class Evaluations {
  readonly #files = new ReadOnce();

  about(run: Run): Promise<Evaluation> {
    return this.#once(run, 'evaluation.json', () => fetchJson('runs', run.id, 'evaluation.json', Evaluation));
  }

  array(run: Run, name: EvaluationArray): Promise<TypedArray> {
    return this.#once(run, name, async () => (await fetchArray('runs', run.id, name)).data);
  }

  /** The line of an array that is about `item` of a list of the evaluation; null where there is none. */
  async line(
    run: Run,
    name: EvaluationArray,
    list: (about: Evaluation) => readonly string[],
    item: string,
  ): Promise<TypedArray | null> {
    if (!isEvaluated(run) || !hasArray(run, name)) return null;
    const [about, data] = await Promise.all([this.about(run), this.array(run, name)]);
    const names = list(about);
    const at = names.indexOf(item);
    const length = data.length / names.length;
    return at < 0 ? null : data.subarray(at * length, (at + 1) * length);
  }

  #once<T>(run: Run, name: string, read: () => Promise<T>): Promise<T> {
    const message = `${run.name} was evaluated by an earlier version: re-evaluate it.`;
    return this.#files.of(run, name, read) ?? Promise.reject(new IsthmusError('not_found', message));
  }
}

import { methodDefinition, type MethodName, type Run } from '../contract/index.ts';

/** What to call a run that was given no name: "PCA 8", and "PCA 8 (2)" where there is one already. */
export function runName(method: MethodName, dim: number, others: readonly Run[]): string {
  const { title, choosesDim } = methodDefinition(method);
  const name = choosesDim ? `${title} ${dim}` : title;
  const taken = new Set(others.map((run) => run.name));
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name} (${count})`;
    if (!taken.has(candidate)) return candidate;
  }
}

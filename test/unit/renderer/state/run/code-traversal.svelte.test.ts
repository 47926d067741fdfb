import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { IsthmusError, type CallName, type Client } from '../../../../../src-main/contract/index.ts';
import { CodeTraversal } from '../../../../../src-renderer/state/run/code-traversal.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Services that answer at once, but for decoding, which waits to be let go. */
function services() {
  const asked: [name: CallName, input: unknown][] = [];
  const decoding: ((picture: string) => void)[] = [];
  const answers: Partial<Record<CallName, (input: never) => unknown>> = {
    'models.codes': ({ rows }: { rows: number[] }) => ({
      ranges: [
        { min: -1, max: 1, mean: 0.5, deviation: 1 },
        { min: 0, max: 4, mean: 2, deviation: 1 },
      ],
      codes: rows.map((row) => [row, 1]),
    }),
    'datasets.sample': ({ row }: { row: number }) => ({ row, id: `sample ${row}`, label: null, values: [] }),
    'models.traverse': () => ({ values: [0, 1], decoded: { pictures: ['x', 'y'], columns: [] } }),
    'models.decode': () =>
      new Promise((resolve) => decoding.push((picture) => resolve({ pictures: [picture], columns: [] }))),
  };
  const client = {
    call: (name: CallName, input: never) => {
      asked.push([name, input]);
      return Promise.resolve(answers[name]?.(input));
    },
    on: () => () => undefined,
  } as unknown as Client;
  const inputs = (name: CallName): unknown[] =>
    asked.filter(([each]) => each === name).map(([, input]) => input);
  return { client, decoding, inputs };
}

function aTraversal(client: Client, failures: unknown[] = []): CodeTraversal {
  return new CodeTraversal(client, aDataset('d1'), aRun('r1', 'd1'), (thrown) => failures.push(thrown));
}

describe('a traversal of codes', () => {
  it('begins with the code that is asked for, and anew when that is another', async () => {
    const { client, inputs } = services();
    let asked = $state<number | null>(null);
    const traversal = aTraversal(client);
    traversal.follow(() => asked);
    flushSync();
    await settle();
    expect([...traversal.code]).toEqual([0.5, 2]);
    asked = 7;
    flushSync();
    await settle();
    expect([...traversal.code]).toEqual([7, 1]);
    traversal.end();
    asked = 8;
    flushSync();
    await settle();
    expect(inputs('models.codes')).toHaveLength(2);
  });

  it('begins with the means, or with the code of a sample', async () => {
    const { client } = services();
    const traversal = aTraversal(client);
    await traversal.begin(null);
    expect([...traversal.code]).toEqual([0.5, 2]);
    expect(traversal.start).toBeNull();
    await traversal.begin(7);
    expect([...traversal.code]).toEqual([7, 1]);
    expect(traversal.start?.id).toBe('sample 7');
  });

  it('decodes only the newest of the codes that a slider went through meanwhile', async () => {
    const { client, decoding, inputs } = services();
    const traversal = aTraversal(client);
    await traversal.begin(null);
    for (const value of [1, 2, 3]) traversal.set(1, value);
    decoding.shift()?.('first');
    await settle();
    expect(traversal.decoded?.pictures).toEqual(['first']);
    expect(inputs('models.decode')).toEqual([
      { run: 'r1', codes: [[0.5, 2]] },
      { run: 'r1', codes: [[0.5, 3]] },
    ]);
    decoding.shift()?.('last');
    await settle();
    expect(traversal.decoded?.pictures).toEqual(['last']);
  });

  it('shows the column that is moved through its range, from the sample it began with', async () => {
    const { client, inputs } = services();
    const traversal = aTraversal(client);
    await traversal.begin(3);
    await settle();
    traversal.set(1, 2);
    await settle();
    expect(traversal.strip?.column).toBe(1);
    expect(inputs('models.traverse')).toMatchObject([
      { row: 3, column: 0 },
      { row: 3, column: 1 },
    ]);
  });

  it('goes back to where it began', async () => {
    const { client } = services();
    const traversal = aTraversal(client);
    await traversal.begin(null);
    expect(traversal.moved).toBe(false);
    traversal.set(0, -1);
    expect(traversal.moved).toBe(true);
    traversal.reset();
    expect([traversal.moved, ...traversal.code]).toEqual([false, 0.5, 2]);
  });

  it('lets a slider reach a start beyond the range, and says nothing finer than it can show', async () => {
    const { client } = services();
    const traversal = aTraversal(client);
    await traversal.begin(7);
    expect(traversal.bounds(0)).toEqual({ min: -1, max: 7, step: 0.04 });
    traversal.set(0, 1e-9);
    expect(traversal.words(0)).toBe('0');
  });

  it('says what went wrong, and nothing any more when its page is gone', async () => {
    const failures: unknown[] = [];
    const failing = {
      call: () => Promise.reject(new IsthmusError('bad_input', 'No.')),
    } as unknown as Client;
    const traversal = aTraversal(failing, failures);
    await traversal.begin(null);
    expect(failures).toHaveLength(1);
    traversal.end();
    await traversal.begin(null);
    expect(failures).toHaveLength(1);
  });
});

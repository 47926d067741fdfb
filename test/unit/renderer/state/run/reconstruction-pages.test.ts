import { expect, test } from 'vitest';
import {
  IsthmusError,
  type CallInput,
  type CallName,
  type Client,
} from '../../../../../src-main/contract/index.ts';
import { ReconstructionPages } from '../../../../../src-renderer/state/run/reconstruction-pages.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

type Asked = CallInput<'models.reconstructions'>;

/** Services that hold back their answers until they are let go, in any order. */
function services() {
  const waiting: { asked: Asked; answer: (ids: number[]) => void; fail: () => void }[] = [];
  const client = {
    call: (name: CallName, input: Asked & { row: number }) => {
      if (name === 'datasets.sample') {
        const values = [{ name: 'width', value: 1, reconstructed: { r1: 2 } }];
        return Promise.resolve({ row: input.row, id: `sample ${input.row}`, values });
      }
      return new Promise((resolve, reject) =>
        waiting.push({
          asked: input,
          answer: (rows) => resolve({ total: 30, rows: rows.map((row) => ({ row, error: 1 })) }),
          fail: () => reject(new IsthmusError('bad_input', 'It kept no errors.')),
        }),
      );
    },
  } as unknown as Client;
  return { client, waiting };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const pictures = aDataset('d1', { kind: 'images', shape: [2, 2, 1], features: 4 });

test('the worst held-out samples come first; another order begins at its first page', async () => {
  const { client, waiting } = services();
  const pages = new ReconstructionPages(client, pictures, aRun('r1', 'd1'));
  void pages.turnTo(12);
  expect(waiting[0]?.asked).toEqual({ run: 'r1', order: 'worst', split: 'test', offset: 12, count: 12 });
  void pages.sort('best');
  void pages.choose('all');
  expect(waiting[2]?.asked).toMatchObject({ order: 'best', split: 'all', offset: 0 });
});

test('the page asked for last is shown, however late an earlier one comes', async () => {
  const { client, waiting } = services();
  const pages = new ReconstructionPages(client, pictures, aRun('r1', 'd1'));
  void pages.turnTo(0);
  void pages.turnTo(12);
  waiting[1]?.answer([5]);
  await settle();
  waiting[0]?.answer([1]);
  await settle();
  expect(pages.rows.map(({ row }) => row)).toEqual([5]);
  expect(pages.total).toBe(30);
});

test('rows of a table come with the features with the largest reconstruction error', async () => {
  const { client, waiting } = services();
  const pages = new ReconstructionPages(client, aDataset('d1'), aRun('r1', 'd1'));
  void pages.turnTo(0);
  waiting[0]?.answer([4]);
  await settle();
  expect(pages.rows[0]?.differences).toEqual([{ name: 'width', value: 1, reconstructed: 2 }]);
});

test('why there is nothing is a sentence, and gone with the next page that is there', async () => {
  const { client, waiting } = services();
  const pages = new ReconstructionPages(client, pictures, aRun('r1', 'd1'));
  void pages.turnTo(0);
  waiting[0]?.fail();
  await settle();
  expect(pages.failure).toBe('It kept no errors.');
  void pages.turnTo(0);
  waiting[1]?.answer([1]);
  await settle();
  expect(pages.failure).toBeNull();
});

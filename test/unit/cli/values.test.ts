import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricText, spreadText, table } from '../../../src-main/cli/text.ts';
import {
  idOf,
  imageSize,
  listOf,
  methodSetting,
  numberOf,
  oneOf,
  setting,
} from '../../../src-main/cli/values.ts';

describe('arguments', () => {
  it('name a record by its id, or are told where the ids are listed', () => {
    expect(idOf('run', ' ab12 ')).toBe('ab12');
    expect(() => idOf('run', '../x')).toThrow('../x is not the id of a run: `isthmus runs` lists them.');
    expect(() => idOf('dataset', 'A b')).toThrow(
      'A b is not the id of a dataset: `isthmus datasets` lists them.',
    );
  });
});

const dims = z.int().min(1).max(9);

describe('options', () => {
  it.each([
    ['epochs=20', { epochs: 20 }],
    ['learning_rate=1e-3', { learning_rate: 0.001 }],
    ['whiten=true', { whiten: true }],
    ['hidden=512,256', { hidden: [512, 256] }],
    ['hidden=128', { hidden: [128] }],
    ['hidden=', { hidden: [] }],
    ['loss=binary_crossentropy', { loss: 'binary_crossentropy' }],
  ])('--set %s is read as %j', (text, expected) => {
    expect(setting(text, {})).toEqual(expected);
  });

  it('of --set add up, the last of a name wins', () => {
    expect(setting('epochs=3', setting('epochs=2', { seed: 1 }))).toEqual({ seed: 1, epochs: 3 });
  });

  it('of --set for several methods add up by method', () => {
    const first = methodSetting('autoencoder.epochs=3', {});
    const second = methodSetting('autoencoder.hidden=8', first);
    expect(methodSetting('pca.whiten=true', second)).toEqual({
      autoencoder: { epochs: 3, hidden: [8] },
      pca: { whiten: true },
    });
  });

  it.each([
    [
      () => methodSetting('epochs=3', {}),
      '--set takes METHOD.name=value, such as autoencoder.epochs=20, not epochs=3.',
    ],
    [() => methodSetting('pca.whiten', {}), '--set takes name=value, such as epochs=20, not whiten.'],
    [() => methodSetting('magic.a=1', {}), '--set before the point takes raw, pca, '],
    [() => setting('epochs', {}), '--set takes name=value, such as epochs=20, not epochs.'],
    [() => numberOf('--dim', dims)('2.5'), '--dim takes a whole number from 1 to 9, not 2.5.'],
    [() => numberOf('--dim', dims)(''), '--dim takes a whole number from 1 to 9, not .'],
    [
      () => numberOf('--test-fraction', z.number().min(0.01).max(0.9))('2'),
      '--test-fraction takes a number from 0.01 to 0.9, not 2.',
    ],
    [() => numberOf('--row', z.int().min(0))('-1'), '--row takes a whole number of at least 0, not -1.'],
    [() => numberOf('--row', z.int().min(0))('1e2'), '--row takes a whole number of at least 0, not 1e2.'],
    [() => oneOf('--dim', [2, 3])('4'), '--dim takes 2, 3, not 4.'],
    [() => oneOf('--to', ['pca'])('umap'), '--to takes pca, not umap.'],
    [() => listOf(numberOf('--dims', dims))('2,x'), '--dims takes a whole number from 1 to 9, not x.'],
    [() => imageSize('28'), '--image-size takes a width and a height up to 1,024, such as 28x28, not 28.'],
    [() => imageSize('0x9'), '--image-size takes a width and a height up to 1,024, such as 28x28, not 0x9.'],
  ])('that cannot be used are refused with one sentence (%#)', (act, sentence) => {
    expect(act).toThrow(sentence);
  });

  it('read sizes and lists', () => {
    expect(imageSize('28x14')).toEqual({ width: 28, height: 14 });
    expect(oneOf('--dim', [2, 3])('3')).toBe(3);
    expect(listOf(numberOf('--dims', z.int().min(1)))('2, 8,32')).toEqual([2, 8, 32]);
  });
});

describe('tables', () => {
  it('align text to the left and numbers to the right', () => {
    expect(
      table(
        ['name', 'rows'],
        [
          ['a', '1,797'],
          ['longer', '8'],
        ],
      ),
    ).toBe('name     rows\na       1,797\nlonger      8\n');
  });

  it('show metrics in their units', () => {
    expect(metricText('knn_accuracy', { value: 0.9722, rows: 359 })).toBe('97.2 %');
    expect(metricText('silhouette', { value: 0.2234, rows: 359 })).toBe('0.223');
    expect(metricText('reconstruction_mse', { value: 0.001234, rows: 359 })).toBe('0.00123');
    expect(metricText('fit_seconds', { value: 1.234, rows: 1 })).toBe('1.23 s');
    expect(metricText('silhouette', { value: null, rows: 0, reason: 'no labels' })).toBe('-');
    expect(metricText('silhouette', { value: -0.2134, rows: 359 })).toBe('−0.213');
    expect(metricText('explained_variance', { value: -12.5, rows: 359 })).toBe('−1,250.0 %');
  });

  it('have metrics below zero to the right, as other numbers', () => {
    const rows = [-0.2134, 0.5, -1e-7].map((value) => ['a', metricText('silhouette', { value, rows: 9 })]);
    expect(table(['', 'silhouette'], rows)).toBe(
      '   silhouette\na      −0.213\na       0.500\na       −1e-7\n',
    );
  });

  it('show figures over several seeds with what they differ by, and of one seed as they are', () => {
    const spread = { low: 0, high: 1, count: 3 };
    expect(spreadText('knn_accuracy', { mean: 0.9722, deviation: 0.0041, ...spread })).toBe('97.2 ± 0.4 %');
    expect(spreadText('reconstruction_mse', { mean: 0.01234, deviation: 0.0002, ...spread })).toBe(
      '0.0123 ± 0.0002',
    );
    expect(spreadText('reconstruction_mse', { mean: 123.4, deviation: 5, ...spread })).toBe('123 ± 5');
    expect(spreadText('knn_accuracy', { mean: 0.9722, deviation: 0, ...spread, count: 1 })).toBe('97.2 %');
    expect(spreadText('silhouette', { mean: -0.2134, deviation: 0.01, ...spread })).toBe('−0.213 ± 0.010');
    expect(spreadText('reconstruction_mse', { mean: 12_345, deviation: 1_234, ...spread })).toBe(
      '12,345 ± 1,234',
    );
    expect(spreadText('knn_accuracy', undefined)).toBe('-');
    expect(
      table(
        ['a', 'b'],
        [
          ['x', '97.2 ± 0.4 %'],
          ['y', '2.6e-17'],
        ],
      ),
    ).toBe('a             b\nx  97.2 ± 0.4 %\ny       2.6e-17\n');
  });
});

import { describe, expect, it } from 'vitest';
import { table, metricText } from '../../../src-main/cli/text.ts';
import { idOf, imageSize, integer, listOf, number, oneOf, setting } from '../../../src-main/cli/values.ts';

describe('arguments', () => {
  it('name a record by its id, or are told where the ids are listed', () => {
    expect(idOf('run', ' ab12 ')).toBe('ab12');
    expect(() => idOf('run', '../x')).toThrow('../x is not the id of a run: `isthmus runs` lists them.');
    expect(() => idOf('dataset', 'A b')).toThrow(
      'A b is not the id of a dataset: `isthmus datasets` lists them.',
    );
  });
});

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

  it.each([
    [() => setting('epochs', {}), '--set takes name=value, such as epochs=20, not epochs.'],
    [() => integer('--dim', 1, 9)('2.5'), '--dim takes a whole number from 1 to 9, not 2.5.'],
    [() => integer('--dim', 1, 9)(''), '--dim takes a whole number from 1 to 9, not .'],
    [
      () => number('--test-fraction', 0.01, 0.9)('2'),
      '--test-fraction takes a number from 0.01 to 0.9, not 2.',
    ],
    [() => oneOf('--to', ['pca'])('umap'), '--to takes pca, not umap.'],
    [() => listOf(integer('--dims', 1, 9))('2,x'), '--dims takes a whole number from 1 to 9, not x.'],
    [() => imageSize('28'), '--image-size takes a width and a height up to 1024, such as 28x28, not 28.'],
    [() => imageSize('0x9'), '--image-size takes a width and a height up to 1024, such as 28x28, not 0x9.'],
  ])('that cannot be used are refused with one sentence (%#)', (act, sentence) => {
    expect(act).toThrow(sentence);
  });

  it('read sizes and lists', () => {
    expect(imageSize('28x14')).toEqual({ width: 28, height: 14 });
    expect(listOf(integer('--dims', 1, 99))('2, 8,32')).toEqual([2, 8, 32]);
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
  });
});

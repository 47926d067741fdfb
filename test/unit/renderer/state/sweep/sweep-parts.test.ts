import { describe, expect, it } from 'vitest';
import type { DataFacts } from '../../../../../src-main/contract/index.ts';
import { firstSizes, readSizes, sweepParts } from '../../../../../src-renderer/state/sweep/sweep-parts.ts';

const digits: DataFacts = { rows: 1_438, features: 64, classes: 10, kind: 'images', shape: [8, 8, 1] };

describe('code sizes of a sweep', () => {
  it('are powers of two up to the features, the training rows and 64', () => {
    expect(firstSizes(digits)).toEqual([2, 4, 8, 16, 32, 64]);
    expect(firstSizes({ ...digits, features: 10_304 })).toEqual([2, 4, 8, 16, 32, 64]);
    expect(firstSizes({ ...digits, features: 13 })).toEqual([2, 4, 8]);
    expect(firstSizes({ ...digits, rows: 20 })).toEqual([2, 4, 8, 16]);
  });

  it('are all there can be of few features', () => {
    expect(firstSizes({ ...digits, features: 4 })).toEqual([1, 2, 3, 4]);
    expect(firstSizes({ ...digits, features: 1 })).toEqual([1]);
  });

  it('are read each once and in order, however they are parted', () => {
    expect(readSizes('8, 2 4;8', 64)).toEqual([2, 4, 8]);
  });

  it('are refused in a sentence that names what is wrong', () => {
    expect(readSizes('2, four', 64)).toContain('“four”');
    expect(readSizes('0', 64)).toContain('“0”');
    expect(readSizes('2.5', 64)).toContain('“2.5”');
    expect(readSizes(' ', 64)).toContain('at least one');
    expect(readSizes('65', 64)).toContain('64 features');
    expect(readSizes(Array.from({ length: 51 }, (_, i) => i + 1).join(','), 64)).toContain('50');
  });
});

describe('the runs of a sweep', () => {
  const parts = (methods: Parameters<typeof sweepParts>[0], facts = digits) =>
    sweepParts(methods, [2, 8, 16], 3, facts);

  it('are one a size and seed, but one a size where chance has no part, and one of the raw features', () => {
    expect(parts(['raw', 'pca', 'autoencoder']).map(({ runs }) => runs)).toEqual([1, 3, 9]);
  });

  it('leave out sizes that a method cannot have, and say so', () => {
    expect(parts(['linear_discriminant'])).toEqual([
      {
        method: 'linear_discriminant',
        runs: 2,
        leftOut: 'Linear discriminant is left out at 16: that is above the 9 columns that 10 classes allow.',
      },
    ]);
  });

  it('leave out a method that does not fit the data, and say why', () => {
    const [part] = parts(['linear_discriminant'], { ...digits, classes: 0 });
    expect(part).toMatchObject({ runs: 0 });
    expect(part?.leftOut).toContain('labels');
  });
});

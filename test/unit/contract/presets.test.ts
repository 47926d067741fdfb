import { describe, expect, test } from 'vitest';
import { completeParams, presetNames, presets, type Preset } from '../../../src-main/contract/index.ts';

describe.each(presetNames)('the preset %s', (name) => {
  test.each([
    { rows: 120, features: 40, classes: 10, kind: 'table', shape: [40] },
    { rows: 60_000, features: 784, classes: 10, kind: 'images', shape: [784] },
  ] as const)('makes complete parameters for $rows rows', (facts) => {
    const preset: Preset = presets[name];
    const dim = preset.dim ?? 8;
    const params = preset.params(facts, dim);
    expect(completeParams(preset.method, facts, dim, params)).toMatchObject(params);
  });
});

test('the modern preset has the sizes of the 2006 paper', () => {
  const facts = { rows: 60_000, features: 784, classes: 10, kind: 'images', shape: [784] } as const;
  const { dim, params } = presets['hinton-modern'];
  expect(dim).toBe(30);
  expect(params()).toMatchObject({ hidden: [1_000, 500, 250] });
  expect(completeParams('autoencoder', facts, dim, params())).toMatchObject({ loss: 'binary_crossentropy' });
});

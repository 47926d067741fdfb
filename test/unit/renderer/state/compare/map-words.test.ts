import { describe, expect, it } from 'vitest';
import { completeMapParams, type MapName, type MapRecord } from '../../../../../src-main/contract/index.ts';
import { mapFacts, mapNote } from '../../../../../src-renderer/state/compare/map-words.ts';

const facts = { rows: 1_797, dim: 8, classes: 10, columns: 2 };

function record(to: MapName, params: Record<string, unknown>, rest: Partial<MapRecord> = {}): MapRecord {
  return {
    to,
    dim: 2,
    params: completeMapParams(to, facts, params),
    seed: 0,
    seconds: 12,
    rows: 1_797,
    fitted_on: 'all',
    aligned_to: null,
    repeatable: true,
    ended_early: false,
    facts: {},
    message: null,
    ...rest,
  };
}

describe('the note on a map', () => {
  it('names only the settings that are not the defaults, and the seed where it is another', () => {
    expect(mapNote(record('umap', {}), facts)).toBe('Default settings. Made in 12\u00a0s.');
    expect(mapNote(record('umap', { n_neighbors: 30 }, { seed: 2 }), facts)).toBe(
      'Neighbours: 30, Seed: 2. Made in 12\u00a0s.',
    );
  });

  it('calls a choice by its label, and says that such a map does not come out the same again', () => {
    expect(mapNote(record('umap', { threads: 'all' }, { repeatable: false }), facts)).toBe(
      'Threads: All: faster, not repeatable. Made in 12\u00a0s, not repeatable.',
    );
  });

  it('says that a map is told the labels, and passes on what the map says of itself', () => {
    expect(mapNote(record('lda', {}), facts)).toBe('Made in 12\u00a0s. It is given the labels.');
    expect(mapNote(record('tsne', {}, { message: 'It was ended early.' }), facts)).toBe(
      'Default settings. Made in 12\u00a0s. It was ended early.',
    );
  });

  it('counts every feature where there is no code', () => {
    const dataset = { rows: 5, features: 64, classes: [] };
    expect(mapFacts({ method: 'raw', dim: 0 }, dataset, 2)).toMatchObject({ dim: 64, classes: 0 });
    expect(mapFacts({ method: 'pca', dim: 8 }, dataset, 3)).toMatchObject({ dim: 8, columns: 3 });
  });
});

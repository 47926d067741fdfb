import { expect, test } from 'vitest';
import {
  labelOf,
  placeWords,
  sampleSentence,
} from '../../../../../src-renderer/state/compare/sample-words.ts';
import { aDataset } from '../../../records.ts';

test('a sample says what it is called, its row counted from 0, and whether it was held out', () => {
  expect(placeWords({ row: 307, id: '308', split: 'test' })).toBe('row 307 · held-out sample');
  expect(placeWords({ row: 307, id: '7.png', split: 'train' })).toBe('7.png · row 307 · training sample');
});

test('read aloud it is one sentence, with its label where there are labels', () => {
  expect(sampleSentence({ row: 307, id: '308', split: 'test' }, '3')).toBe(
    'Sample row 307, label 3, held-out sample',
  );
  expect(sampleSentence({ row: 0, id: 'a.png', split: 'train' }, null)).toBe('Sample a.png, training sample');
});

test('without a label it is unlabelled only where others have one', () => {
  expect(labelOf({ label: null }, aDataset('d'))).toBe('unlabelled');
  expect(labelOf({ label: null }, aDataset('d', { classes: [] }))).toBeNull();
  expect(labelOf({ label: 'a' }, aDataset('d'))).toBe('a');
});

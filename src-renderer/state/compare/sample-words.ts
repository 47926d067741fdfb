import type { Dataset, Sample } from '../../../src-main/contract/index.ts';
import { sampleName, sampleTitle } from '../text/row-numbers.ts';

const splitWords: Record<Sample['split'], string> = { train: 'training sample', test: 'held-out sample' };

/** The class of a sample in words; null where the dataset has no classes. */
export function labelOf(
  { label }: Pick<Sample, 'label'>,
  { classes }: Pick<Dataset, 'classes'>,
): string | null {
  return label ?? (classes.length > 0 ? 'unlabelled' : null);
}

/** What a sample is called and where it belongs: `7.png · row 307 · held-out sample`. */
export function placeWords({ row, id, split }: Pick<Sample, 'row' | 'id' | 'split'>): string {
  return `${sampleTitle(row, id)} · ${splitWords[split]}`;
}

/** A sample for who cannot see it: `Sample row 307, label 3, held-out sample`. */
export function sampleSentence(
  { row, id, split }: Pick<Sample, 'row' | 'id' | 'split'>,
  label: string | null,
): string {
  return [
    `Sample ${sampleName(row, id)}`,
    ...(label === null ? [] : [`label ${label}`]),
    splitWords[split],
  ].join(', ');
}

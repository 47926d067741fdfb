import type { Dataset } from '../../../src-main/contract/index.ts';
import type { Shown } from '../../plots/geometry/drawing-order.ts';
import { counted } from '../text/format.ts';

/** What is selected, counted. */
export interface Selection {
  total: number;
  /** One a class, then the unlabelled. */
  byClass: number[];
  /** A few of the rows, spread evenly over the selection. */
  examples: number[];
}

const maxExamples = 8;

/**
 * Counts a selection.
 * @param selected one byte a row, 1 where it is selected
 * @param labels one class index a row; -1: unlabelled
 */
export function summarise(selected: Uint8Array, labels: Int32Array, classes: number): Selection {
  const byClass = Array.from({ length: classes + 1 }, () => 0);
  let total = 0;
  selected.forEach((on, row) => {
    if (on !== 1) return;
    total += 1;
    const label = labels[row] ?? -1;
    const at = label < 0 ? classes : label;
    byClass[at] = (byClass[at] ?? 0) + 1;
  });
  return { total, byClass, examples: examplesOf(selected, total) };
}

function examplesOf(selected: Uint8Array, total: number): number[] {
  const wanted = Math.min(total, maxExamples);
  const examples: number[] = [];
  let seen = 0;
  for (let row = 0; examples.length < wanted && row < selected.length; row++) {
    if (selected[row] !== 1) continue;
    if (seen >= Math.floor((examples.length * total) / wanted)) examples.push(row);
    seen += 1;
  }
  return examples;
}

/** A class that some selected samples are of. */
export interface SelectedClass {
  index: number;
  name: string;
  size: number;
}

/**
 * The classes that are selected of, the largest part first.
 * @param nameOf by place in `byClass`; empty for samples of a dataset without classes
 */
export function selectedClasses(
  { byClass }: Pick<Selection, 'byClass'>,
  nameOf: (index: number) => string,
): SelectedClass[] {
  return byClass
    .map((size, index) => ({ index, size, name: nameOf(index) }))
    .filter(({ size, name }) => size > 0 && name !== '')
    .toSorted((a, b) => b.size - a.size);
}

/** Which samples the maps show, and how they are told apart. */
export function shownWords(shown: Shown, { train, test }: Dataset['splits']): string {
  const heldOut = counted(test, 'held-out sample');
  const training = counted(train, 'training sample');
  switch (shown) {
    case 'all':
      return `${heldOut} solid, ${training} faint.`;
    case 'test':
      return `The ${heldOut}.`;
    case 'train':
      return `The ${training}.`;
  }
}

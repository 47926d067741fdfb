import type { Dialect } from '../../../../src-main/datasets/csv/dialect.ts';

/** The dialect of `a,b` above rows of numbers. */
export const plain: Dialect = {
  delimiter: ',',
  packed: false,
  encoding: 'utf-8',
  skip: 1,
  comments: false,
  header: ['a', 'b'],
  columns: 2,
  underscores: false,
  decimalComma: false,
};

/** Names that say a file is a table in text: CSV, TSV, and what the UCI repository calls them. */
const tableName = /\.(csv|tsv|tab|txt|data|dat|tra|tes|hol|train|test)(\.gz)?$/i;

/** Whether a name says that the file is a table in text. */
export function isTableName(name: string): boolean {
  return tableName.test(name);
}

/** A file's name without folders and extensions: `train/X_train.csv.gz` is `X_train`. */
export function stemOf(name: string): string {
  const file = name.split('/').at(-1) ?? name;
  return file.replace(/(\.(gz|csv|tsv|tab|txt|data|dat|tra|tes|hol|npy))+$/i, '');
}

const trainWord = /(^|[^a-z])train(ing)?([^a-z]|$)|\.tra$/i;
const testWord = /(^|[^a-z])test(ing)?([^a-z]|$)|\.tes$/i;

/** 'train' or 'test' where a file's name says so: `X_train.npy`, `test.csv`, `optdigits.tra`. */
export function splitOfFile(name: string): 'train' | 'test' | null {
  const file = (name.split('/').at(-1) ?? name).replace(/\.gz$/i, '');
  return testWord.test(file) ? 'test' : trainWord.test(file) ? 'train' : null;
}

/** The stem without the word that tells train from test, in lower case: both files of a pair have the same. */
export function pairStem(name: string): string {
  return stemOf(name)
    .toLowerCase()
    .replace(/(^|[^a-z])(train|test)(ing)?(?=[^a-z]|$)/g, '$1')
    .replace(/[^a-z0-9]+/g, '');
}

const labelNames = [
  'label',
  'labels',
  'class',
  'classes',
  'target',
  'targets',
  'species',
  'y',
  'category',
  'variety',
  'diagnosis',
  'cell_type',
  'celltype',
  'bulk_labels',
  'digit',
  'type',
  'outcome',
  'quality',
];

/** How clearly a column's name says that it is the label: 0 is clearest, -1 is not at all. */
export function labelRank(column: string): number {
  return labelNames.indexOf(column.trim().toLowerCase().replaceAll(' ', '_'));
}

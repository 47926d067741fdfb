/**
 * From a dropped folder or file to a dataset: the loader that recognises it, the plan that preview and import share,
 * the split, the recipe, and the matrix reader. Each format has a folder; this file tries them in turn.
 */

import { count, badInput, type ResolvedSource } from '../contract/index.ts';
import { csv } from './csv/csv.ts';
import { idx } from './idx/idx.ts';
import { images } from './images/images.ts';
import type { Loader, Opened } from './loader.ts';
import { npy } from './npy/npy.ts';
import { list, shown } from './text.ts';
import { openTree, type FileTree } from './source/tree.ts';
import type { Work } from './work.ts';

/** In this order: array files say what they are; a CSV among pictures holds their labels; any text may be a table. */
const loaders: readonly Loader[] = [idx, npy, images, csv];

const reads = 'Isthmus reads picture folders, CSV and TSV tables, NPY arrays and IDX files';

/**
 * Finds the loader that recognises a source. The caller closes what is returned.
 * @throws IsthmusError `bad_input` or `not_found` with one sentence where nothing can be made of it; `cancelled`
 */
export async function openSource(source: ResolvedSource, work: Work): Promise<Opened> {
  const tree = await openTree(source, work);
  if (tree.entries.length === 0) throw nothingIn(tree);
  for (const loader of loaders) {
    const opened = await loader.recognise(tree, work);
    if (opened !== null) return opened;
  }
  throw unknown(tree);
}

function nothingIn(tree: FileTree): Error {
  const [skipped] = tree.skipped;
  const why =
    skipped === undefined ? 'is empty' : `holds nothing to read (${shown(skipped.file)} ${skipped.reason})`;
  return badInput(`${shown(tree.name)} ${why}: choose a folder or file with data; ${reads}.`);
}

function unknown(tree: FileTree): Error {
  const names = tree.entries.map(({ name }) => name);
  const archive = names.find((name) =>
    /\.(npz|zip|tar|tgz|7z|rar|xlsx?|parquet|mat|h5|h5ad|pkl)(\.gz)?$/i.test(name),
  );
  if (archive !== undefined) {
    return badInput(
      `${shown(archive)} is of a kind that cannot be read here: unpack it, or save it as CSV or NPY; ${reads}.`,
    );
  }
  if (tree.single) return badInput(`${shown(tree.name)} is of a kind that is not known: ${reads}.`);
  return badInput(
    `Nothing in ${shown(tree.name)} is known among its ${count(names.length)} files (${list(names, 3)}): ${reads}.`,
  );
}

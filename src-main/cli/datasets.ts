import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ImportOptions, IsthmusError, id as idShape, seed, type Dataset } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { count, counted, table } from './text.ts';
import { imageSize, numberOf } from './values.ts';

interface ImportFlags extends CommonOptions {
  name?: string;
  labelColumn?: string;
  imageSize?: { width: number; height: number };
  testFraction?: number;
  seed?: number;
  followLinks?: boolean;
}

export function addDatasetCommands(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'import <path>', 'keep a folder or file as a dataset')
    .option('--name <name>', 'its name')
    .option('--label-column <column>', 'the column of a table that holds the labels')
    .option('--image-size <WxH>', 'the size pictures are scaled to', imageSize)
    .option(
      '--test-fraction <f>',
      'the share of rows held out',
      numberOf('--test-fraction', ImportOptions.shape.test_fraction),
    )
    .option('--seed <s>', 'the seed of the split', numberOf('--seed', seed))
    .option('--follow-links', 'also read what links in the folder lead to outside of it')
    .action((path: string, flags: ImportFlags) =>
      act(
        program,
        flags,
        async (session) => ({
          dataset: summary(await importPath(session, path, optionsOf(flags), flags.followLinks)),
        }),
        ({ dataset }) => describe(dataset),
      ),
    );

  command(isthmus, 'datasets', 'list the datasets that are kept').action((flags: CommonOptions) =>
    act(
      program,
      flags,
      async ({ client }) => ({ datasets: (await client.call('datasets.list', {})).map(summary) }),
      ({ datasets }) =>
        datasets.length === 0
          ? 'There are no datasets yet: `isthmus import PATH` keeps one.\n'
          : table(
              ['id', 'name', 'kind', 'rows', 'features', 'classes'],
              datasets.map((each) => [
                each.id,
                each.name,
                each.kind,
                count(each.rows),
                count(each.features),
                count(each.classes.length),
              ]),
            ),
    ),
  );
}

function optionsOf({ name, labelColumn, imageSize: size, testFraction, seed }: ImportFlags): ImportOptions {
  return {
    ...(name !== undefined && { name }),
    ...(labelColumn !== undefined && { label_column: labelColumn }),
    ...(size !== undefined && { image_size: size }),
    ...(testFraction !== undefined && { test_fraction: testFraction }),
    ...(seed !== undefined && { seed }),
  };
}

async function importPath(
  { client, signal, progress }: Session,
  path: string,
  options: ImportOptions,
  follow_links = false,
): Promise<Dataset> {
  const source = { path, follow_links };
  return client.call('datasets.import', { source, options, task: progress.task }, { signal });
}

/**
 * Does something with the dataset that was meant: one that is kept, by its id, or a path, which is imported with the
 * loader's own choices. Where the same data is kept already, that one is used and no second made; where nothing
 * comes of it (a parameter is refused), what was imported for it goes again.
 * @throws IsthmusError `not_found` where it is neither
 */
export async function withDataset<T>(
  session: Session,
  meant: string,
  work: (dataset: Dataset) => Promise<T>,
): Promise<T> {
  const { client, progress } = session;
  const kept = await client.call('datasets.list', {});
  const known = idShape.safeParse(meant).success ? kept.find(({ id }) => id === meant) : undefined;
  if (known) return work(known);
  if (!existsSync(meant)) {
    throw new IsthmusError(
      'not_found',
      `There is no dataset and no file called ${meant}: \`isthmus datasets\` lists what is kept.`,
    );
  }
  const fresh = await importPath(session, meant, {});
  const twin = kept.find(({ hash, name }) => hash === fresh.hash && name === fresh.name);
  if (twin) {
    await forget(session, fresh);
    progress.say(`The same data is kept already, as dataset ${twin.id}.`);
    return work(twin);
  }
  try {
    return await work(fresh);
  } catch (error) {
    const runs = await client.call('runs.list', { dataset: fresh.id });
    if (runs.length === 0) await forget(session, fresh);
    throw error;
  }
}

/** Removes for good what was imported in vain. */
async function forget({ client }: Session, { id }: Dataset): Promise<void> {
  await client.call('datasets.delete', { dataset: id });
  await client.call('trash.empty', { ids: [id] });
}

function summary(dataset: Dataset) {
  const { id, name, kind, rows, features, classes, shape, splits, skipped, warnings } = dataset;
  return { id, name, kind, rows, features, classes, shape, splits, skipped, warnings };
}

function describe(dataset: ReturnType<typeof summary>): string {
  const { id, name, rows, features, classes, splits, skipped, warnings } = dataset;
  const labels = classes.length > 0 ? `, ${counted(classes.length, 'class', 'classes')}` : ', no labels';
  return [
    `${name} is kept as dataset ${id}.`,
    `${counted(rows, 'sample')} × ${counted(features, 'feature')}${labels}; ${count(splits.train)} to train, ${count(splits.test)} held out.`,
    ...warnings,
    ...(skipped.length > 0 ? [`Skipped ${count(skipped.length)}:`] : []),
    ...skipped.slice(0, 20).map(({ file, reason }) => `  ${file}: ${reason}`),
    ...(skipped.length > 20 ? [`  and ${count(skipped.length - 20)} more; --json lists them all.`] : []),
    '',
  ].join('\n');
}

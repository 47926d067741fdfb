import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../src-main/tensor/random.ts';
import { unpackHome } from '../fixtures/home-0.1.0/unpack.ts';
import type { Program } from './program.ts';
import type { Records } from './whole.ts';

/** Homes in the states that operations begin with, each made once and copied for every kill. */
export interface Prepared {
  folder: string;
  /** The table that is imported. */
  table: string;
  /** A folder of pictures. */
  pictures: string;
  dataset: string;
  /** A finished run of PCA with a map. */
  pca: string;
  /** A finished run with a checkpoint. */
  autoencoder: string;
}

type Home = 'filled' | 'trashed' | 'old' | 'copied' | 'lost';

/** What is killed. */
export interface Operation {
  home: Home;
  args(prepared: Prepared): string[];
  /** What it may take away, as in `runs/m2n8`: nothing, for most. */
  removes?(prepared: Prepared): string[];
  /** What it may change, beside what it adds: nothing, for most; else all that can be. */
  changes?(prepared: Prepared): string[];
  /** Whether the database may be missing until it was done: the next command is the same again. */
  repeats?: boolean;
  /** Where it cannot be done twice: whether it was done. */
  isDone?(prepared: Prepared, records: Records): boolean;
}

const isDeleted = ({ pca }: Prepared, records: Records): boolean =>
  records.get(`runs/${pca}`)?.row['deleted'] !== null;
const ofPca = ({ pca }: Prepared): string[] => [`runs/${pca}`];
const small = ['--set', 'epochs=4', '--set', 'hidden=4'];

/** Every operation that changes something in a home. */
export const operations: Record<string, Operation> = {
  import: { home: 'filled', args: ({ table }) => ['import', table, '--name', 'again'] },
  'import pictures': { home: 'filled', args: ({ pictures }) => ['import', pictures] },
  'run autoencoder': {
    home: 'filled',
    args: ({ dataset }) => ['run', dataset, '--method', 'autoencoder', '--dim', '2', ...small],
  },
  'run pca': { home: 'filled', args: ({ dataset }) => ['run', dataset, '--method', 'pca', '--dim', '3'] },
  branch: { home: 'filled', args: ({ autoencoder }) => ['branch', autoencoder, '--set', 'epochs=8'] },
  'map anew': {
    home: 'filled',
    args: ({ pca }) => ['project', pca, '--to', 'umap', '--seed', '1', '--set', 'n_epochs=50'],
    changes: ofPca,
  },
  'measure anew': { home: 'filled', args: ({ pca }) => ['measure', pca, '--k', '7'], changes: ofPca },
  export: { home: 'filled', args: ({ pca, folder }) => ['export', pca, '--to', join(folder, 'exported')] },
  'export parquet': {
    home: 'filled',
    args: ({ pca, folder }) => ['export', pca, '--to', join(folder, 'exported'), '--format', 'parquet'],
  },
  delete: { home: 'filled', args: ({ pca }) => ['delete', pca], changes: ofPca, isDone: isDeleted },
  undelete: {
    home: 'trashed',
    args: ({ pca }) => ['undelete', pca],
    changes: ofPca,
    isDone: (prepared, records) => !isDeleted(prepared, records),
  },
  'trash --empty': { home: 'trashed', args: () => ['trash', '--empty'], removes: ofPca },
  migrate: { home: 'old', args: () => ['runs'] },
  backup: { home: 'filled', args: () => ['backup'] },
  restore: { home: 'copied', args: () => ['restore'], repeats: true },
  repair: { home: 'lost', args: () => ['repair'], repeats: true },
};

/** Makes the homes. */
export async function prepare(program: Program, folder: string): Promise<Prepared> {
  const table = join(folder, 'table.csv');
  writeFileSync(table, tableOf(200, 8));
  const pictures = join(folder, 'pictures');
  await writePictures(pictures, 12);
  const at = (home: Home): string => join(folder, home);
  const done = async (home: Home, ...args: string[]): Promise<Record<string, { id: string }>> => {
    const { code, stdout, stderr } = await program.run(at(home), args);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, { id: string }>;
  };
  const dataset = (await done('filled', 'import', table))['dataset']?.id ?? '';
  const pca = (await done('filled', 'run', dataset, '--method', 'pca', '--dim', '2'))['run']?.id ?? '';
  await done('filled', 'project', pca, '--to', 'umap', '--set', 'n_epochs=50');
  const trained = await done('filled', 'run', dataset, '--method', 'autoencoder', '--dim', '2', ...small);
  await done('filled', 'sweep', dataset, '--methods', 'pca', '--dims', '1', '--seeds', '1');
  cpSync(at('filled'), at('trashed'), { recursive: true });
  await done('trashed', 'delete', pca);
  cpSync(at('filled'), at('copied'), { recursive: true });
  await done('copied', 'backup');
  cpSync(at('copied'), at('lost'), { recursive: true });
  for (const name of readdirSync(at('lost')).filter((each) => each.startsWith('isthmus.sqlite'))) {
    rmSync(join(at('lost'), name));
  }
  mkdirSync(at('old'));
  await unpackHome(at('old'));
  return { folder, table, pictures, dataset, pca, autoencoder: trained['run']?.id ?? '' };
}

/** A copy of the home that an operation begins with, in place of the one before. */
export function freshHome({ folder }: Prepared, { home }: Operation): string {
  const copy = join(folder, 'home');
  for (const old of [copy, join(folder, 'exported')]) if (existsSync(old)) rmSync(old, { recursive: true });
  cpSync(join(folder, home), copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Small pictures of two classes, each in its folder. */
async function writePictures(folder: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const shade = (20 * i) % 256;
    const parent = join(folder, i % 2 === 0 ? 'even' : 'odd');
    mkdirSync(parent, { recursive: true });
    const picture = { width: 8, height: 8, channels: 3, background: { r: shade, g: shade, b: 99 } } as const;
    await sharp({ create: picture })
      .png()
      .toFile(join(parent, `${i}.png`));
  }
}

/** Numbers round the middles of three classes, as CSV. */
function tableOf(rows: number, features: number): string {
  const random = new Random(1);
  const names = Array.from({ length: features }, (_, i) => `f${i}`);
  const lines = Array.from({ length: rows }, (_, row) =>
    [...names.map(() => (random.normal() + 2 * (row % 3)).toFixed(3)), `class ${row % 3}`].join(),
  );
  return `${[[...names, 'label'].join(), ...lines].join('\n')}\n`;
}

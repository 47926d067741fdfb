import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..', '..');
const { forbidden, options } = createRequire(import.meta.url)(
  join(root, '.dependency-cruiser.cjs'),
) as Required<Pick<IConfiguration, 'forbidden' | 'options'>>;

/** Imports between files that are not there, with what is said of them; null: they may. */
const imports: [from: string, to: string, rule: string | null][] = [
  ['src-main/metrics/evaluate.ts', 'src-main/metrics/structure/a.ts', null],
  ['src-main/metrics/structure/b.ts', 'src-main/metrics/clustering/a.ts', null],
  ['src-main/metrics/clustering/b.ts', 'src-main/metrics/structure/c.ts', 'src-main/metrics: clustering'],
  ['src-main/metrics/clustering/c.ts', 'src-main/metrics/evaluate.ts', 'src-main/metrics: clustering'],
  ['src-main/datasets/csv/a.ts', 'src-main/datasets/source/a.ts', null],
  ['src-main/datasets/source/b.ts', 'src-main/datasets/csv/b.ts', 'src-main/datasets: source'],
  ['src-main/tensor/neighbours/a.ts', 'src-main/tensor/linalg/a.ts', null],
  ['src-main/tensor/tf/a.ts', 'src-main/tensor/linalg/b.ts', 'src-main/tensor: tf'],
  ['src-main/methods/training/a.ts', 'src-main/methods/network/a.ts', null],
  ['src-main/methods/network/b.ts', 'src-main/methods/training/b.ts', 'src-main/methods: network'],
  ['src-main/services/index.ts', 'src-main/services/comparison/a.ts', null],
  ['src-main/services/queue.ts', 'src-main/services/comparison/b.ts', 'comparison-behind-the-services'],
  ['src-main/metrics/structure/d.ts', 'src-main/datasets/csv/c.ts', 'src-main: metrics'],
  ['src-renderer/plots/map/a.ts', 'src-renderer/plots/painters/a.ts', null],
  ['src-renderer/plots/painters/b.ts', 'src-renderer/plots/map/b.ts', 'src-renderer/plots: painters'],
  ['src-renderer/plots/charts/a.ts', 'src-renderer/state/a.ts', 'src-renderer: plots'],
  ['src-renderer/state/compare/a.ts', 'src-renderer/state/results/a.ts', null],
  ['src-renderer/state/results/b.ts', 'src-renderer/state/compare/b.ts', 'src-renderer/state: results'],
  ['src-renderer/state/app/a.ts', 'src-renderer/state/import/a.ts', 'src-renderer/state: app'],
  ['src-renderer/state/text/a.ts', 'src-renderer/state/watch.svelte.ts', 'src-renderer/state: text'],
  ['src-renderer/state/loaded.svelte.ts', 'src-renderer/state/limits.ts', null],
  ['src-renderer/views/compare/a.ts', 'src-renderer/views/sweep/a.ts', null],
  ['src-renderer/views/shared/a.ts', 'src-renderer/views/run/a.ts', 'src-renderer/views: shared'],
  ['src-renderer/api/a.ts', 'src-main/store/a.ts', 'renderer-imports-contract-alone'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-rooms-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'a' });
}

/** What is said of the files written so far: the rule, and both files. */
async function said(): Promise<string[]> {
  const { tsConfig: _, ...others } = options;
  const { output } = await cruise(
    ['src-main', 'src-renderer'],
    { ...others, baseDir: folder, ruleSet: { forbidden }, validate: true },
    { ...others.enhancedResolveOptions, extensions: ['.ts'] },
  );
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} > ${to}`,
  );
}

it('a room imports what is written down for it, and nothing else', async () => {
  for (const [from, to] of imports) {
    const path = posix.relative(posix.dirname(from), to);
    write(from, `import '${path.startsWith('.') ? path : `./${path}`}';\n`);
    write(to, '');
  }
  expect((await said()).sort()).toEqual(
    imports.flatMap(([from, to, rule]) => (rule === null ? [] : [`${rule}: ${from} > ${to}`])).sort(),
  );
});

it.each(['src-main/contract', 'src-renderer/state/run'])(
  'two files do not import each other, not even types: %s',
  async (folder) => {
    write(`${folder}/one.ts`, `import type { Two } from './two.ts';\nexport type One = Two[];\n`);
    write(`${folder}/two.ts`, `import type { One } from './one.ts';\nexport type Two = One[];\n`);
    expect(await said()).toContain(`no-circles: ${folder}/one.ts > ${folder}/two.ts`);
  },
);

it('the rooms are those there are: each that is named exists, and each folder beside it is named', () => {
  const named = new Map<string, string[]>();
  for (const { name = '' } of forbidden) {
    const [folder, room] = name.split(': ');
    if (folder && room) named.set(folder, [...(named.get(folder) ?? []), ...room.split('|')]);
  }
  expect(named.size).toBeGreaterThan(8);
  for (const [folder, rooms] of named) {
    const there = readdirSync(join(root, folder), { withFileTypes: true });
    const folders = there.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(rooms, folder).toEqual(expect.arrayContaining(folders));
    for (const room of rooms)
      expect(globSync(`${room}{,.*}`, { cwd: join(root, folder) }), room).toHaveLength(1);
  }
});

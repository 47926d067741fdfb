import { globSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** The projects that `tsc --build` compiles for `npm run typecheck`, by the path that tsconfig.json names. */
const projects = new Map(
  (
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config.references as { path: string }[]
  ).map(({ path }) => {
    const file = join(root, path.endsWith('.json') ? path : join(path, 'tsconfig.json'));
    const { config } = ts.readConfigFile(file, ts.sys.readFile);
    return [path, ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), undefined, file)] as const;
  }),
);

const sourceOf = {
  node: `import { readFileSync } from 'node:fs';\nexport const text = readFileSync('a', 'utf8');\n`,
  bareNode: `import { readFileSync } from 'fs';\nexport const text = readFileSync('a', 'utf8');\n`,
  process: `export const home = process.env['HOME'];\n`,
  page: `export const title = document.title;\n`,
  overrun: `export const next = (values: Float64Array): number => values[values.length];\n`,
};
type Probe = keyof typeof sourceOf;

/** Library files are the same in every project, and take most of the time. */
const parsedFiles = new Map<string, ts.SourceFile | undefined>();

/** Of files that use one thing each, those that the compiler refuses as part of a project. */
function refused(project: string): Probe[] {
  const parsed = projects.get(project);
  if (!parsed) throw new Error(`tsconfig.json has no project ${project}`);
  const folder = dirname(parsed.fileNames[0] ?? root);
  const probes = new Map(
    Object.entries(sourceOf).map(([name, source]) => [join(folder, `probe-${name}.ts`), source]),
  );
  const host = ts.createCompilerHost(parsed.options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, version) => {
    const probe = probes.get(resolve(name));
    if (probe !== undefined) return ts.createSourceFile(name, probe, version);
    if (!parsedFiles.has(name)) parsedFiles.set(name, getSourceFile.call(host, name, version));
    return parsedFiles.get(name);
  };
  const program = ts.createProgram([...probes.keys()], { ...parsed.options, noEmit: true }, host);
  return (Object.keys(sourceOf) as Probe[]).filter(
    (name) => program.getSemanticDiagnostics(program.getSourceFile(join(folder, `probe-${name}.ts`))).length,
  );
}

it('the renderer has the page and nothing of Node', () => {
  expect(refused('src-renderer')).toEqual(['node', 'bareNode', 'process', 'overrun']);
});

it('plots have the page and nothing of Node, and read past an end as a number', () => {
  expect(refused('src-renderer/plots')).toEqual(['node', 'bareNode', 'process']);
});

it('the main side has Node and nothing of the page', () => {
  expect(refused('src-main')).toEqual(['page', 'overrun']);
});

it('the numeric rooms have Node and nothing of the page, and read past an end as a number', () => {
  expect(refused('src-main/tsconfig.numeric.json')).toEqual(['page']);
});

it('the contract has neither', () => {
  expect(refused('src-main/contract')).toEqual(['node', 'bareNode', 'process', 'page', 'overrun']);
});

it('every source file is compiled by one project', () => {
  const compiled = [...projects.values()].flatMap(({ fileNames }) =>
    fileNames.map((name) => relative(root, name)),
  );
  const sources = globSync('{src-main,src-renderer,test}/**/*.{ts,mjs}', { cwd: root }).filter(
    (name) => !name.includes('node_modules'),
  );
  expect(sources.length).toBeGreaterThan(500);
  expect(compiled.filter((name) => /^(src-|test)/.test(name)).sort()).toEqual(sources.sort());
});

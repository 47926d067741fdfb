import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCommand } from '../../../src-main/cli/command.ts';
import { metricGroups, metricInfos } from '../../../src-main/contract/index.ts';
import { mapDefinition, mapNames } from '../../../src-main/contract/maps/index.ts';
import { methodDefinition, methodNames, presetNames } from '../../../src-main/contract/methods/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];

/** The cells of every table line of a document. */
const lines = (name: string): string[][] =>
  read(name)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /, '').replace(/ \|$/, '').trim()));

/** The part of a document under a heading that begins with some text. */
function section(document: string, heading: string): string {
  const parts = read(document).split(/^(?=## )/m);
  const part = parts.find((one) => one.startsWith(`## ${heading}`));
  if (part === undefined) throw new Error(`${document} has no section ${heading}`);
  return part;
}

const bound = (value: number): string => String(value).replace('-', '−').replace('Infinity', '∞');

describe('the README', () => {
  test('is read in a few minutes: at most 130 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(130);
  });
});

describe.each(documents)('%s', (document) => {
  test('refers to files and headings that are there', () => {
    const missing = [
      ...read(document).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g),
    ].filter(([, path = '', anchor]) => {
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(root, file))) return true;
      if (anchor === undefined) return false;
      const anchors = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
        text
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
      return !anchors.includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  test('names files of the code that are there', () => {
    const named = [
      ...read(document).matchAll(/`((?:src-main|src-renderer|test|docs|resources)\/[\w./-]+)`/g),
    ].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('docs/metrics.md', () => {
  test.each(metricInfos)('says of $name its title, range, best value and source', (info) => {
    const line = lines('docs/metrics.md').find(([name]) => name === `\`${info.name}\``);
    const [low, high] = info.bounds;
    const best = info.better === null ? '' : bound(info.better === 'higher' ? high : low);
    expect(line?.slice(1, 4)).toEqual([info.title, `${bound(low)} to ${bound(high)}`, best]);
    expect(line?.[4]).not.toBe('');
    if (info.source !== '') expect(line?.[5]).toContain(`(${info.source})`);
    expect(section('docs/metrics.md', metricGroups[info.group])).toContain(`\`${info.name}\``);
  });

  test('has no metric that there is not', () => {
    const named = lines('docs/metrics.md').flatMap(([name = '']) => /^`(\w+)`$/.exec(name)?.[1] ?? []);
    expect(named.toSorted()).toEqual(metricInfos.map(({ name }) => name).toSorted());
  });
});

describe('docs/methods.md', () => {
  test.each(methodNames)('says of %s its parameters and its source', (name) => {
    const { fields, source } = methodDefinition(name);
    const text = section('docs/methods.md', `\`${name}\``);
    if (source !== '') expect(text).toContain(`(${source})`);
    const common = section('docs/methods.md', '`autoencoder`');
    const known = text.includes(' as above') || /_autoencoder$/.test(name) ? text + common : text;
    expect(fields.filter((field) => !known.includes(`\`${field.name}\``)).map((field) => field.name)).toEqual(
      [],
    );
  });

  test.each(presetNames)('has the preset %s', (name) => {
    expect(section('docs/methods.md', 'Presets')).toContain(`\`${name}\``);
  });
});

describe('docs/maps.md', () => {
  test.each(mapNames)('says of %s its parameters, and whether it places new rows', (name) => {
    const { fields, places } = mapDefinition(name);
    const line = lines('docs/maps.md').find(([first]) => first === `\`${name}\``);
    expect(line?.[2]).toBe(places ? 'yes' : 'no');
    const text = fields.length === 0 ? '' : section('docs/maps.md', `Parameters of \`${name}\``);
    expect(fields.filter((field) => !text.includes(`\`${field.name}\``)).map((field) => field.name)).toEqual(
      [],
    );
  });
});

test('docs/cli.md shows every command that the command line has', () => {
  const { commands } = buildCommand({ version: '1.2.3', resources: '', pages: '', compute: '' });
  const names = commands.map((command) => command.name());
  expect(names.filter((name) => !read('docs/cli.md').includes(`isthmus ${name}`))).toEqual([]);
});

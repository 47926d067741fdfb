import type { z } from 'zod';
import {
  badInput,
  count,
  ImportOptions,
  isWithin,
  limitsOf,
  mapDefinition,
  mapNames,
  methodDefinition,
  methodNames,
  rangeWords,
  type MethodName,
} from '../contract/index.ts';

/** A parser for an option that takes the numbers of a schema, such as that of the call it is for. */
export function numberOf(option: string, schema: z.ZodType): (text: string) => number {
  const limits = limitsOf(schema);
  return (text) => {
    const value = Number(text);
    const isPlain = !limits.integer || /^-?\d+$/.test(text.trim());
    if (text.trim() !== '' && isPlain && isWithin(value, limits)) return value;
    throw badInput(`${option} takes ${rangeWords(limits)}, not ${text}.`);
  };
}

/** A parser for an option that takes one of some words or numbers. */
export function oneOf<T extends string | number>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => String(each) === text);
    if (choice !== undefined) return choice;
    throw badInput(`${option} takes ${choices.join(', ')}, not ${text}.`);
  };
}

/** A parser for an option that takes several, separated by commas. */
export function listOf<T>(one: (text: string) => T): (text: string) => T[] {
  return (text) => text.split(',').map((part) => one(part.trim()));
}

const lists = {
  run: '`isthmus runs` lists them',
  dataset: '`isthmus datasets` lists them',
  'run or sweep': '`isthmus runs` and `isthmus sweeps DATASET` list them',
  'dataset, sweep or run': '`isthmus datasets`, `isthmus runs` and `isthmus trash` list them',
} as const;

/** An argument that names a record by its id. */
export function idOf(what: keyof typeof lists, text: string): string {
  if (/^[a-z0-9]{4,32}$/.test(text.trim())) return text.trim();
  throw badInput(`${text} is not the id of a ${what}: ${lists[what]}.`);
}

const { width: widths, height: heights } = ImportOptions.shape.image_size.unwrap().shape;
const [widthLimits, heightLimits] = [limitsOf(widths), limitsOf(heights)];

/** `28x28` as a width and a height. */
export function imageSize(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/i.exec(text.trim()) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (isWithin(size.width, widthLimits) && isWithin(size.height, heightLimits)) return size;
  const limit = count(Math.min(widthLimits.max, heightLimits.max));
  throw badInput(`--image-size takes a width and a height up to ${limit}, such as 28x28, not ${text}.`);
}

/**
 * Adds one `name=value` of `--set` to those before it. Numbers, booleans and lists are read as such: `epochs=5`,
 * `whiten=true`, `hidden=512,256`.
 */
export function setting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value] = /^([a-z][a-z0-9_]*)=(.*)$/.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) {
    throw badInput(`--set takes name=value, such as epochs=20, not ${text}.`);
  }
  return { ...before, [name]: read(name, value.trim()) };
}

export type MethodSettings = Partial<Record<MethodName, Record<string, unknown>>>;

/** The same for several methods: `METHOD.name=value`. */
export function methodSetting(text: string, before: MethodSettings): MethodSettings {
  const [, named, rest] = /^([^.=]+)\.(.*)$/.exec(text.trim()) ?? [];
  if (named === undefined || rest === undefined) {
    throw badInput(`--set takes METHOD.name=value, such as autoencoder.epochs=20, not ${text}.`);
  }
  const method = oneOf('--set before the point', methodNames)(named);
  return { ...before, [method]: setting(rest, before[method] ?? {}) };
}

/** Parameters that are lists even when they hold one number, or none. */
const listed = new Set(
  [...methodNames.map(methodDefinition), ...mapNames.map(mapDefinition)].flatMap(({ fields }) =>
    fields.filter(({ type }) => type === 'sizes').map(({ name }) => name),
  ),
);

function read(name: string, text: string): unknown {
  if (listed.has(name)) return text === '' ? [] : text.split(',').map(scalar);
  return text.includes(',') ? text.split(',').map(scalar) : scalar(text);
}

function scalar(text: string): unknown {
  const bare = text.trim();
  if (bare === 'true' || bare === 'false') return bare === 'true';
  return bare !== '' && Number.isFinite(Number(bare)) ? Number(bare) : bare;
}

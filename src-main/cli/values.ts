import { badInput } from '../contract/index.ts';

/** A parser for an option that takes a whole number. */
export function integer(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text.trim()) && value >= least && value <= most) return value;
    throw badInput(`${option} takes a whole number from ${least} to ${most}, not ${text}.`);
  };
}

/** A parser for an option that takes a number. */
export function number(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw badInput(`${option} takes a number from ${least} to ${most}, not ${text}.`);
  };
}

/** A parser for an option that takes one of some words. */
export function oneOf<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice !== undefined) return choice;
    throw badInput(`${option} takes ${choices.join(', ')}, not ${text}.`);
  };
}

/** A parser for an option that takes several, separated by commas. */
export function listOf<T>(one: (text: string) => T): (text: string) => T[] {
  return (text) => text.split(',').map((part) => one(part.trim()));
}

/** An argument that names a record by its id. */
export function idOf(what: 'run' | 'dataset', text: string): string {
  if (/^[a-z0-9]{4,32}$/.test(text.trim())) return text.trim();
  const list = what === 'run' ? '`isthmus runs`' : '`isthmus datasets`';
  throw badInput(`${text} is not the id of a ${what}: ${list} lists them.`);
}

/** `28x28` as a width and a height. */
export function imageSize(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/i.exec(text.trim()) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (Object.values(size).every((side) => side >= 1 && side <= 1_024)) return size;
  throw badInput(`--image-size takes a width and a height up to 1024, such as 28x28, not ${text}.`);
}

/**
 * Adds one `name=value` of `--set` to those before it. Numbers, booleans and lists are read as such: `epochs=5`,
 * `whiten=true`, `hidden=512,256`.
 */
export function setting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value] = /^([a-z_]+)=(.*)$/.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) {
    throw badInput(`--set takes name=value, such as epochs=20, not ${text}.`);
  }
  return { ...before, [name]: read(name, value.trim()) };
}

/** The one parameter that is a list even when it holds one number, or none. */
const lists = new Set(['hidden']);

function read(name: string, text: string): unknown {
  if (lists.has(name)) return text === '' ? [] : text.split(',').map(scalar);
  return text.includes(',') ? text.split(',').map(scalar) : scalar(text);
}

function scalar(text: string): unknown {
  const bare = text.trim();
  if (bare === 'true' || bare === 'false') return bare === 'true';
  return bare !== '' && Number.isFinite(Number(bare)) ? Number(bare) : bare;
}

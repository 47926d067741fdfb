import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { buildCommand } from '../../../src-main/cli/command.ts';
import { calls, ImportOptions, limitsOf, modelCalls } from '../../../src-main/contract/index.ts';

const program = { version: '1.2.3', resources: '', pages: '', compute: '' };
const [start, project, measure, sweep] = [
  calls['runs.start'].input.shape,
  calls['runs.project'].input.shape,
  calls['runs.measure'].input.shape,
  calls['sweeps.start'].input.shape,
];
const [traverse, interpolate, draw] = [
  modelCalls['models.traverse'].input.shape,
  modelCalls['models.interpolate'].input.shape,
  modelCalls['models.draw'].input.shape,
];

/** Options that take a number, with what takes it in the call behind the command. */
const options: [command: string, option: string, schema: z.ZodType][] = [
  ['import', '--test-fraction', ImportOptions.shape.test_fraction],
  ['import', '--seed', ImportOptions.shape.seed],
  ['run', '--seed', start.seed],
  ['project', '--seed', project.seed],
  ['project', '--dim', project.dim],
  ['encode', '--dim', modelCalls['models.encode'].input.shape.map.unwrap().shape.dim],
  ['measure', '--k', measure.k],
  ['sweep', '--seeds', sweep.seeds],
  ['sweep', '--dims', sweep.dims.element],
  ['traverse', '--column', traverse.column],
  ['traverse', '--row', traverse.row.unwrap()],
  ['traverse', '--steps', traverse.steps],
  ['interpolate', '--from', interpolate.from],
  ['interpolate', '--to-row', interpolate.to],
  ['interpolate', '--steps', interpolate.steps],
  ['sample', '--seed', draw.seed],
];

function parserOf(command: string, option: string): (text: string) => unknown {
  const found = buildCommand(program)
    .commands.find((each) => each.name() === command)
    ?.options.find(({ long }) => long === option)?.parseArg;
  if (found === undefined) throw new Error(`${command} has no ${option} that is read`);
  return (text) => found(text, undefined);
}

function isTaken(parse: (text: string) => unknown, value: number): boolean {
  try {
    const [read] = [parse(String(value))].flat();
    expect(read).toBe(value);
    return true;
  } catch {
    return false;
  }
}

describe('an option takes what the call behind it takes', () => {
  it.each(options)('%s %s', (command, option, schema) => {
    const parse = parserOf(command, option);
    const { min, max } = limitsOf(schema);
    const around = [min, max]
      .filter(Number.isFinite)
      .flatMap((end) => [end - 1, end - 0.001, end, end + 0.001, end + 1]);
    for (const value of [...around, 1, 2, 3, 4, 0.5]) {
      // Numbers this large are written with an exponent, or are told from their neighbours no more.
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) continue;
      expect([value, isTaken(parse, value)]).toEqual([value, schema.safeParse(value).success]);
    }
  });
});

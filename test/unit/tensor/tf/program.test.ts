import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  add,
  free,
  placeholder,
  keep,
  liveHandles,
  loadTensorFlow,
  mul,
  Program,
  readFloats,
  scalar,
  scope,
  sum,
  upload,
  Variable,
  type Handle,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

const made: { dispose(): void }[] = [];
function variable(...values: number[]): Variable {
  const own = new Variable(Float32Array.from(values), [values.length]);
  made.push(own);
  return own;
}
function program(): Program {
  const own = new Program();
  made.unshift(own);
  return own;
}
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
  expect(liveHandles()).toBe(0);
});

function numbers(handles: readonly Handle[]): number[][] {
  const values = handles.map((handle) => [...readFloats(handle)]);
  free(...handles);
  return values;
}

/** Adds to a variable what it is given, times a factor that is asked for each time; gives its sum before, and twice that. */
function recorded(
  of: Variable,
  factor: () => number,
  routine = 'a',
  size = 2,
): [Program, (x: number[]) => number[][]] {
  const own = program();
  record(own, routine, of, factor, size);
  return [own, (x) => runOn(own, routine, x)];
}

function record(own: Program, routine: string, of: Variable, factor: () => number, size: number): void {
  const x = upload(new Float32Array(size), [size]);
  own.record(routine, [x], () => {
    const before = sum(of.read());
    const by = mul(
      sum(x),
      placeholder(() => Float32Array.of(factor()), []),
    );
    of.assign(add(of.read(), by));
    return [before, mul(before, scalar(2))];
  });
  free(x);
}

function runOn(own: Program, routine: string, x: number[], wanted: 'first' | 'all' = 'all'): number[][] {
  const handle = upload(Float32Array.from(x), [x.length]);
  const values = numbers(own.run(routine, [handle], wanted));
  free(handle);
  return values;
}

test('what is recorded is not done; what is run is, with what it is given then', () => {
  const weights = variable(1, 2);
  let factor = 10;
  const [, run] = recorded(weights, () => factor);
  expect([...weights.values()]).toEqual([1, 2]);
  expect(run([1, 1])).toEqual([[3], [6]]);
  expect([...weights.values()]).toEqual([21, 22]);
  factor = 1;
  expect(run([1, 0])).toEqual([[43], [86]]);
  expect(run([0, 1])).toEqual([[45], [90]]);
  expect([...weights.values()]).toEqual([23, 24]);
});

test('variables are changed even where only the first result is wanted', () => {
  const weights = variable(1, 2);
  const [own] = recorded(weights, () => 1);
  expect(runOn(own, 'a', [2, 3], 'first')).toEqual([[3]]);
  expect([...weights.values()]).toEqual([6, 7]);
});

test('a variable that is given another content in between goes on from that', () => {
  const weights = variable(1, 2);
  const [, run] = recorded(weights, () => 1);
  run([1, 0]);
  scope(() => weights.assign(upload(Float32Array.of(100, 200), [2])));
  expect(run([0, 0])).toEqual([[300], [600]]);
  expect([...weights.values()]).toEqual([100, 200]);
});

test('a handle that was read is not changed by what is run later', () => {
  const weights = variable(1, 2);
  const [, run] = recorded(weights, () => 1);
  run([1, 0]);
  const kept = keep(weights.read());
  run([5, 5]);
  expect(numbers([kept])).toEqual([[2, 3]]);
  expect([...weights.values()]).toEqual([12, 13]);
});

test('several routines share their variables, also one that is recorded after another was run', () => {
  const weights = variable(1, 2);
  const [own, run] = recorded(weights, () => 1);
  expect(run([1, 1])).toEqual([[3], [6]]);
  record(own, 'b', weights, () => 100, 3);
  expect([own.has('a'), own.has('b'), own.has('c')]).toEqual([true, true, false]);
  expect(runOn(own, 'b', [1, 0, 0])).toEqual([[7], [14]]);
  expect(run([1, 1])).toEqual([[207], [414]]);
  expect([...weights.values()]).toEqual([105, 106]);
});

test('arrays from before the recording stay what they were', () => {
  const weights = variable(1);
  const constant = keep(scalar(5));
  const own = program();
  own.record('a', [], () => {
    weights.assign(mul(weights.read(), constant));
    return [sum(weights.read())];
  });
  free(constant);
  expect(numbers(own.run('a', []))).toEqual([[5]]);
  expect([...weights.values()]).toEqual([5]);
});

test('one recording in another is refused, and a routine that was not recorded', () => {
  const own = program();
  const nested = (): Handle[] => {
    own.record('b', [], () => []);
    return [];
  };
  expect(() => own.record('a', [], nested)).toThrow('One recording is made in another.');
  expect(() => own.run('a', [])).toThrow('a was not recorded.');
});

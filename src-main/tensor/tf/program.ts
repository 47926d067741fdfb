import { shapeAttribute, textAttribute, typeAttribute } from './attributes.ts';
import { graphTag, savedModel, type Constant, type GraphNode } from './graph-def.ts';
import { withGraphFolder } from './graph-folder.ts';
import { adopt, free, readFloats, scope, upload, type Handle } from './handle.ts';
import { tensorFlow, type Attribute } from './load.ts';
import { changesVariable, listen, type Recorder } from './recorder.ts';
import { variablesByResource, type Holder, type Variable } from './variable.ts';

/** A piece of work that was recorded: what it takes, and the names of what it gives. */
interface Routine {
  inputs: readonly string[];
  fed: readonly { name: string; give: () => Float32Array | Int32Array; shape: readonly number[] }[];
  outputs: readonly string[];
}

/**
 * Work on variables that is done again and again. It is written down the first time, operation by operation, and from then
 * on run by TensorFlow as one graph: which joins operations that follow one another, and does at the same time what does not
 * wait for each other. The graph has variables of its own; ours are given their content when they are asked for it.
 */
export class Program implements Holder {
  readonly #routines = new Map<string, Routine>();
  readonly #nodes: GraphNode[] = [];
  readonly #variables: Variable[] = [];
  #session: number | null = null;
  /** Whether the graph's variables are newer than ours, or ours newer than the graph's. */
  #newer: 'graph' | 'ours' | null = null;

  has(routine: string): boolean {
    return this.#routines.has(routine);
  }

  /**
   * Writes work down. What it reads is read, so that shapes are known; what it changes is not changed.
   * @param routine its name: letters and digits
   * @param inputs arrays that are others in every run, of the same shapes
   * @param work gives arrays; values made by {@link fresh} are asked for anew in every run, all others stay what they are
   */
  record(routine: string, inputs: readonly Handle[], work: () => readonly Handle[]): void {
    this.settle();
    this.#end();
    const recording = new Recording(routine, this.#nodes, (variable) => this.#nameOf(variable));
    const names = inputs.map((input) => recording.input(input));
    scope(() => {
      const outputs = listen(recording, work);
      this.#routines.set(routine, { inputs: names, fed: recording.feeds, outputs: recording.last(outputs) });
    });
  }

  /**
   * Does recorded work.
   * @param wanted which of what it gives is given: the first alone, or all; variables are changed in either case
   */
  run(routine: string, inputs: readonly Handle[], wanted: 'first' | 'all' = 'all'): Handle[] {
    const { inputs: names, fed, outputs } = this.#routine(routine);
    const session = this.#begin();
    const given = fed.map(({ give, shape }) => upload(give(), shape));
    const result = runSession(
      session,
      [...inputs, ...given],
      [...names, ...fed.map(({ name }) => name)],
      wanted === 'first' ? outputs.slice(0, 1) : outputs,
    );
    this.#newer = 'graph';
    free(...given);
    return result;
  }

  settle(): void {
    const session = this.#session;
    if (this.#newer !== 'graph' || session === null) return;
    this.#newer = null;
    const names = this.#variables.map((_, i) => `now${i}`);
    scope(() => {
      const values = runSession(session, [], [], names);
      this.#variables.forEach((variable, i) => {
        const value = values[i];
        if (value !== undefined) variable.take(value);
      });
    });
  }

  changed(): void {
    this.#newer = 'ours';
  }

  /** Ends the graph; variables stay as they were when they were last asked for. */
  dispose(): void {
    this.#end();
    for (const variable of this.#variables) variable.holder = null;
  }

  #routine(name: string): Routine {
    const routine = this.#routines.get(name);
    if (routine === undefined) throw new Error(`${name} was not recorded.`);
    return routine;
  }

  #nameOf(variable: Variable): string {
    const known = this.#variables.indexOf(variable);
    if (known >= 0) return `variable${known}`;
    const i = this.#variables.push(variable) - 1;
    const dtype = typeAttribute('dtype', variable.dtype);
    const shape = shapeAttribute('shape', variable.shape);
    this.#nodes.push(
      node(`variable${i}`, 'VarHandleOp', [], [dtype, shape, textAttribute('shared_name', `variable${i}`)]),
      node(`now${i}`, 'ReadVariableOp', [`variable${i}`], [dtype]),
      node(`given${i}`, 'Placeholder', [], [dtype, shape]),
      node(`take${i}`, 'AssignVariableOp', [`variable${i}`, `given${i}`], [dtype]),
    );
    variable.holder = this;
    return `variable${i}`;
  }

  #begin(): number {
    if (this.#session === null) {
      const all = this.#variables.map((_, i) => `^take${i}`);
      const taken = { dtype: 'int32', shape: [], values: Int32Array.of(0) } as const;
      this.#session = sessionOf([...this.#nodes, { ...node('taken', 'Const', all, []), value: taken }]);
      this.#newer = 'ours';
    }
    const session = this.#session;
    if (this.#newer === 'ours') {
      this.#newer = null;
      scope(() => {
        const values = this.#variables.map((variable) => variable.read());
        const names = values.map((_, i) => `given${i}`);
        runSession(session, values, names, ['taken']);
      });
    }
    return session;
  }

  #end(): void {
    if (this.#session !== null) tensorFlow().binding.deleteSavedModel(this.#session);
    this.#session = null;
  }
}

/** Writes nodes of a graph as operations run. */
class Recording implements Recorder {
  readonly feeds: { name: string; give: () => Float32Array | Int32Array; shape: readonly number[] }[] = [];
  readonly #routine: string;
  readonly #nodes: GraphNode[];
  readonly #nameVariable: (variable: Variable) => string;
  readonly #names = new Map<Handle, string>();
  /** What has to come before the next change of a variable, and before it is read again. */
  readonly #readsOf = new Map<string, string[]>();
  readonly #changeOf = new Map<string, string>();
  #count = 0;

  constructor(routine: string, nodes: GraphNode[], nameVariable: (variable: Variable) => string) {
    this.#routine = routine;
    this.#nodes = nodes;
    this.#nameVariable = nameVariable;
  }

  input(handle: Handle): string {
    const name = this.#placeholder(handle);
    this.#names.set(handle, name);
    return name;
  }

  constant(handle: Handle, values: Float32Array | Int32Array | Uint8Array): void {
    this.#names.set(
      handle,
      this.#constant({ dtype: handle.dtype, shape: handle.shape, values: values.slice() }),
    );
  }

  fed(handle: Handle, give: () => Float32Array | Int32Array): void {
    const name = this.#placeholder(handle);
    this.#names.set(handle, name);
    this.feeds.push({ name, give, shape: handle.shape });
  }

  operation(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Handle[],
    outputs: readonly Handle[],
  ): void {
    const sources = inputs.map((input) => this.nameOf(input));
    const own = this.#next();
    const [first, resource = ''] = [inputs[0], sources[0]];
    if (first?.dtype === 'resource') {
      const change = this.#changeOf.get(resource);
      if (change !== undefined) sources.push(`^${change}`);
      if (changesVariable(name)) {
        for (const read of this.#readsOf.get(resource) ?? []) sources.push(`^${read}`);
        this.#changeOf.set(resource, own);
        // Of variables that an optimiser keeps beside it, no other operation knows.
        this.#readsOf.set(resource, []);
      } else {
        this.#readsOf.set(resource, [...(this.#readsOf.get(resource) ?? []), own]);
      }
    }
    this.#nodes.push(node(own, name, sources, attributes));
    outputs.forEach((output, i) => this.#names.set(output, i === 0 ? own : `${own}:${i}`));
  }

  nameOf(handle: Handle): string {
    const known = this.#names.get(handle);
    if (known !== undefined) return known;
    const variable = variablesByResource.get(handle);
    const name =
      variable !== undefined
        ? this.#nameVariable(variable)
        : this.#constant({ dtype: 'float32', shape: handle.shape, values: readFloats(handle) });
    this.#names.set(handle, name);
    return name;
  }

  /** Results that are there only once all variables are changed. */
  last(results: readonly Handle[]): string[] {
    const after = [...this.#changeOf.values()].map((change) => `^${change}`);
    return results.map((result) => {
      const name = this.#next();
      const inputs = [this.nameOf(result), ...after];
      this.#nodes.push(node(name, 'Identity', inputs, [typeAttribute('T', result.dtype)]));
      return name;
    });
  }

  #placeholder({ dtype, shape }: Handle): string {
    const name = this.#next();
    const attributes = [typeAttribute('dtype', dtype), shapeAttribute('shape', shape)];
    this.#nodes.push(node(name, 'Placeholder', [], attributes));
    return name;
  }

  #constant(value: Constant): string {
    const name = this.#next();
    this.#nodes.push({ ...node(name, 'Const', [], []), value });
    return name;
  }

  #next(): string {
    return `${this.#routine}_${this.#count++}`;
  }
}

function node(
  name: string,
  operation: string,
  inputs: readonly string[],
  attributes: readonly Attribute[],
): GraphNode {
  return { name, operation, inputs, attributes };
}

function sessionOf(nodes: readonly GraphNode[]): number {
  return withGraphFolder(savedModel(nodes), (folder) =>
    tensorFlow().binding.loadSavedModel(folder, graphTag),
  );
}

function runSession(
  session: number,
  inputs: readonly Handle[],
  inputNames: readonly string[],
  outputNames: readonly string[],
): Handle[] {
  const first = (names: readonly string[]): string => names.map((name) => `${name}:0`).join(',');
  const ids = inputs.map(({ id }) => id);
  return tensorFlow().binding.runSavedModel(session, ids, first(inputNames), first(outputNames)).map(adopt);
}

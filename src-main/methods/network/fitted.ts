import { join } from 'node:path';
import type { Artifact, Epoch } from '../../contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import { free, keep, readFloats, scope, upload, uploadSamples, type Handle } from '../../tensor/index.ts';
import type { Facts, FittedMethod } from '../method.ts';
import type { Parameter } from './layer.ts';
import { decode, encode, parametersOf, type Network, type Weights } from './network.ts';

/** A trained network. */
export class FittedNetwork implements FittedMethod {
  readonly features: number;
  readonly dim: number;
  readonly facts: Facts;
  readonly history: readonly Epoch[];
  readonly message: string | null;
  readonly #net: Network;
  readonly #model: object;
  readonly #values: ReadonlyMap<Parameter, Float32Array>;
  readonly #weights: Weights;

  /**
   * @param model what `model.json` keeps to build the network again
   * @param values of every parameter
   */
  constructor(
    net: Network,
    model: { features: number; dim: number },
    values: ReadonlyMap<Parameter, Float32Array>,
    told: Pick<FittedMethod, 'facts' | 'history' | 'message'> = { facts: {}, history: [], message: null },
  ) {
    this.features = model.features;
    this.dim = model.dim;
    this.facts = told.facts;
    this.history = told.history;
    this.message = told.message;
    this.#net = net;
    this.#model = model;
    this.#values = values;
    this.#weights = new Map(
      [...values].map(([parameter, array]) => [parameter, keep(upload(array, parameter.shape))]),
    );
  }

  /** Reads the arrays that {@link FittedNetwork.save} wrote. */
  static async load(
    folder: string,
    net: Network,
    model: { features: number; dim: number },
  ): Promise<FittedNetwork> {
    const values = await Promise.all(
      parametersOf(net).map(async (parameter): Promise<[Parameter, Float32Array]> => {
        const { data } = await readNpyAs(join(folder, `${parameter.name}.npy`), 'float32');
        return [parameter, data];
      }),
    );
    return new FittedNetwork(net, model, new Map(values));
  }

  encode(values: Float32Array): Float32Array {
    return read(() => encode(this.#net, this.#weights, uploadSamples(values, this.features)));
  }

  decode(codes: Float32Array): Float32Array {
    return read(() => decode(this.#net, this.#weights, uploadSamples(codes, this.dim)));
  }

  save(folder: string): Artifact[] {
    return [
      ...[...this.#values].map(([parameter, array]) =>
        writeNpy(join(folder, `${parameter.name}.npy`), array, parameter.shape),
      ),
      writeJson(join(folder, 'model.json'), this.#model),
    ];
  }

  dispose(): void {
    free(...this.#weights.values());
  }
}

function read(work: () => Handle): Float32Array {
  const result = scope(work);
  const copy = readFloats(result);
  free(result);
  return copy;
}

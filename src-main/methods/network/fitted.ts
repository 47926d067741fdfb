import { join } from 'node:path';
import type { Artifact, Epoch } from '../../contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import { free, keep, readFloats, scope, upload, uploadSamples, type Handle } from '../../tensor/index.ts';
import type { Facts, Fitted } from '../method.ts';
import type { Slot } from './layer.ts';
import { decode, encode, slotsOf, type Network, type Weights } from './network.ts';

/** A trained network. */
export class FittedNetwork implements Fitted {
  readonly features: number;
  readonly dim: number;
  readonly facts: Facts;
  readonly history: readonly Epoch[];
  readonly message: string | null;
  readonly #net: Network;
  readonly #model: object;
  readonly #values: ReadonlyMap<Slot, Float32Array>;
  readonly #weights: Weights;

  /**
   * @param model what `model.json` keeps to build the network again
   * @param values of every slot
   */
  constructor(
    net: Network,
    model: { features: number; dim: number },
    values: ReadonlyMap<Slot, Float32Array>,
    told: Pick<Fitted, 'facts' | 'history' | 'message'> = { facts: {}, history: [], message: null },
  ) {
    this.features = model.features;
    this.dim = model.dim;
    this.facts = told.facts;
    this.history = told.history;
    this.message = told.message;
    this.#net = net;
    this.#model = model;
    this.#values = values;
    this.#weights = new Map([...values].map(([slot, array]) => [slot, keep(upload(array, slot.shape))]));
  }

  /** Reads the arrays that {@link FittedNetwork.save} wrote. */
  static async load(
    folder: string,
    net: Network,
    model: { features: number; dim: number },
  ): Promise<FittedNetwork> {
    const values = await Promise.all(
      slotsOf(net).map(async (slot): Promise<[Slot, Float32Array]> => {
        const { data } = await readNpyAs(join(folder, `${slot.name}.npy`), 'float32');
        return [slot, data];
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
      ...[...this.#values].map(([slot, array]) =>
        writeNpy(join(folder, `${slot.name}.npy`), array, slot.shape),
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

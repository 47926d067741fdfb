/**
 * Restricted Boltzmann machines: the machine, its training by contrastive divergence, and how it is initialised.
 * `deep_belief_autoencoder` pretrains its layers with them.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RbmParams } from '../../contract/methods/rbm.ts';
import type { Method } from '../method.ts';
import { activation } from '../network/activation.ts';
import { affine } from '../network/affine.ts';
import { FittedNetwork } from '../network/fitted.ts';
import type { Network } from '../network/network.ts';
import { trainPhase, weightsRandom } from '../training/train.ts';
import type { Units } from './machine.ts';
import { visibleStart } from './start.ts';
import { RbmTrainer, machineParameters, type MachineParameters } from './rbm-trainer.ts';

const Model = z.object({
  method: z.literal('rbm'),
  features: z.number().int(),
  dim: z.number().int(),
  visible: RbmParams.shape.visible,
});

/**
 * A restricted Boltzmann machine, trained by contrastive divergence. The code of a sample is how likely each hidden unit
 * is on; a sample is reconstructed as what the visible units then are on average.
 * Source: Hinton 2002, https://doi.org/10.1162/089976602760128018; Hinton 2010, A practical guide to training restricted
 *   Boltzmann machines
 */
export const rbm: Method = {
  async fit(train, context) {
    const params = RbmParams.parse(context.params);
    const { visible } = params;
    const { dim, seed, pace } = context;
    const start = await visibleStart(train, visible, pace);
    const parameters = parametersOf(dim, start);
    const how = { ...params, hidden: 'bernoulli' } as const;
    const trainer = new RbmTrainer(parameters, how, weightsRandom(seed));
    try {
      const config = { ...params, patience: 0, keep: 'last' } as const;
      const trained = await trainPhase(train, trainer, config, context);
      const { weights, history, message } = trained;
      const facts = {
        layers: [train.features, dim],
        parameters: trained.parameters,
        training_rows: trained.trainingRows,
        validation_rows: trained.validationRows,
      };
      const model = { method: 'rbm', features: train.features, dim, visible };
      return new FittedNetwork(networkOf(parameters, visible), model, weights, { facts, history, message });
    } finally {
      trainer.dispose();
    }
  },

  async load(folder) {
    const model = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    const parameters = parametersOf(model.dim, new Float32Array(model.features));
    return FittedNetwork.load(folder, networkOf(parameters, model.visible), model);
  },
};

function parametersOf(dim: number, start: Float32Array): MachineParameters {
  const names = { kernel: 'encoder-0-kernel', hiddenBias: 'encoder-0-bias', visibleBias: 'decoder-0-bias' };
  return machineParameters(names, dim, start);
}

/** A trained machine as a network whose decoder is the encoder turned round. */
function networkOf({ kernel, visibleBias, hiddenBias }: MachineParameters, visible: Units): Network {
  return {
    encoder: [affine(kernel, hiddenBias), activation('sigmoid')],
    decoder: [affine(kernel, visibleBias, true)],
    output: visible === 'bernoulli' ? 'sigmoid' : 'linear',
    loss: visible === 'bernoulli' ? 'binary_crossentropy' : 'mse',
  };
}

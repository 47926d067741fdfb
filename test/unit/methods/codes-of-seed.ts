/** Trains with the seed given on the command line and prints a hash of the codes; run by a test, twice. */
import { createHash } from 'node:crypto';
import { methodDefinition } from '../../../src-main/contract/index.ts';
import { methods } from '../../../src-main/methods/index.ts';
import { loadTensorFlow, Pace, SomeRows } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

await loadTensorFlow();
const { all, train, test } = oracle('digits');
const facts = { rows: train.length, features: 64, kind: 'images' } as const;
const fitted = await methods.autoencoder.fit(new SomeRows(all, train), {
  dim: 8,
  params: {
    ...methodDefinition('autoencoder').defaults(facts, 8),
    hidden: [512, 256],
    batch_size: 128,
    epochs: 6,
  },
  seed: Number(process.argv[2]),
  pace: new Pace(),
  stopRequested: () => false,
  progress: () => undefined,
  epoch: () => Promise.resolve(),
});
const codes = fitted.encode(all.gather(test));
process.stdout.write(`${createHash('sha256').update(new Uint8Array(codes.buffer)).digest('hex')}\n`);

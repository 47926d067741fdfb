/** Trains with the seed given on the command line and prints a hash of the codes; run by a test, twice. */
import { createHash } from 'node:crypto';
import { methods } from '../../../src-main/methods/index.ts';
import { loadTensorFlow, SomeRows } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

await loadTensorFlow();
const { all, train, test } = oracle('digits');
const rows = new SomeRows(all, train);
const set = { hidden: [512, 256], batch_size: 128, epochs: 6 };
const fitted = await methods.autoencoder.fit(
  rows,
  fitContext('autoencoder', factsOf(rows), 8, set, { seed: Number(process.argv[2]) }),
);
const codes = fitted.encode(all.gather(test));
process.stdout.write(`${createHash('sha256').update(new Uint8Array(codes.buffer)).digest('hex')}\n`);

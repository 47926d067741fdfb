import {
  add,
  biasAddGradient,
  cast,
  exp,
  greaterEqual,
  matMul,
  mul,
  scalar,
  square,
  sub,
  sum,
  type Handle,
} from '../../tensor/index.ts';
import type { Draws } from './draws.ts';
import {
  byKernel,
  intoInput,
  throughActivation,
  type Activation,
  type Layer,
  type LayerGradients,
  type LayerHandles,
  type Passed,
} from './layers.ts';

/**
 * How strongly the codes move with the input: `strength` times the squared Frobenius norm of the encoder's
 * Jacobian, a code entry, averaged over the batch, and its gradient by every weight of the encoder.
 *
 * The norm is that of the whole encoder, however deep, without ever making a Jacobian: for a random direction `v`
 * of unit variance `|J v|²` is `|J|²` on average, and `J v` is found by sending `v` through the layers beside the
 * batch. One direction a sample and step is drawn.
 * @param passed what each layer did with the batch
 * Cost: twice an encoder's forward and backward pass.
 * Source: Rifai et al. 2011, Contractive auto-encoders; the estimate: Hutchinson 1990,
 *   https://doi.org/10.1080/03610919008812866
 */
export function contraction(
  encoder: readonly Layer[],
  weights: readonly LayerHandles[],
  passed: readonly Passed[],
  strength: number,
  draws: Draws,
): { value: Handle; gradients: LayerGradients[] } {
  const first = passed[0]?.input;
  if (first === undefined) throw new Error('An encoder has no layers.');
  const slopes: Handle[] = [];
  const moves: { input: Handle; z: Handle }[] = [];
  let move = draws.normal(first.shape);
  for (const [i, { activation }] of encoder.entries()) {
    const [here, own] = [passed[i], weights[i]];
    if (here === undefined || own === undefined) throw new Error('A layer has no weights.');
    const z = matMul(move, own.kernel, { transposeB: own.transposed === true });
    const slope = throughActivation(activation, here.z, here.y, onesLike(here.y));
    slopes.push(slope);
    moves.push({ input: move, z });
    move = mul(z, slope);
    if (here.kept !== null) move = mul(move, here.kept);
  }
  const share = strength / move.shape.reduce((product, size) => product * size, 1);
  const gradients: LayerGradients[] = [];
  let byMove = mul(move, scalar(2 * share));
  let byY: Handle | null = null;
  for (let i = encoder.length - 1; i >= 0; i--) {
    const [here, moved, slope, own] = [passed[i], moves[i], slopes[i], weights[i]];
    if (!here || !moved || !slope || !own) throw new Error('A layer has no weights.');
    const byMoved = here.kept === null ? byMove : mul(byMove, here.kept);
    const byMoveSum = mul(byMoved, slope);
    const bend = curvature(encoder[i]?.activation ?? 'linear', here.z, here.y);
    const byBend = bend === null ? null : mul(mul(byMoved, moved.z), bend);
    const through: Handle | null =
      byY === null ? null : mul(here.kept === null ? byY : mul(byY, here.kept), slope);
    const bySum: Handle | null = byBend === null ? through : through === null ? byBend : add(byBend, through);
    const kernel = byKernel(moved.input, byMoveSum, own);
    gradients.unshift({
      kernel: bySum === null ? kernel : add(kernel, byKernel(here.input, bySum, own)),
      bias: biasAddGradient(bySum ?? zerosLike(here.z)),
    });
    byMove = intoInput(byMoveSum, own);
    byY = bySum === null ? null : intoInput(bySum, own);
  }
  return { value: mul(sum(square(move)), scalar(share)), gradients };
}

/** The activation's second derivative; null where it is 0 everywhere. */
function curvature(activation: Activation, z: Handle, y: Handle): Handle | null {
  switch (activation) {
    case 'linear':
    case 'relu':
      return null;
    case 'elu':
      // eᶻ = y + 1 below 0, and straight above.
      return mul(add(y, scalar(1)), sub(scalar(1), cast(greaterEqual(y, scalar(0)), 'float32')));
    case 'gelu': {
      const density = mul(exp(mul(square(z), scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
      return mul(density, sub(scalar(2), square(z)));
    }
    case 'tanh':
      return mul(mul(y, sub(scalar(1), square(y))), scalar(-2));
    case 'sigmoid':
      return mul(mul(y, sub(scalar(1), y)), sub(scalar(1), add(y, y)));
  }
}

function onesLike(x: Handle): Handle {
  return add(zerosLike(x), scalar(1));
}

function zerosLike(x: Handle): Handle {
  return mul(x, scalar(0));
}

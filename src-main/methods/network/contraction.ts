import { add, mul, scalar, square, sum, type Handle } from '../../tensor/index.ts';
import type { Draws } from './draws.ts';
import { addGradients, type Layer, type ForwardResult, type Parameter, type Tangent } from './layer.ts';

/**
 * How strongly the codes move with the input: `strength` times the squared Frobenius norm of the encoder's
 * Jacobian, a code entry, averaged over the batch; and its gradient by every weight of the encoder.
 *
 * The norm is that of the whole encoder, however deep, without ever making a Jacobian: for a random direction `v`
 * of unit variance `|J v|²` is `|J|²` on average, and `J v` is found by sending `v` through the layers beside the
 * batch. One direction a sample and step is drawn.
 * @param passed what each layer did with the batch
 * @param shape of the batch
 * @param gradients to which its own are added
 * @returns one number
 * Cost: twice an encoder's forward and backward pass.
 * Source: Rifai et al. 2011, Contractive auto-encoders; the estimate: Hutchinson 1990,
 *   https://doi.org/10.1080/03610919008812866
 */
export function contraction(
  encoder: readonly Layer[],
  passed: readonly ForwardResult[],
  shape: readonly number[],
  strength: number,
  draws: Draws,
  gradients: Map<Parameter, Handle>,
): Handle {
  let move = draws.normal(shape);
  const tangents = passed.map((here): Tangent => {
    const tangent = here.tangent?.(move);
    if (tangent === undefined) throw new Error('A layer of this encoder has no tangent.');
    ({ move } = tangent);
    return tangent;
  });
  const share = strength / move.shape.reduce((product, size) => product * size, 1);
  let dMove = mul(move, scalar(2 * share));
  let byOutput: Handle | null = null;
  for (let i = encoder.length - 1; i >= 0; i--) {
    const [layer, here, tangent] = [encoder[i], passed[i], tangents[i]];
    if (layer === undefined || here === undefined || tangent === undefined) break;
    const moved = tangent.backward(dMove);
    addGradients(layer, moved.gradients, gradients);
    ({ dMove } = moved);
    const through: Handle | null = byOutput === null ? null : back(layer, here, byOutput, gradients);
    byOutput = through === null ? moved.dx : moved.dx === null ? through : add(through, moved.dx);
  }
  return mul(sum(square(move)), scalar(share));
}

function back(
  layer: Layer,
  here: ForwardResult,
  dy: Handle,
  gradients: Map<Parameter, Handle>,
): Handle | null {
  const { gradients: own, dx } = here.backward(dy, true);
  addGradients(layer, own, gradients);
  return dx;
}

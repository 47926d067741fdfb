/** Element types of arrays inside TensorFlow. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool' | 'resource';

/** TensorFlow's own numbers for them (`tensorflow/core/framework/types.proto`). */
export const dtypeNumber: Record<DType, number> = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  bool: 10,
  resource: 20,
};
/**
 * An array inside TensorFlow. It is freed by the `scope` it was made in, or by `free`: nothing
 * collects it. tfjs's own tensors are not used because they refuse float64, and cost more a call.
 */
export interface Handle {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

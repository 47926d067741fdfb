import { PbfWriter } from 'pbf';
import { dtypeNumber, type DType } from './handle.ts';
import { tensorFlow, type Attribute } from './load.ts';

/*
 * TensorFlow's graphs as files, of which it makes sessions. The messages and the numbers of their fields:
 * https://github.com/tensorflow/tensorflow/tree/v2.21.0/tensorflow/core/framework and core/protobuf (graph.proto,
 * node_def.proto, attr_value.proto, tensor.proto, saved_model.proto, meta_graph.proto).
 */

/** Values that a graph holds. */
export interface Constant {
  dtype: DType;
  shape: readonly number[];
  values: Float32Array | Int32Array | Uint8Array;
}

/** An operation of a graph. */
export interface GraphNode {
  name: string;
  operation: string;
  /** `node`, `node:1` for its second output, `^node` for one that is only to come first. */
  inputs: readonly string[];
  attributes: readonly Attribute[];
  /** What a `Const` holds. */
  value?: Constant;
}

/** The tag under which a graph is found in its file. */
export const graphTag = 'serve';
/** What of a graph's format later versions of TensorFlow read as it was meant: that of TensorFlow 2.0 and later. */
const producer = 175;

/** The contents of a file `saved_model.pb` with a graph of these nodes. */
export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const file = new PbfWriter();
  file.writeVarintField(1, 1);
  message(file, 2, (meta) => {
    message(meta, 1, (info) => info.writeStringField(4, graphTag));
    message(meta, 2, (graph) => {
      for (const node of nodes) message(graph, 1, (to) => writeNode(to, node));
      message(graph, 4, (versions) => versions.writeVarintField(1, producer));
    });
  });
  return file.finish();
}

/** Writes a message inside of another. */
function message(to: PbfWriter, field: number, write: (to: PbfWriter) => void): void {
  to.writeMessage(field, (_, inner) => write(inner), null);
}

function writeNode(to: PbfWriter, { name, operation, inputs, attributes, value }: GraphNode): void {
  const attribute = (key: string, write: (to: PbfWriter) => void): void =>
    message(to, 5, (entry) => {
      entry.writeStringField(1, key);
      message(entry, 2, write);
    });
  to.writeStringField(1, name);
  to.writeStringField(2, operation);
  for (const input of inputs) to.writeStringField(3, input);
  for (const each of attributes) attribute(each.name, (inner) => writeAttribute(inner, each));
  if (value === undefined) return;
  const { dtype, shape, values } = value;
  attribute('dtype', (inner) => inner.writeVarintField(6, dtypeNumber[dtype]));
  attribute('value', (inner) =>
    message(inner, 8, (tensor) => {
      tensor.writeVarintField(1, dtypeNumber[dtype]);
      message(tensor, 2, (dimensions) => writeShape(dimensions, shape));
      tensor.writeBytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }),
  );
}

function writeAttribute(to: PbfWriter, { type, value }: Attribute): void {
  const { binding } = tensorFlow();
  if (type === binding.TF_ATTR_SHAPE) message(to, 7, (shape) => writeShape(shape, value as number[]));
  else if (Array.isArray(value)) message(to, 1, (list) => list.writePackedVarint(3, value));
  else if (typeof value === 'string') to.writeBytesField(2, new TextEncoder().encode(value));
  else if (typeof value === 'boolean') to.writeBooleanField(5, value);
  else if (type === binding.TF_ATTR_TYPE) to.writeVarintField(6, value);
  else if (type === binding.TF_ATTR_FLOAT) to.writeFloatField(4, value);
  else to.writeVarintField(3, value);
}

function writeShape(to: PbfWriter, shape: readonly number[]): void {
  for (const size of shape) message(to, 2, (dimension) => dimension.writeVarintField(1, size));
}

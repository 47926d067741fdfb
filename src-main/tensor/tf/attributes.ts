import { dtypeNumber, type DType } from './handle.ts';
import { tensorFlow, type Attribute } from './load.ts';

const attributes = new Map<string, readonly Attribute[]>();

/** Attribute lists of operations by a key that determines them: building them anew would double the cost of a small call. */
export function cached(key: string, build: () => Attribute[]): readonly Attribute[] {
  let list = attributes.get(key);
  if (list === undefined) attributes.set(key, (list = build()));
  return list;
}

/** An attribute that names an element type. */
export function typeAttribute(name: string, dtype: DType): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_TYPE, value: dtypeNumber[dtype] };
}

/** An attribute that is true or false. */
export function flagAttribute(name: string, value: boolean): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_BOOL, value };
}

/** An attribute that is a shape. */
export function shapeAttribute(name: string, shape: readonly number[]): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_SHAPE, value: [...shape] };
}

/** An attribute that is text. */
export function textAttribute(name: string, value: string): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_STRING, value };
}

/** An attribute that is a whole number, or several. */
export function numbersAttribute(name: string, value: number | number[]): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_INT, value };
}

/** An attribute that is a decimal number. */
export function decimalAttribute(name: string, value: number): Attribute {
  return { name, type: tensorFlow().binding.TF_ATTR_FLOAT, value };
}

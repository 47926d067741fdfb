import { describe, expect, it } from 'vitest';
import { mapDefinition, methodDefinition, type Field } from '../../../../src-main/contract/index.ts';
import { fieldText, readField, sameValue } from '../../../../src-renderer/state/params.ts';

function field(name: string): Field {
  const found = methodDefinition('autoencoder').fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

describe('a field of a method', () => {
  it('means the default while it is empty', () => {
    expect(readField(field('epochs'), '  ')).toEqual({ value: undefined });
  });

  it('reads numbers within their bounds and refuses the others in a sentence', () => {
    expect(readField(field('epochs'), '20')).toEqual({ value: 20 });
    expect(readField(field('learning_rate'), '1e-3')).toEqual({ value: 0.001 });
    expect(readField(field('epochs'), '2.5')).toEqual({ error: 'Epochs must be a whole number, not “2.5”.' });
    expect(readField(field('epochs'), '0')).toEqual({ error: 'Epochs must be between 1 and 100000, not 0.' });
    expect(readField(field('learning_rate'), 'fast')).toEqual({
      error: 'Learning rate must be a number, not “fast”.',
    });
  });

  it('reads layer sizes with commas, spaces or both, and none of zero', () => {
    expect(readField(field('hidden'), '512, 256 128')).toEqual({ value: [512, 256, 128] });
    for (const wrong of ['512,0', '5.5', '-1', 'a']) {
      expect(readField(field('hidden'), wrong), wrong).toHaveProperty('error');
    }
  });

  it('reads zero where the list counts from there', () => {
    const columns = mapDefinition('identity').fields[0];
    expect(columns && readField(columns, '0, 3')).toEqual({ value: [0, 3] });
  });

  it('shows what it reads', () => {
    for (const [name, value] of [
      ['hidden', [512, 256]],
      ['epochs', 20],
      ['loss', 'mse'],
    ] as const) {
      expect(readField(field(name), fieldText(value))).toEqual({ value });
    }
    expect(fieldText(undefined)).toBe('');
  });
});

describe('whether parameters are the same', () => {
  it('does not ask for their order', () => {
    expect(sameValue({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  });

  it('sees every difference', () => {
    expect(sameValue({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(sameValue({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue([1], { 0: 2 })).toBe(false);
    expect(sameValue(null, {})).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  mapDefinition,
  mapNames,
  methodDefinition,
  methodNames,
  type Field,
} from '../../../../src-main/contract/index.ts';
import { fieldText, readField, sameValue } from '../../../../src-renderer/state/params.ts';

function field(name: string): Field {
  const found = methodDefinition('autoencoder').fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

/** The schemas of some parameters, by their names. */
function shapeOf(params: z.ZodType): Record<string, z.ZodType> {
  if (!(params instanceof z.ZodObject)) throw new Error('parameters are an object');
  return params.shape as Record<string, z.ZodType>;
}

describe('a field of a method', () => {
  it('means the default while it is empty', () => {
    expect(readField(field('epochs'), '  ')).toEqual({ value: undefined });
  });

  it('reads numbers within their bounds and refuses the others in a sentence', () => {
    expect(readField(field('epochs'), '20')).toEqual({ value: 20 });
    expect(readField(field('learning_rate'), '1e-3')).toEqual({ value: 0.001 });
    expect(readField(field('epochs'), '2.5')).toEqual({ error: 'Epochs must be a whole number, not “2.5”.' });
    expect(readField(field('epochs'), '0')).toEqual({
      error: 'Epochs must be between 1 and 100,000, not 0.',
    });
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

describe('the limits of a form', () => {
  const forms = [
    ...methodNames.map((name) => ({ form: name, ...methodDefinition(name) })),
    ...mapNames.map((name) => ({ form: `a map by ${name}`, ...mapDefinition(name) })),
  ];
  const fields = forms.flatMap(({ form, params, fields }) =>
    fields.map((field) => ({ form, name: field.name, field, schema: shapeOf(params)[field.name] })),
  );
  const inForm = (field: Field, value: unknown): boolean => 'value' in readField(field, fieldText(value));
  const inSchema = (schema: z.ZodType | undefined, value: unknown): boolean =>
    schema?.safeParse(value).success ?? false;

  it('are there for every parameter that can have more than one value', () => {
    for (const { form, params, fields } of forms) {
      const free = Object.entries(shapeOf(params)).filter(([, schema]) => !(schema instanceof z.ZodLiteral));
      expect(fields.map(({ name }) => name).toSorted(), form).toEqual(free.map(([name]) => name).toSorted());
    }
  });

  // Not derived from the schema: every power of ten and every limit of this contract, and what is next to each.
  const limits = [0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1, 2, 3, 6, 8, 10, 11, 50, 100, 200, 1_000];
  const large = [4_096, 5_000, 10_000, 20_000, 65_536, 100_000, 1_000_000];
  const values = [...limits, ...large].flatMap((limit) => [
    limit - 1,
    limit - 1e-9,
    limit,
    limit + 1e-9,
    limit + 1,
  ]);

  it.each(fields.filter(({ field }) => field.type === 'integer' || field.type === 'number'))(
    '$form: $name takes the numbers that its schema takes',
    ({ field, schema }) => {
      const taken = values.filter((value) => inForm(field, value));
      expect(taken).toEqual(values.filter((value) => inSchema(schema, value)));
      expect(taken.length).toBeGreaterThan(0);
      expect(taken.length).toBeLessThan(values.length);
    },
  );

  it.each(fields.filter(({ field }) => field.type === 'sizes'))(
    '$form: $name takes the lists that its schema takes',
    ({ field, schema }) => {
      const lists = [
        ...Array.from({ length: 12 }, (_, length) => Array<number>(length + 1).fill(2)),
        ...[0, 1, 4_096, 4_097, 65_536, 65_537].map((size) => [2, size]),
      ];
      const taken = lists.filter((list) => inForm(field, list));
      expect(taken).toEqual(lists.filter((list) => inSchema(schema, list)));
      expect(taken.length).toBeLessThan(lists.length);
    },
  );

  it.each(fields.filter(({ field }) => field.type === 'choice'))(
    '$form: $name offers the choices that its schema takes',
    ({ field, schema }) => {
      const offered = (field.choices ?? []).map(({ value }) => value);
      expect(offered.toSorted()).toEqual(schema instanceof z.ZodEnum ? schema.options.toSorted() : null);
    },
  );

  it('are told in a sentence', () => {
    const told = (name: string, text: string): unknown => readField(field(name), text);
    expect(told('learning_rate', '0')).toEqual({
      error: 'Learning rate must be more than 0 and at most 10, not 0.',
    });
    expect(told('hidden', '512, 70000')).toEqual({
      error: 'Hidden layers must each be between 1 and 65,536, not 70,000.',
    });
    expect(told('hidden', '9 8 7 6 5 4 3 2 1')).toEqual({
      error: 'Hidden layers must be at most 8 numbers, not 9.',
    });
    const columns = mapDefinition('identity').fields[0];
    expect(columns && readField(columns, '3')).toEqual({
      error: 'Columns must be at least 2 numbers, not 1.',
    });
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

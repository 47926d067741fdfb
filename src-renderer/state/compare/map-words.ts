import {
  mapDefinition,
  type Dataset,
  type MapFacts,
  type MapRecord,
  type Run,
} from '../../../src-main/contract/index.ts';
import { duration } from '../text/format.ts';
import { fieldText, sameValue } from '../params.ts';

/** What a map's defaults depend on; raw features have no code, so each feature counts. */
export function mapFacts(
  { method, dim }: Pick<Run, 'method' | 'dim'>,
  { rows, features, classes }: Pick<Dataset, 'rows' | 'features' | 'classes'>,
  columns: number,
): MapFacts {
  return { rows, dim: method === 'raw' ? features : dim, classes: classes.length, columns };
}

/** How a kept map was made: settings that are not the defaults, its time, and what is to be known of it. */
export function mapNote(record: MapRecord, facts: MapFacts): string {
  const { fields, seeded, supervised, iterative, defaults } = mapDefinition(record.to);
  const standing = defaults(facts) as Record<string, unknown>;
  const set = fields
    .filter(({ name }) => !sameValue(record.params[name], standing[name]))
    .map(({ name, label, choices }) => {
      const value = fieldText(record.params[name]);
      return `${label}: ${choices?.find((choice) => choice.value === value)?.label ?? value}`;
    });
  if (seeded && record.seed !== 0) set.push(`Seed: ${record.seed}`);
  const settings = set.length > 0 ? set.join(', ') : fields.length > 0 || seeded ? 'Default settings' : '';
  const sentences = [
    settings,
    `Made in ${duration(record.seconds)}${iterative && !record.repeatable ? ', not repeatable' : ''}`,
    ...(supervised ? ['It is given the labels'] : []),
    ...(record.message === null ? [] : [record.message]),
  ];
  return sentences
    .filter((each) => each !== '')
    .map((each) => (/[.!?]$/.test(each) ? each : `${each}.`))
    .join(' ');
}

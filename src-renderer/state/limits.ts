import {
  calls,
  givenName,
  ImportOptions,
  itemLimitsOf,
  limitsOf,
  maxLengthOf,
  seed,
  type Limits,
} from '../../src-main/contract/index.ts';

/** What the calls behind the forms take: a form has no limits of its own. */
export const seedLimits = limitsOf(seed);
export const nameLength = maxLengthOf(givenName);
export const importNameLength = maxLengthOf(ImportOptions.shape.name);
export const sweepSeedLimits = limitsOf(calls['sweeps.start'].input.shape.seeds);
export const sweepSizeLimits = itemLimitsOf(calls['sweeps.start'].input.shape.dims);
export const filterLimits = limitsOf(calls['models.filters'].input.shape.count);
/** Pixels along one side of a picture. */
export const sideLimits = limitsOf(ImportOptions.shape.image_size.unwrap().shape.width);
/** Percent of the samples that are held out. */
export const testPercentLimits = percentLimits(limitsOf(ImportOptions.shape.test_fraction));

function percentLimits({ min, max, ...limits }: Limits): Limits {
  return { ...limits, min: 100 * min, max: 100 * max };
}

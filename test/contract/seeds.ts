/**
 * Seeds that make the stand-in for the fit job fail, end its process, never answer again, or end its process after the
 * fourth epoch, with a checkpoint after the third; one that goes on from there does not end again.
 */
export const seeds = { fails: 901, crashes: 902, hangs: 903, dies: 904 } as const;

/** So many neighbours are never done being measured. */
export const neverMeasured = 13;

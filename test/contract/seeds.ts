/** Seeds that make the stand-in for the fit job fail, end its process, or never answer again. */
export const seeds = { fails: 901, crashes: 902, hangs: 903 } as const;

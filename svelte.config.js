/** Svelte 5 in runes mode everywhere, so that no component falls back to the older reactivity unnoticed. */
export default { compilerOptions: { runes: true } };

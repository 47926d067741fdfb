const longest = 80;

/** A name for a file made of words that may be anything: letters, digits and hyphens, never empty, and not too long. */
export function safeFileName(words: string, extension: string): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  // Names that Windows keeps for devices.
  const taken = /^(con|prn|aux|nul|com\d|lpt\d)$/.test(plain);
  return `${plain === '' || taken ? `chart-${plain}`.replace(/-$/, '') : plain}.${extension}`;
}

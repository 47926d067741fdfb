/** Of several readings of the same thing under way at once, lets only the one begun last take effect. */
export class LatestWins {
  readonly #begun = new Map<string, number>();

  /** @param read reads, then gives the function that applies what was read */
  async run(key: string, read: () => Promise<() => void>): Promise<void> {
    const own = (this.#begun.get(key) ?? 0) + 1;
    this.#begun.set(key, own);
    const apply = await read();
    if (this.#begun.get(key) === own) apply();
  }
}

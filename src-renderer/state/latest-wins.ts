/** Of several readings of the same thing under way at once, lets only the one begun last take effect. */
export class Latest {
  readonly #turn = new Map<string, number>();

  /** @param read reads, then gives the function that applies what was read */
  async run(key: string, read: () => Promise<() => void>): Promise<void> {
    const turn = (this.#turn.get(key) ?? 0) + 1;
    this.#turn.set(key, turn);
    const apply = await read();
    if (this.#turn.get(key) === turn) apply();
  }
}

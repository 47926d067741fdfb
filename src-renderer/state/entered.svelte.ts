/** Parameters as they are entered in a form. */
export class EnteredParams {
  /** By parameter, what is not left as it is without being entered. */
  given = $state.raw<Readonly<Record<string, unknown>>>({});
  /** By parameter, what was typed that cannot be read. */
  unreadable = $state.raw<Readonly<Record<string, string>>>({});

  /** @param value undefined: as it is without being entered */
  set(name: string, value: unknown): void {
    const { [name]: _, ...others } = this.given;
    this.given = value === undefined ? others : { ...others, [name]: value };
    this.refuse(name, null);
  }

  /** @param error why what was typed cannot be read; null: it can */
  refuse(name: string, error: string | null): void {
    const { [name]: _, ...others } = this.unreadable;
    this.unreadable = error === null ? others : { ...others, [name]: error };
  }
}

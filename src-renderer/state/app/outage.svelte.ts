/** The first connection and a short blink need no banner. */
const patience = 1_200;

/** Whether the services have been out of reach for so long that a user should know. */
export class Outage {
  noticed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.follow(false);
  }

  /** Hears whether they can be reached. */
  follow(connected: boolean): void {
    clearTimeout(this.#timer);
    if (connected) this.noticed = false;
    else if (!this.noticed) this.#timer = setTimeout(() => (this.noticed = true), patience);
  }
}

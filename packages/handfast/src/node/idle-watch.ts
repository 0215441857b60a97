/** Notices when nothing has moved for a while. It keeps no process alive. */

export class IdleWatch {
  readonly #timer: NodeJS.Timeout;

  /** `milliseconds` of silence, and what happens then. */
  constructor(milliseconds: number, whenIdle: () => void) {
    this.#timer = setTimeout(whenIdle, milliseconds);
    this.#timer.unref();
  }

  moved(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

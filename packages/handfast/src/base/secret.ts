/** Key material that prints as its length only and is wiped when its scope ends. */

// Browsers and runtimes older than explicit resource management lack the symbol that `using` calls.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('nodejs.dispose');

/**
 * Bytes that must not leak: redacted by every way of printing, zeroed on dispose.
 * JavaScript gives no guarantee (the collector may have copied them): see SECURITY.md.
 */
export class Secret implements Disposable {
  readonly #bytes: Uint8Array;
  #prepared: unknown;
  #disposed = false;

  /** Takes ownership of `bytes`: they are zeroed on dispose. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The bytes themselves, for a cryptographic call. Do not keep them. Throws after dispose. */
  expose(): Uint8Array {
    if (this.#disposed) throw new Error('this secret has been wiped');
    return this.#bytes;
  }

  /**
   * What `make` makes of the bytes, made once and let go on dispose: a secret that keys several computations prepares
   * its key once. Every caller must ask for the same kind. (A WeakMap would do the same and burden the collector.)
   */
  prepared<T>(make: (bytes: Uint8Array) => T): T {
    const bytes = this.expose();
    this.#prepared ??= make(bytes);
    return this.#prepared as T;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#prepared = undefined;
    this.#bytes.fill(0);
  }

  toString(): string {
    return `Secret(${this.length})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

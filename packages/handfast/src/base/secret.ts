/** Key material that prints as its length only and is wiped when its scope ends. */

// Browsers and runtimes older than explicit resource management lack the symbol that `using` calls.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('nodejs.dispose');

/**
 * Bytes that must not leak: redacted by every way of printing, zeroed on dispose.
 * JavaScript gives no guarantee (the collector may have copied them): see SECURITY.md.
 */
export class Secret implements Disposable {
  readonly #bytes: Uint8Array;
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

  [Symbol.dispose](): void {
    this.#disposed = true;
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

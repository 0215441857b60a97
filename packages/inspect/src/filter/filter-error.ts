/** What is wrong with a display filter, and at which column. */

export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly code = 'bad_filter';
  /** From 1. */
  readonly column: number;

  constructor(sentence: string, column: number) {
    super(`${sentence}, at column ${column}`);
    this.column = column;
  }
}

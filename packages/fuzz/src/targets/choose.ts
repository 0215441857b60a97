/** Inputs whose first byte chooses what the others are for. */

/** The choice, and the bytes behind it. */
export function chosen<T>(choices: readonly T[], input: Uint8Array): { readonly choice: T; readonly rest: Uint8Array } {
  return { choice: choices[(input[0] ?? 0) % choices.length] as T, rest: input.subarray(1) };
}

/** An input that makes choice number `index`. */
export function choosing(index: number, rest: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + rest.length);
  input[0] = index;
  input.set(rest, 1);
  return input;
}

/** What a look at bytes of anybody gives; `undefined` when they make no sense. */
export function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

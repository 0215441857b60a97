/** The integers modulo q = 3329, in which ML-KEM computes. FIPS 203 §2.4, table 2 */

export const q = 3329;

/**
 * [n / q] for 0 <= n < 2^31, by multiplication: how long a division takes depends on its operands, and has given
 * away keys. The half keeps multiples of q clear of rounding.
 */
export const quotient = (n: number): number => ((n + 0.5) * (1 / q)) | 0;

/** n modulo q, for 0 <= n < 2^31. */
export const modulo = (n: number): number => n - Math.imul(q, quotient(n));

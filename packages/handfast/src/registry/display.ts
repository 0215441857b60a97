/** How a number is shown when the registries have no name for it. */

import { isGrease } from './grease.ts';

/** The name, or `GREASE (0x0a0a)`, or `Unknown (0xcc16)`, of a two-byte value. */
export function display16(name: string | undefined, value: number): string {
  return name ?? `${isGrease(value) ? 'GREASE' : 'Unknown'} (0x${value.toString(16).padStart(4, '0')})`;
}

/** The name, or `Unknown (28)`, of a one-byte value. */
export const display8 = (name: string | undefined, value: number): string => name ?? `Unknown (${value})`;

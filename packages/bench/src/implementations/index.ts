/** Every implementation by name. */

import { handfast } from './handfast.ts';
import type { Implementation } from './implementation.ts';
import { nodeTls } from './node-tls.ts';

export const implementations = { handfast, 'node:tls': nodeTls } as const satisfies Record<string, Implementation>;

export type ImplementationName = keyof typeof implementations;

/** The providers that every test of primitives runs against. */

import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { portableProvider } from '../../src/providers/portable/index.ts';

export const subjects: readonly CryptoProvider[] = [nodeProvider, portableProvider];

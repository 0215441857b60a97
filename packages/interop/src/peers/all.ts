/** Every peer that holds the echo conversation. A new one is one file and one line here. */

import type { Peer } from '../peer.ts';
import { bouncyCastle } from './bouncy-castle.ts';
import { gnutls } from './gnutls.ts';
import { go } from './go.ts';
import { handfast } from './handfast.ts';
import { jsse } from './jsse.ts';
import { nodeTls } from './node-tls.ts';
import { oldNodes } from './old-node.ts';
import { openssl } from './openssl.ts';
import { rustls } from './rustls.ts';

export const peers: readonly Peer[] = [handfast, openssl, gnutls, go, rustls, jsse, bouncyCastle, ...oldNodes, nodeTls];

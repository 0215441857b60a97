/** Every peer with which sessions are tried. */

import { chromium } from './chromium.ts';
import { classicSessions } from './classic.ts';
import { curl } from './curl.ts';
import { externalKeys } from './external-keys.ts';
import { gnutls } from './gnutls.ts';
import { go } from './go.ts';
import { jsse } from './jsse.ts';
import { keyedSuites } from './keyed.ts';
import { keyedGnutls } from './keyed-gnutls.ts';
import { nodeTls } from './node-tls.ts';
import { nss } from './nss.ts';
import { oldNodeSessions } from './old-node.ts';
import { openssl } from './openssl.ts';
import { rawKeys } from './raw-keys.ts';
import { redis } from './redis.ts';
import { rustls } from './rustls.ts';
import type { SessionPeer } from './session-case.ts';

/** A new one is one file and one line here. */
export const sessionPeers: readonly SessionPeer[] = [
  openssl,
  gnutls,
  go,
  rustls,
  jsse,
  nss,
  nodeTls,
  curl,
  chromium,
  redis,
  ...classicSessions,
  ...externalKeys,
  keyedSuites,
  keyedGnutls,
  rawKeys,
  oldNodeSessions,
];

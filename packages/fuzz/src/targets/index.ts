/** Every target by name. To add one: write its file and name it here. */

import type { Target } from '../target.ts';
import { captureTarget } from './captures.ts';
import {
  certificateTarget,
  crlTarget,
  derTarget,
  ocspRequestTarget,
  ocspResponseTarget,
  privateKeyTarget,
  publicKeyTarget,
  requestTarget,
} from './der.ts';
import { cookieTarget } from './flows/cookies.ts';
import { datagramFlow } from './flows/datagram-flow.ts';
import { flow } from './flows/flow.ts';
import { datagramVersions, versions } from './flows/variants.ts';
import { hiddenHelloTarget } from './hidden-hellos.ts';
import { keptTarget } from './kept.ts';
import { messages13Target, messagesClassicTarget } from './messages.ts';
import { pathTarget, revocationTarget } from './paths.ts';
import { protectionTarget, streamTarget } from './records.ts';
import { nameTarget, passwordTarget, pemTarget } from './texts.ts';

export const targets: Readonly<Record<string, Target>> = {
  'messages of TLS 1.3': messages13Target,
  'messages up to TLS 1.2': messagesClassicTarget,
  records: streamTarget,
  protection: protectionTarget,
  'hidden hellos': hiddenHelloTarget,
  sessions: keptTarget,
  DER: derTarget,
  certificates: certificateTarget,
  requests: requestTarget,
  CRLs: crlTarget,
  'OCSP requests': ocspRequestTarget,
  'OCSP responses': ocspResponseTarget,
  'public keys': publicKeyTarget,
  'private keys': privateKeyTarget,
  PEM: pemTarget,
  passwords: passwordTarget,
  names: nameTarget,
  paths: pathTarget,
  revocation: revocationTarget,
  captures: captureTarget,
  cookies: cookieTarget,
  ...Object.fromEntries(
    (['client', 'server'] as const).flatMap((role) => [
      ...versions.map((version) => [`${role} ${version}`, flow(role, version)]),
      ...datagramVersions.map((version) => [`${role} ${version}`, datagramFlow(role, version)]),
    ]),
  ),
};

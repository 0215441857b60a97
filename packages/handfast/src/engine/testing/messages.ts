/** What each message of the scripted peer holds when nobody asks for anything wrong. */

import { utf8 } from '../../base/bytes.ts';
import { groupNamed } from '../../registry/groups.ts';
import { helloRetryRandom } from '../../wire/messages/server-hello.ts';
import type { Body, MessageName, ScriptedPeer } from './scripted-peer.ts';

/** ecdsa_secp256r1_sha256 and others that fixtures sign with. */
const schemes = [0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x0804, 0x0805, 0x0806];
const none = new Uint8Array(0);

/** Makes the body of each message from what was said so far. */
export const bodies: { readonly [N in MessageName]: (peer: ScriptedPeer) => Body<N> } = {
  ClientHello: (peer) => (peer.bodies.HelloRetryRequest ? secondHello(peer) : firstHello(peer)),
  ServerHello: (peer) => ({
    legacyVersion: 0x0303,
    random: peer.crypto.random(32),
    legacySessionIdEcho: peer.bodies.ClientHello?.legacySessionId ?? none,
    cipherSuite: peer.suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      key_share: { group: groupNamed(agreedGroup(peer)).id, keyExchange: peer.answerShare(agreedGroup(peer)) },
      supported_versions: 0x0304,
    },
  }),
  HelloRetryRequest: (peer) => ({
    legacyVersion: 0x0303,
    random: helloRetryRandom,
    legacySessionIdEcho: peer.bodies.ClientHello?.legacySessionId ?? none,
    cipherSuite: peer.suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      supported_versions: 0x0304,
      key_share: groupNamed(peer.retryGroup).id,
      cookie: utf8('a cookie'),
    },
  }),
  EncryptedExtensions: () => ({ extensions: {} }),
  CertificateRequest: () => ({ certificateRequestContext: none, extensions: { signature_algorithms: schemes } }),
  Certificate: ({ credential }) => ({
    certificateRequestContext: none,
    certificateList: (credential?.chain ?? []).map((one) => ({
      certData: one instanceof Uint8Array ? one : one.der,
      extensions: {},
    })),
  }),
  CompressedCertificate: () => ({ algorithm: 1, uncompressedLength: 1, compressedCertificateMessage: utf8('packed') }),
  CertificateVerify: (peer) => ({ algorithm: 0x0403, signature: signature(peer, peer.signedContent()) }),
  Finished: (peer) => ({ verifyData: peer.verifyData() }),
  KeyUpdate: () => ({ requestUpdate: 0 }),
  NewSessionTicket: (peer) => ({
    ticketLifetime: 3600,
    ticketAgeAdd: 1,
    ticketNonce: Uint8Array.of(0),
    ticket: peer.crypto.random(16),
    extensions: {},
  }),
  EndOfEarlyData: () => ({}),
};

/** A signature with the peer's P-256 key. */
export function signature({ credential }: ScriptedPeer, content: Uint8Array): Uint8Array {
  const made = credential?.key.sign({ kind: 'ecdsa', hash: 'sha256' }, content);
  if (!(made instanceof Uint8Array)) throw new Error('the peer needs a key that signs at once');
  return made;
}

const agreedGroup = (peer: ScriptedPeer) => (peer.bodies.HelloRetryRequest ? peer.retryGroup : peer.group);

function firstHello(peer: ScriptedPeer): Body<'ClientHello'> {
  return {
    legacyVersion: 0x0303,
    random: peer.crypto.random(32),
    legacySessionId: peer.crypto.random(32),
    cipherSuites: [peer.suite.id],
    legacyCompressionMethods: [0],
    extensions: {
      server_name: [{ nameType: 0, hostName: utf8('server.test') }],
      supported_groups: [...new Set([peer.group, peer.retryGroup])].map((name) => groupNamed(name).id),
      signature_algorithms: schemes,
      supported_versions: [0x0304],
      key_share: [{ group: groupNamed(peer.group).id, keyExchange: peer.offerShare(peer.group) }],
    },
  };
}

function secondHello(peer: ScriptedPeer): Body<'ClientHello'> {
  const first = peer.bodies.ClientHello as Body<'ClientHello'>;
  const cookie = peer.bodies.HelloRetryRequest?.extensions?.cookie;
  return {
    ...first,
    extensions: {
      ...first.extensions,
      key_share: [{ group: groupNamed(peer.retryGroup).id, keyExchange: peer.offerShare(peer.retryGroup) }],
      ...(cookie !== undefined && { cookie }),
    },
  };
}

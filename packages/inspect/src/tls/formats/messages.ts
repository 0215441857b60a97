/** Messages that the engine does not speak, or not in this form. */

import {
  cipherSuite,
  compressionMethod,
  fixed,
  named,
  opaque,
  protocolVersion,
  rest,
  signatureScheme,
  struct,
  trailing,
  uint8,
  uint16,
  uint24,
  uint32,
  vector,
} from 'handfast/wire';

const clientCertificateType = named(uint8, 'ClientCertificateType', (type) => clientCertificateTypes[type]);

const clientCertificateTypes: Readonly<Record<number, string>> = {
  1: 'rsa_sign',
  2: 'dss_sign',
  3: 'rsa_fixed_dh',
  4: 'dss_fixed_dh',
  5: 'rsa_ephemeral_dh',
  6: 'dss_ephemeral_dh',
  20: 'fortezza_dms',
  64: 'ecdsa_sign',
  65: 'rsa_fixed_ecdh',
  66: 'ecdsa_fixed_ecdh',
};

/** CertificateRequest before TLS 1.2. RFC 4346 §7.4.4 */
export const CertificateRequestBare = struct('CertificateRequest', {
  certificateTypes: vector(1, clientCertificateType),
  certificateAuthorities: vector(2, opaque(2)),
});

/** The same in TLS 1.2, whatever the lists hold. RFC 5246 §7.4.4 */
export const CertificateRequest12 = struct('CertificateRequest', {
  certificateTypes: vector(1, clientCertificateType),
  supportedSignatureAlgorithms: vector(2, signatureScheme),
  certificateAuthorities: vector(2, opaque(2)),
});

/** CertificateVerify before TLS 1.2. RFC 4346 §7.4.8 */
export const CertificateVerifyBare = struct('CertificateVerify', { signature: opaque(2) });

/** ClientHello of DTLS. RFC 6347 §4.2.1 */
export const ClientHelloDatagram = struct('ClientHello', {
  legacyVersion: protocolVersion,
  random: fixed(32),
  legacySessionId: opaque(1, { max: 32 }),
  cookie: opaque(1),
  cipherSuites: vector(2, cipherSuite, { min: 2 }),
  legacyCompressionMethods: vector(1, compressionMethod, { min: 1 }),
  // What follows is printed extension by extension.
  extensions: trailing(opaque(2)),
});

/** RFC 6347 §4.2.1 */
export const HelloVerifyRequest = struct('HelloVerifyRequest', { serverVersion: protocolVersion, cookie: opaque(1) });

/** RFC 8879 §4 */
export const CompressedCertificate = struct('CompressedCertificate', {
  algorithm: named(uint16, 'CertificateCompressionAlgorithm', (id) => ['', 'zlib', 'brotli', 'zstd'][id]),
  uncompressedLength: uint24,
  compressedCertificateMessage: opaque(3),
});

/** RFC 6066 §5 */
export const CertificateURL = struct('CertificateURL', {
  type: named(uint8, 'CertChainType', (type) => ['individual_certs', 'pkipath'][type]),
  urlAndHashList: vector(2, struct('URLAndHash', { url: opaque(2), padding: uint8, sha1Hash: fixed(20) })),
});

/** RFC 4680 §2 */
export const SupplementalData = struct('SupplementalData', {
  suppData: vector(
    3,
    struct('SupplementalDataEntry', {
      suppDataType: named(uint16, 'SupplementalDataType', (type) => supplementalTypes[type]),
      data: opaque(2),
    }),
  ),
});

const supplementalTypes: Readonly<Record<number, string>> = { 0: 'user_mapping_data', 16386: 'authz_data' };

/** RFC 9147 §9 */
export const RequestConnectionId = struct('RequestConnectionId', { numCids: uint8 });

/** RFC 9147 §9 */
export const NewConnectionId = struct('NewConnectionId', {
  cids: vector(2, opaque(1)),
  usage: named(uint8, 'ConnectionIdUsage', (usage) => ['cid_immediate', 'cid_spare'][usage]),
});

/** RFC 8870 §4.3 and drafts whose content nobody needs here. */
export const Opaque = struct('Opaque', { data: rest });

/** draft-agl-tls-nextprotoneg §3 */
export const NextProtocol = struct('NextProtocol', { selectedProtocol: opaque(1), padding: opaque(1) });

/** RFC 9147 §7 */
export const Ack = struct('ACK', {
  recordNumbers: vector(
    2,
    struct('RecordNumber', { epochHigh: uint32, epoch: uint32, sequenceHigh: uint32, sequence: uint32 }),
  ),
});

/** The wire formats of TLS: decode, encode and annotate with the engine's own codecs. */

export { ProtocolError } from '../base/errors.ts';
export { type Annotation, annotate, leaves, type Span } from './annotate.ts';
export {
  type AnyCodec,
  type Bounds,
  type Codec,
  decode,
  empty,
  encode,
  fixed,
  type Infer,
  named,
  opaque,
  prefixed,
  rest,
  struct,
  trailing,
  uint8,
  uint16,
  uint24,
  uint32,
  vector,
} from './codec.ts';
export { EchConfig, EchConfigList } from './ech-config.ts';
export { EncodedClientHelloInner } from './encoded-hello.ts';
export { type Carrier, type Extension, extension } from './extensions/extension.ts';
export { CertificateStatus } from './extensions/status-request.ts';
export { type Extensions, extensionTable } from './extensions/table.ts';
export { type Dialect, encodeMessage, handshakeMessage, type Message, message } from './handshake.ts';
export { Ack } from './messages/ack.ts';
export { certificateClassicOf } from './messages/certificate-classic.ts';
export { EcdheClientKeyExchange, implicitOr } from './messages/client-key-exchange.ts';
export { CompressedCertificate } from './messages/compressed-certificate.ts';
export { NewConnectionId, RequestConnectionId } from './messages/connection-ids.ts';
export { DheClientKeyExchange, ServerDhParams } from './messages/dh-key-exchange.ts';
export { HelloVerifyRequest } from './messages/hello-verify-request.ts';
export { ClientPsk, hintedParams, identifiedAnswer, ServerPsk } from './messages/psk-key-exchange.ts';
export {
  BareEncryptedPreMasterSecret,
  EncryptedPreMasterSecret,
  ServerRsaParams,
} from './messages/rsa-key-exchange.ts';
export { helloRetryRandom, isHelloRetryRequest } from './messages/server-hello.ts';
export { ServerEcdhParams, signed } from './messages/server-key-exchange.ts';
export { ServerSrpParams, SrpClientKeyExchange } from './messages/srp-key-exchange.ts';
export { signedUnnamed, UnnamedCertificateRequest, UnnamedCertificateVerify } from './messages/unnamed-signatures.ts';
export { messagesClassic, messagesEcdhe } from './messages-classic.ts';
export { type Message13, messages13 } from './messages13.ts';
export {
  certificateType,
  cipherSuite,
  compressionMethod,
  extensionType,
  namedGroup,
  protocolVersion,
  signatureScheme,
} from './names.ts';
export { Reader } from './reader.ts';
export { Writer } from './writer.ts';

/** Every extension that this implementation reads. To add one: write its file and name it here. */

import { alpn } from './alpn.ts';
import { clientAuthz, serverAuthz } from './authorization.ts';
import { certType } from './cert-type.ts';
import { certificateAuthorities } from './certificate-authorities.ts';
import { clientCertificateType, serverCertificateType } from './certificate-types.ts';
import { clientCertificateUrl } from './client-certificate-url.ts';
import { compressCertificate } from './compress-certificate.ts';
import { connectionId } from './connection-id.ts';
import { cookie } from './cookie.ts';
import { delegatedCredential } from './delegated-credential.ts';
import { earlyData } from './early-data.ts';
import { ecPointFormats } from './ec-point-formats.ts';
import { encryptThenMac } from './encrypt-then-mac.ts';
import { encryptedClientHello } from './encrypted-client-hello.ts';
import { extendedMasterSecret } from './extended-master-secret.ts';
import type { Carrier, ExtensionsIn } from './extension.ts';
import { heartbeat } from './heartbeat.ts';
import { keyShare } from './key-share.ts';
import { maxFragmentLength } from './max-fragment-length.ts';
import { oidFilters } from './oid-filters.ts';
import { padding } from './padding.ts';
import { postHandshakeAuth } from './post-handshake-auth.ts';
import { preSharedKey } from './pre-shared-key.ts';
import { pskKeyExchangeModes } from './psk-key-exchange-modes.ts';
import { quicTransportParameters } from './quic-transport-parameters.ts';
import { recordSizeLimit } from './record-size-limit.ts';
import { renegotiationInfo } from './renegotiation-info.ts';
import { rrc } from './routability.ts';
import { serverName } from './server-name.ts';
import { sessionTicket } from './session-ticket.ts';
import { signatureAlgorithms, signatureAlgorithmsCert } from './signature-algorithms.ts';
import { signedCertificateTimestamp } from './signed-certificate-timestamp.ts';
import { srp } from './srp.ts';
import { statusRequest } from './status-request.ts';
import { statusRequestV2 } from './status-request-v2.ts';
import { supportedGroups } from './supported-groups.ts';
import { supportedVersions } from './supported-versions.ts';
import { ticketRequest } from './ticket-request.ts';
import { tlsFlags } from './tls-flags.ts';
import { truncatedHmac } from './truncated-hmac.ts';
import { trustedCaKeys } from './trusted-ca-keys.ts';
import { useSrtp } from './use-srtp.ts';
import { userMapping } from './user-mapping.ts';

export const extensionTable = [
  serverName,
  maxFragmentLength,
  clientCertificateUrl,
  trustedCaKeys,
  truncatedHmac,
  statusRequest,
  userMapping,
  clientAuthz,
  serverAuthz,
  certType,
  supportedGroups,
  ecPointFormats,
  srp,
  signatureAlgorithms,
  heartbeat,
  alpn,
  statusRequestV2,
  signedCertificateTimestamp,
  clientCertificateType,
  serverCertificateType,
  padding,
  encryptThenMac,
  extendedMasterSecret,
  compressCertificate,
  recordSizeLimit,
  useSrtp,
  connectionId,
  rrc,
  delegatedCredential,
  sessionTicket,
  preSharedKey,
  earlyData,
  supportedVersions,
  cookie,
  pskKeyExchangeModes,
  certificateAuthorities,
  oidFilters,
  postHandshakeAuth,
  signatureAlgorithmsCert,
  keyShare,
  quicTransportParameters,
  ticketRequest,
  tlsFlags,
  encryptedClientHello,
  renegotiationInfo,
] as const;

/** The extension block of a message, by name. */
export type Extensions<M extends Carrier> = ExtensionsIn<typeof extensionTable, M>;

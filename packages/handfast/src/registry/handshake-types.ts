/** Handshake messages: the IANA registry "TLS HandshakeType", with the names that the RFCs give the structures. */

import { display8 } from './display.ts';

/** One message. */
export interface HandshakeType {
  readonly id: number;
  /** The structure: `ClientHello`. */
  readonly name: string;
  /** The name in the registry: `client_hello`. */
  readonly iana: string;
  /** Which flows have it; in DTLS the same, unless it is for datagrams alone. */
  readonly flows: readonly ('classic' | 'tls13')[];
  readonly datagramOnly?: true;
}

const both = ['classic', 'tls13'] as const;
const classic = ['classic'] as const;
const tls13 = ['tls13'] as const;

/** By number. Two pairs of messages never had a number of their own: HelloRetryRequest is a ServerHello (RFC 8446 §4.1.4). */
export const handshakeTypes: readonly HandshakeType[] = [
  { id: 0, name: 'HelloRequest', iana: 'hello_request_RESERVED', flows: classic },
  { id: 1, name: 'ClientHello', iana: 'client_hello', flows: both },
  { id: 2, name: 'ServerHello', iana: 'server_hello', flows: both },
  { id: 3, name: 'HelloVerifyRequest', iana: 'hello_verify_request_RESERVED', flows: classic, datagramOnly: true },
  { id: 4, name: 'NewSessionTicket', iana: 'new_session_ticket', flows: both },
  { id: 5, name: 'EndOfEarlyData', iana: 'end_of_early_data', flows: tls13 },
  { id: 8, name: 'EncryptedExtensions', iana: 'encrypted_extensions', flows: tls13 },
  { id: 9, name: 'RequestConnectionId', iana: 'request_connection_id', flows: tls13, datagramOnly: true },
  { id: 10, name: 'NewConnectionId', iana: 'new_connection_id', flows: tls13, datagramOnly: true },
  { id: 11, name: 'Certificate', iana: 'certificate', flows: both },
  { id: 12, name: 'ServerKeyExchange', iana: 'server_key_exchange_RESERVED', flows: classic },
  { id: 13, name: 'CertificateRequest', iana: 'certificate_request', flows: both },
  { id: 14, name: 'ServerHelloDone', iana: 'server_hello_done_RESERVED', flows: classic },
  { id: 15, name: 'CertificateVerify', iana: 'certificate_verify', flows: both },
  { id: 16, name: 'ClientKeyExchange', iana: 'client_key_exchange_RESERVED', flows: classic },
  { id: 17, name: 'ClientCertificateRequest', iana: 'client_certificate_request', flows: [] },
  { id: 20, name: 'Finished', iana: 'finished', flows: both },
  { id: 21, name: 'CertificateURL', iana: 'certificate_url_RESERVED', flows: classic },
  { id: 22, name: 'CertificateStatus', iana: 'certificate_status_RESERVED', flows: classic },
  { id: 23, name: 'SupplementalData', iana: 'supplemental_data_RESERVED', flows: classic },
  { id: 24, name: 'KeyUpdate', iana: 'key_update', flows: tls13 },
  { id: 25, name: 'CompressedCertificate', iana: 'compressed_certificate', flows: tls13 },
  { id: 26, name: 'EKTKey', iana: 'ekt_key', flows: both, datagramOnly: true },
  // draft-agl-tls-nextprotoneg and draft-balfanz-tls-channelid, never registered.
  { id: 67, name: 'NextProtocol', iana: 'next_protocol', flows: classic },
  { id: 203, name: 'ChannelID', iana: 'channel_id', flows: both },
  { id: 254, name: 'MessageHash', iana: 'message_hash', flows: tls13 },
];

const byId = new Map(handshakeTypes.map((type) => [type.id, type]));

export const handshakeTypeById = (id: number): HandshakeType | undefined => byId.get(id);

/** The name of the structure to show for a number. */
export const handshakeTypeName = (id: number): string => display8(byId.get(id)?.name, id);

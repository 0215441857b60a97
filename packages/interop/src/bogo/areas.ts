/** Tests by what they are about, judged by their names. */

interface Area {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The first that matches counts. */
export const areas: readonly Area[] = [
  { name: 'QUIC', pattern: /QUIC/ },
  { name: 'DTLS', pattern: /DTLS/ },
  { name: 'ECH', pattern: /ECH|EncryptedClientHello/ },
  { name: 'raw public keys', pattern: /RawPublicKey|RPK/ },
  { name: 'external keys and PAKE', pattern: /PSK|PAKE|SPAKE/ },
  { name: 'policies', pattern: /^Compliance|TrustAnchor|Padding-/ },
  { name: 'early data', pattern: /EarlyData|0RTT|0-RTT|HalfRTT/ },
  { name: 'resumption and tickets', pattern: /Resum|Ticket|Session|Renew/i },
  { name: 'renegotiation', pattern: /Renegotiat/ },
  { name: 'certificates', pattern: /Cert|Credential|OCSP|SCT|Verify|CheckLeaf|IssuerMatch/ },
  { name: 'signatures and groups', pattern: /Sign|Curve|KeyShare|Group|ECDH|KeyUsage|RSA-PSS|Ed25519/ },
  { name: 'application protocols', pattern: /ALPN|ALPS|NPN|ChannelID/ },
  { name: 'versions', pattern: /Version|Downgrade|Fallback/ },
  { name: 'alerts and records', pattern: /Alert|Record|Fragment|Shutdown|CloseNotify|ChangeCipherSpec|CCS/ },
  { name: 'the rest', pattern: /^/ },
];

/** The area of a test. */
export const areaOf = (test: string): string => areas.find(({ pattern }) => pattern.test(test))?.name ?? '';

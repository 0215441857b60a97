/** Names of well-known ports at which TLS is usual, from IANA's registry of service names. */

/** `https` for 443; `undefined` for ports that say nothing about TLS. */
export const serviceName = (port: number): string | undefined => services[port];

const services: Readonly<Record<number, string>> = {
  21: 'ftp',
  25: 'smtp',
  80: 'http',
  110: 'pop3',
  119: 'nntp',
  143: 'imap',
  389: 'ldap',
  443: 'https',
  465: 'submissions',
  563: 'nntps',
  587: 'submission',
  636: 'ldaps',
  853: 'domain-s',
  989: 'ftps-data',
  990: 'ftps',
  992: 'telnets',
  993: 'imaps',
  995: 'pop3s',
  3306: 'mysql',
  4190: 'sieve',
  5061: 'sips',
  5222: 'xmpp-client',
  5269: 'xmpp-server',
  5349: 'stuns',
  5432: 'postgresql',
  5671: 'amqps',
  5684: 'coaps',
  6697: 'ircs-u',
  8883: 'secure-mqtt',
};

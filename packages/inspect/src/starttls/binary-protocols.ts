/** LDAP's StartTLS (RFC 4511 §4.14) and PostgreSQL's SSLRequest: a question and an answer that are not text. */

import type { Recogniser } from './recogniser.ts';

/** The extended request that names this operation, and the answer with resultCode success. */
const ldap: Recogniser = {
  name: 'ldap',
  asks: ({ bytes, text }) => bytes[0] === 0x30 && text.includes('\x77') && text.includes('1.3.6.1.4.1.1466.20037'),
  agrees: ({ bytes, text }) => {
    const response = text.indexOf('\x78');
    return bytes[0] === 0x30 && response > 0 && text.includes('\x0a\x01\x00', response);
  },
};

const postgres: Recogniser = {
  name: 'postgres',
  asks: ({ text }) => text.endsWith('\x00\x00\x00\x08\x04\xd2\x16\x2f'),
  agrees: ({ text }) => text === 'S',
};

export const binaryProtocols: readonly Recogniser[] = [ldap, postgres];

/** Protocols of text lines: SMTP (RFC 3207), IMAP and POP3 (RFC 2595), FTP (RFC 4217), NNTP (RFC 4642), and their kin. */

import type { Recogniser } from './recogniser.ts';

/** In the order in which they are tried: those that ask with the same words differ in the answer. */
export const textProtocols: readonly Recogniser[] = [
  lines('smtp', /^STARTTLS\r?$/im, /^220[ -]/m),
  lines('nntp', /^STARTTLS\r?$/im, /^382\b/m),
  lines('sieve', /^STARTTLS\r?$/im, /^OK\b/im),
  lines('irc', /^STARTTLS\r?$/im, /^:\S+ 670\b/m),
  lines('pop3', /^STLS\r?$/im, /^\+OK\b/m),
  lines('ftp', /^AUTH (?:TLS|SSL|TLS-C)\r?$/im, /^234[ -]/m),
  {
    name: 'imap',
    asks: ({ text }) => tagged.test(text),
    agrees: (server, client) => {
      const tag = tagged.exec(client.text)?.[1];
      return tag !== undefined && server.text.split('\r\n').some((line) => line.startsWith(`${tag} OK`));
    },
  },
  lines('xmpp', /<starttls\b/i, /<proceed\b/i),
  // HTTP/1.1 Upgrade (RFC 2817) and a proxy's tunnel.
  lines('http-upgrade', /^Upgrade:[^\r\n]*\bTLS\//im, /^HTTP\/1\.1 101\b/m),
  lines('http-connect', /^CONNECT \S+ HTTP\/1\.[01]\r?$/m, /^HTTP\/1\.[01] 2\d\d\b/m),
];

function lines(name: string, question: RegExp, answer: RegExp): Recogniser {
  return { name, asks: ({ text }) => question.test(text), agrees: ({ text }) => answer.test(text) };
}

/** A tag of IMAP or ACAP before the command. */
const tagged = /^(\S+) STARTTLS\r?$/im;

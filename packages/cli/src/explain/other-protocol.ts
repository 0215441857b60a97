/** Servers that answer in another language than TLS, known by their first bytes. */

/** What the first bytes say, and what to do; `undefined` when they could be TLS. */
export function otherProtocol(first: Uint8Array): { readonly cause: string; readonly fix: string } | undefined {
  const text = Buffer.from(first.subarray(0, 60)).toString('latin1');
  const known = greetings.find(([start]) => start.test(text));
  if (known !== undefined) {
    const [, name, fix] = known;
    return { cause: `the server speaks ${name} here, without TLS`, fix };
  }
  if (first.length === 0 || (first[0] as number) < 0x20) return undefined;
  const shown = JSON.stringify(text.replace(/[^\x20-\x7e].*/s, '').slice(0, 24));
  return { cause: `the server does not speak TLS here: its answer starts with ${shown}`, fix: 'check the port' };
}

const startTls = 'use the port where TLS starts at once, since STARTTLS is not supported yet';

const greetings: readonly (readonly [start: RegExp, name: string, fix: string])[] = [
  [/^HTTP\//, 'HTTP', 'use its HTTPS port, which is often 443 or 8443'],
  [/^SSH-/, 'SSH', 'connect with ssh, which is not TLS at all'],
  [/^220[ -]/, 'SMTP or FTP', startTls],
  [/^\* (OK|PREAUTH)/, 'IMAP', startTls],
  [/^\+OK/, 'POP3', startTls],
  [/^\s*</, 'XML or HTML', 'check the port'],
];

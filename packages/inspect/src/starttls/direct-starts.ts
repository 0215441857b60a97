/** Where the client starts TLS without waiting for an answer: MySQL's SSLRequest, and the line or header of a proxy. */

/** After how many bytes of what the client sends TLS begins, and in which protocol. */
export interface DirectStart {
  readonly name: string;
  readonly length: number;
}

/** `undefined` when nothing like this is there. */
export function directStart(client: Uint8Array, text: string): DirectStart | undefined {
  return mysql(client) ?? proxyLine(text) ?? proxyHeader(client);
}

/** A packet of 32 bytes, the second of the connection, with CLIENT_SSL and CLIENT_PROTOCOL_41 among the capabilities. */
function mysql(client: Uint8Array): DirectStart | undefined {
  if (client.length < 36 || client[0] !== 32 || client[1] !== 0 || client[2] !== 0 || client[3] !== 1) return undefined;
  const wantsTls = ((client[5] as number) & 0x0a) === 0x0a;
  return wantsTls ? { name: 'mysql', length: 36 } : undefined;
}

/** PROXY protocol, version 1: one line. */
function proxyLine(text: string): DirectStart | undefined {
  const line = /^PROXY (?:TCP4|TCP6|UNKNOWN)[^\r\n]{0,90}\r\n/.exec(text);
  return line === null ? undefined : { name: 'proxy', length: line[0].length };
}

/** Version 2: a signature of 12 bytes, version and family, length. */
function proxyHeader(client: Uint8Array): DirectStart | undefined {
  if (client.length < 16 || !signature.every((byte, i) => client[i] === byte)) return undefined;
  const length = 16 + (client[14] as number) * 256 + (client[15] as number);
  return client.length < length ? undefined : { name: 'proxy', length };
}

const signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

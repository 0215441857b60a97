/** Compression methods that hellos may name, up to TLS 1.2. RFC 3749 §2 */

export const compressionMethods = { NULL: 0, DEFLATE: 1 } as const;

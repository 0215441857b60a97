/** Node answers with Buffers; everything below the adapters speaks of plain byte arrays. */

/** The same bytes without the methods of Buffer: nothing is copied. */
export function bare(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** The same bytes as the Buffer that some types of node:crypto insist on: nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** base64url as JSON Web Keys spell bytes (RFC 7518 §2). */
export function toBase64Url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64url');
}

/** The bytes that base64url spells; none for an absent text. */
export function fromBase64Url(text: string | undefined): Uint8Array {
  return bare(Buffer.from(text ?? '', 'base64url'));
}

/** PKCS #12 files, told by their first bytes. */

/** `SEQUENCE { INTEGER 3, …`: no certificate, key or request starts like that. RFC 7292 §4 */
export function isPkcs12(content: Uint8Array): boolean {
  if (content[0] !== 0x30) return false;
  const length = content[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return content[at] === 2 && content[at + 1] === 1 && content[at + 2] === 3;
}

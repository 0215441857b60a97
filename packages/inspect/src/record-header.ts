/** The five bytes before every record, and how they are found where nobody says where records begin. RFC 8446 §5.1 */

/** Content types that exist, a version of SSL 3.0 or TLS, and a length that protection may reach. */
export function isRecordHeader(bytes: Uint8Array, at = 0): boolean {
  const type = bytes[at] as number;
  return type >= 20 && type <= 24 && bytes[at + 1] === 3 && lengthAt(bytes, at) <= longestFragment;
}

export const recordHeader = 5;

/** Whether bytes from the middle of a stream begin with a record, and go on with another where the first ends. */
export function beginsWithRecord(bytes: Uint8Array, at = 0): boolean {
  if (bytes.length < at + recordHeader || !isLikelyHeader(bytes, at)) return false;
  const next = at + recordHeader + lengthAt(bytes, at);
  // Only those that carry much go on in the next segment.
  if (next > bytes.length) return (bytes[at] as number) >= 22;
  return next + recordHeader > bytes.length || isLikelyHeader(bytes, next);
}

/**
 * Where the first record begins in bytes from the middle of a stream; -1 where none does. Ciphertext looks like the header
 * of application data once in millions of bytes.
 */
export function recordIn(bytes: Uint8Array): number {
  if (beginsWithRecord(bytes)) return 0;
  for (let at = bytes.indexOf(applicationData, 1); at >= 0; at = bytes.indexOf(applicationData, at + 1)) {
    if (beginsWithRecord(bytes, at)) return at;
  }
  return -1;
}

/** Versions that were ever spoken, and something inside. */
function isLikelyHeader(bytes: Uint8Array, at: number): boolean {
  return isRecordHeader(bytes, at) && (bytes[at + 2] as number) <= 4 && lengthAt(bytes, at) > 0;
}

const lengthAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);

const applicationData = 23;
/** 2^14 of plaintext and 2,048 more. RFC 5246 §6.2.3 */
const longestFragment = 2 ** 14 + 2048;

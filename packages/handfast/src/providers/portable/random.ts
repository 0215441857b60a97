/** Unpredictable bytes from the Web Cryptography API, which every runtime has. */

export function random(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += most) crypto.getRandomValues(bytes.subarray(at, at + most));
  return bytes;
}

/** In one call. */
const most = 65_536;

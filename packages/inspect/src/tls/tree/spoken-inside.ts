/** What the first bytes of application data say, where everybody can tell. RFC 9112 §2.1, RFC 9113 §3.4 */

const decoder = new TextDecoder('latin1');

/** The request line or the status line of HTTP/1, or the preface of HTTP/2; `undefined` for others. */
export function httpLine(data: Uint8Array): string | undefined {
  const [line = ''] = decoder.decode(data.subarray(0, longestLine)).split('\r\n', 1);
  if (line.length === longestLine) return undefined;
  return /^(?:[A-Z]{3,16} \S+ HTTP\/\d\.\d|HTTP\/\d\.\d \d{3}(?: .*)?)$/.test(line) ? line : undefined;
}

const longestLine = 1024;

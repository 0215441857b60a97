/** What is wrong with a capture file, and where. */

/** The file is no capture, or damaged from `offset` on. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code = 'bad_capture';
  /** Bytes from the start of the (unpacked) file. */
  readonly offset: number;
  /** Whether the file merely ends too early. */
  readonly isCutOff: boolean;

  constructor(sentence: string, offset: number, isCutOff = false) {
    super(`${sentence}, at byte ${offset}`);
    this.offset = offset;
    this.isCutOff = isCutOff;
  }
}

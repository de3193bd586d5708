/** Bytes that can be read several times, the same each time. */
export interface SourceText extends AsyncDisposable {
  /** As messages name it: the file, or `standard input`. */
  readonly name: string
  /** File that it stands for, where there is one. */
  readonly file: string | undefined
  /**
   * @param from bytes to leave out at the beginning
   * @throws HactlError `source-changed` when it is not what it was at the first reading
   */
  blocks(from?: number): AsyncIterable<Buffer>
}

/** Bytes read at once. */
export const blockSize = 256 << 10

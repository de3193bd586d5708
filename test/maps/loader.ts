import type {Entry} from './support.ts'

/**
 * What HAProxy's own file loader makes of a map file, written from its rules (pattern.c pat_ref_read_from_file_smp, runtime-api 3.7) and proved against
 * it in loader.test.ts. It shares nothing with src/. Not for files with NUL, nor with lines over tune.bufsize.
 */
export function loaded(file: Uint8Array | string): Entry[] {
  return Buffer.from(file)
    .toString('latin1')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => /^[ \t]*(?<key>[^ \t\r]+)[ \t]*(?<value>[^\r]*?)[ \t]*(?:\r|$)/.exec(line)?.groups)
    .filter((groups) => groups !== undefined)
    .map(({key = '', value = ''}) => [key, value])
}

import {readdirSync, readFileSync} from 'node:fs'

/** What a HAProxy was asked and answered, by record-fixtures.mjs: `{}` is the folder of its files, one character a byte. */
export interface Recording {
  /** `3.2.26` */
  readonly haproxy: string
  readonly answers: readonly {readonly line: string; readonly answer: string}[]
  /** `prepare map` on a socket of level user. */
  readonly denied: string
  /** A line of 20,000 bytes. */
  readonly tooBig: string
  /** What was written to one connection at once, and all that came back. */
  readonly sessions: readonly {readonly request: string; readonly answer: string}[]
}

const folder = new URL('fixtures/', import.meta.url)

export const recordings = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording)

/** `[version, recording]`, for describe.each. */
export const recorded = recordings.map((recording) => [recording.haproxy, recording] as const)

/** The first answer to a line. */
export function answerTo({haproxy, answers}: Recording, line: string): string {
  const found = answers.find((each) => each.line === line)
  if (!found) throw new Error(`HAProxy ${haproxy} was not asked ${JSON.stringify(line)}: record the fixtures anew`)
  return found.answer
}

export const isOlder = ({haproxy}: Recording, version: number): boolean => Number.parseFloat(haproxy) < version

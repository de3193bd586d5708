import {refused} from './refusal.ts'
import type {Reply} from './reply.ts'
import {readable} from './word.ts'

/** The lines of an answer that has no success form of its own but to be whole. @throws HactlError where it is cut, or where it says something else */
export function linesOf(command: string, reply: Reply): string[] {
  const text = readable(reply.text)
  if (!reply.complete || refusal.test(text)) throw refused(command, reply)
  return text.split('\n').filter((line) => line !== '')
}

const refusal = /^(?:Permission denied|Unknown command|This command is restricted)/

/** `key=value` and `key:value` of a line, in their order. */
export const wordsOf = (line: string): Record<string, string> =>
  Object.fromEntries([...line.matchAll(/(?<=^|[\s,(])([A-Za-z_]\w*)[=:](\S*?)(?=,?(?:\s|\)|$))/g)].map(([, name = '', value = '']) => [name, value]))

/** A cell that is a whole number; undefined for every other, and for none. */
export const integerIn = (cell: string | undefined): number | undefined => (cell !== undefined && /^-?\d+$/.test(cell) ? Number(cell) : undefined)

import {LineEditor} from './line-editor.ts'

/** Where a person types lines, and sees them; undefined where standard input is no terminal. */
export function keyboard(): LineEditor | undefined {
  const output = [process.stdout, process.stderr].find(({isTTY}) => isTTY)
  return process.stdin.isTTY && output ? new LineEditor(process.stdin, output) : undefined
}

import {createHash} from 'node:crypto'
import {appendFile, mkdir, readFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import type {ContextFile} from './context.ts'

/** One line for a file with this content at this place: whoever changes it must be asked again. */
const markOf = ({path, text}: ContextFile): string => createHash('sha256').update(`${path}\0${text}`).digest('hex')

/** Whether the user has agreed to changes on the targets of this very file. */
export async function isAgreed(file: ContextFile, agreed: string): Promise<boolean> {
  const marks = await readFile(agreed, 'utf8').catch(() => '')
  return marks.split('\n').includes(markOf(file))
}

/** Remembers that the user has. */
export async function rememberAgreement(file: ContextFile, agreed: string): Promise<void> {
  await mkdir(dirname(agreed), {recursive: true, mode: 0o700})
  await appendFile(agreed, `${markOf(file)}\n`, {mode: 0o600})
}

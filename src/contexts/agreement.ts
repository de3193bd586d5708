import {createHash} from 'node:crypto'
import {appendFile, mkdir, readFile, realpath} from 'node:fs/promises'
import {dirname} from 'node:path'
import {parseAddress} from '../transport/address.ts'
import type {ContextFile} from './context.ts'

/** One line for a file with this content at this place: whoever changes it must be asked again, and who turns a link to a socket elsewhere. */
async function markOf({path, text}: ContextFile, address: string): Promise<string> {
  const target = parseAddress(address)
  const real = target.kind === 'unix' ? await realpath(target.path).catch(() => target.path) : ''
  const behindLink = target.kind === 'unix' && real !== target.path ? `\0${real}` : ''
  return createHash('sha256').update(`${path}\0${text}${behindLink}`).digest('hex')
}

/** Whether the user has agreed to changes on the targets of this very file. @param address the one that is meant */
export async function isAgreed(file: ContextFile, address: string, agreed: string): Promise<boolean> {
  const marks = await readFile(agreed, 'utf8').catch(() => '')
  return marks.split('\n').includes(await markOf(file, address))
}

/** Remembers that the user has. */
export async function rememberAgreement(file: ContextFile, address: string, agreed: string): Promise<void> {
  await mkdir(dirname(agreed), {recursive: true, mode: 0o700})
  await appendFile(agreed, `${await markOf(file, address)}\n`, {mode: 0o600})
}

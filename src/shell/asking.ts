import {HactlError} from '../protocol/error.ts'
import {shownLine} from '../protocol/secrets.ts'
import {colouredWithoutControls, withoutControls} from '../render/controls.ts'
import type {LineEditor} from '../terminal/line-editor.ts'
import type {Style} from '../terminal/style.ts'
import {isDangerous} from './dangerous.ts'
import type {OwnLine} from './own-line.ts'
import type {Asked, ShellTarget} from './target.ts'

/** A line that changes something, and what is known of it. */
interface Change {
  readonly line: string
  /** For a command of hactl, which asks for what is dangerous itself; undefined where the line goes to HAProxy as it is. */
  readonly own: Pick<OwnLine, 'elsewhere' | 'assumesYes'> | undefined
  /** The process that it was typed for still answers. */
  readonly sameProcess: boolean
  /** Nobody is to be asked any more. */
  readonly signal: AbortSignal
}

/** Asks what has to be asked before a change is sent; nothing twice. @returns whether somebody was asked, who may take any time @throws HactlError `not-confirmed` */
export async function agreeTo({line, own, sameProcess, signal}: Change, target: ShellTarget, editor: LineEditor, style: Style): Promise<boolean> {
  let asked = false
  const yes = async (question: string): Promise<boolean> => {
    asked = true
    const typed = await editor.read({prompt: () => `${colouredWithoutControls(question)} [y/N] `, signal})
    return typed.kind === 'line' && /^\s*y(?:es)?\s*$/i.test(typed.text)
  }
  const confirm: Asked['confirm'] = async (question) => {
    if (!(await yes(question))) throw new HactlError('not-confirmed', {exit: 2, message: 'not confirmed, nothing was sent'})
  }
  const dangerous = !own && isDangerous(line)
  const shown = dangerous ? style.red(withoutControls(line)) : withoutControls(shownLine(line))
  if (!sameProcess) await confirm('that was meant for the process before; send it to this one?')
  // what names its target itself is asked by the files of that one
  if (own?.elsewhere !== true)
    await target.agree({yes, confirm: (question) => (own?.assumesYes === true ? Promise.resolve() : confirm(`${shown}: ${question}`))})
  if (dangerous && !target.confirms) await confirm(`${shown} on ${target.name ?? target.client.target.node}?`)
  return asked
}

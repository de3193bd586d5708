import {HactlError} from '../protocol/error.ts'
import {shownLine} from '../protocol/secrets.ts'
import type {LineEditor} from '../terminal/line-editor.ts'
import type {Style} from '../terminal/style.ts'
import {isDangerous} from './dangerous.ts'
import type {Asked, ShellTarget} from './target.ts'

/** A line that changes something, and what is known of it. */
interface Change {
  readonly line: string
  /** It goes to HAProxy as it is; commands of hactl ask for what is dangerous themselves. */
  readonly raw: boolean
  /** The process that it was typed for still answers. */
  readonly sameProcess: boolean
  /** It names its target itself, and that target's own files hold. */
  readonly elsewhere: boolean
  /** It says itself that nobody is to be asked. */
  readonly assumesYes: boolean
}

/** Asks what has to be asked before a change is sent; nothing twice. @throws HactlError `not-confirmed` */
export async function agreeTo({line, raw, sameProcess, elsewhere, assumesYes}: Change, target: ShellTarget, editor: LineEditor, style: Style): Promise<void> {
  const yes = async (question: string): Promise<boolean> => {
    const typed = await editor.read({prompt: () => `${question} [y/N] `})
    return typed.kind === 'line' && /^\s*y(?:es)?\s*$/i.test(typed.text)
  }
  const confirm: Asked['confirm'] = async (question) => {
    if (!(await yes(question))) throw new HactlError('not-confirmed', {exit: 2, message: 'not confirmed, nothing was sent'})
  }
  const dangerous = raw && isDangerous(line)
  const shown = dangerous ? style.red(line) : shownLine(line)
  if (!sameProcess) await confirm('that was meant for the process before; send it to this one?')
  if (!elsewhere) await target.agree({yes, confirm: (question) => (assumesYes ? Promise.resolve() : confirm(`${shown}: ${question}`))})
  if (dangerous && !target.confirms) await confirm(`${shown} on ${target.name ?? target.client.target.node}?`)
}

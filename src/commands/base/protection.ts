import {type ClientOptions, readOnlyRefusal} from '../../client/options.ts'
import type {RuntimeClient} from '../../client/runtime-client.ts'
import type {Context, ContextFile} from '../../contexts/context.ts'
import {agreedFile} from '../../contexts/paths.ts'
import type {NamedTarget} from '../../contexts/target.ts'
import {levels} from '../../protocol/command.ts'
import {HactlError} from '../../protocol/error.ts'
import {withoutControls} from '../../render/controls.ts'

/** Who is told, and asked. */
export interface Person {
  note(line: string): void
  /** @throws HactlError when there is no agreement; --yes is one */
  confirm(question: string): Promise<void>
  /** @returns undefined where nobody can be asked */
  ask(question: string): Promise<boolean | undefined>
}

export type InContext = NamedTarget & {readonly context: Context}

/**
 * What a context's file has to say before anything is changed: `readOnly`, `confirm`, and the agreement to a project file.
 *
 * @returns how the client is to refuse what may change something; undefined where it may
 * @throws HactlError `context-unconfirmed`, `not-confirmed`, `confirmation-required`
 */
export async function protect(target: InContext, changes: boolean, person: Person): Promise<ClientOptions['refusal']> {
  const {context, project} = target
  const refusal = readOnlyIn(context)
  if (refusal) return refusal
  if (changes) await agreeToChange(target, person)
  else if (project || context.confirm?.value === true) return (command) => unconfirmed(target, `\`${command}\` was not sent`)
  return undefined
}

/** How a read-only context refuses what may change something. */
export const readOnlyIn = ({name, readOnly}: Context): ReturnType<typeof readOnlyRefusal> | undefined =>
  readOnly?.value === true
    ? readOnlyRefusal(`context ${name} is read-only (${readOnly.origin})`, 'name another context with --context, or take readOnly away there')
    : undefined

/** Asks what a context's file has to say before a change. @throws HactlError `context-unconfirmed`, `not-confirmed`, `confirmation-required` */
export async function agreeToChange(target: InContext, person: Person): Promise<void> {
  const {context, project, address} = target
  if (project) await agreeToProject(target, project, person)
  if (context.confirm?.value === true) await person.confirm(`change context ${context.name} (${address})?`)
}

/** Whoever may write to a project could else lead its users to any HAProxy of theirs. */
async function agreeToProject(target: InContext, project: ContextFile, person: Person): Promise<void> {
  const {context, address, onPurpose} = target
  // a folder may be called whatever its owner likes, and this is what is agreed to
  const path = withoutControls(project.path)
  person.note(`target: context ${context.name}, ${address} (${path})`)
  const {isAgreed, rememberAgreement} = await import('../../contexts/agreement.ts')
  const agreed = agreedFile(process.env)
  if (await isAgreed(project, address, agreed)) return
  const answer = await person.ask(`${path} names context ${context.name}, ${address}, as the target; change what it names, until the file changes?`)
  if (answer === undefined && onPurpose) return
  if (answer === undefined) throw unconfirmed(target, 'nothing was changed')
  if (!answer) throw new HactlError('not-confirmed', {exit: 2, message: 'not confirmed, nothing was changed'})
  await rememberAgreement(project, address, agreed)
}

const unconfirmed = ({context: {name, origin}, address, shadows}: InContext, what: string): HactlError =>
  new HactlError('context-unconfirmed', {
    exit: 2,
    message: `${what}: nobody has agreed to changes of context ${name}, ${address} (${origin})`,
    hint:
      shadows === undefined
        ? `name it with --context ${name} or HACTL_CONTEXT=${name}, or agree on a terminal`
        : `your own file has a context ${name}, too, at ${shadows}: name the one that is meant with -s, or agree on a terminal`,
    target: address,
  })

/** @throws HactlError `permission-denied` where a context wants more than its socket has */
export function requireLevel(client: RuntimeClient, context: Context | undefined): void {
  if (context?.level === undefined || levels.indexOf(client.level) >= levels.indexOf(context.level)) return
  throw new HactlError('permission-denied', {
    exit: 7,
    message: `context ${context.name} wants level ${context.level} (${context.origin}), and this socket has level ${client.level}`,
    hint: `\`stats socket PATH level ${context.level}\` in the global section of haproxy.cfg grants it`,
    target: client.address.text,
  })
}

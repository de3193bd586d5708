import {readOnlyRefusal} from '../../client/options.ts'
import {RuntimeClient} from '../../client/runtime-client.ts'
import {type Choice, findContext} from '../../contexts/choose.ts'
import {targetOf} from '../../contexts/target.ts'
import type {ShellTarget} from '../../shell/target.ts'
import {chosen} from './chosen.ts'
import {agreeToChange, type InContext, readOnlyIn, requireLevel} from './protection.ts'

/** What was typed behind `hactl shell`: it holds wherever the shell goes. */
interface ShellFlags {
  readonly timeout?: number | undefined
  readonly output?: string | undefined
  readonly json?: boolean | undefined
  readonly 'read-only': boolean
}

/** `\c TO`: the context of that name, or else the address. The files are read anew. @throws HactlError `context-unknown` for what is neither */
export async function choiceOf(to: string, {timeout, output, json}: ShellFlags): Promise<Choice> {
  const inContext = await chosen({timeout, output, json, context: to})
  const isAddress = /[/:]/.test(to) && !findContext(inContext.files, to)
  return isAddress ? chosen({timeout, output, json, socket: [to]}) : inContext
}

/** The HAProxy of a choice, looked at once, with what its context wants. */
export async function openTarget(choice: Choice, flags: ShellFlags, debug: ((line: string) => void) | undefined): Promise<ShellTarget> {
  const target = await targetOf(choice)
  const {discoverSocket} = await import('../../client/discover.ts')
  const named: InContext | undefined = target?.context && {...target, context: target.context}
  const readOnly = flags['read-only']
    ? readOnlyRefusal('this shell is read-only', 'hactl shell without --read-only sends it')
    : named && readOnlyIn(named.context)
  const timeout = choice.timeout?.value
  const client = await RuntimeClient.connect(target?.address ?? (await discoverSocket()), {timeout, debug, refusal: readOnly})
  requireLevel(client, named?.context)
  return {
    client,
    name: named?.context.name,
    timeout,
    output: choice.output?.value,
    readOnly,
    confirms: named?.context.confirm?.value === true,
    project: named?.project?.path,
    agree: async ({yes, confirm}) => {
      if (named) await agreeToChange(named, {note: () => undefined, confirm, ask: yes})
    },
  }
}

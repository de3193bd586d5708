import type {RuntimeClient} from '../client/runtime-client.ts'
import {getVar, type ProcessVariable} from '../protocol/commands/variables/get-var.ts'
import {setVar, type VariableExpression} from '../protocol/commands/variables/set-var.ts'
import {HactlError} from '../protocol/error.ts'

/** A variable as it was set, or for a dry run is. */
export interface VariableReport {
  readonly name: string
  /** As it was read back; null for a dry run. */
  readonly type: string | null
  readonly value: string | null
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

/**
 * `get var`: a variable of the whole process. Needs level operator.
 *
 * @param name `proc.NAME`
 * @throws HactlError `variable-unknown`; `unsupported` before HAProxy 2.4
 */
export function getVariable(client: RuntimeClient, name: string): Promise<ProcessVariable> {
  requireScope(name)
  return client.run(getVar, name)
}

/**
 * `set var`: sets a variable of the whole process until HAProxy is reloaded, and reads it back. HAProxy counts this command as experimental, and the process
 * is marked by it (`Tainted` of `show info`). Needs level admin.
 *
 * @throws HactlError `unsupported` before HAProxy 2.5
 */
export async function setVariable(
  client: RuntimeClient,
  name: string,
  expression: VariableExpression,
  {dryRun = false}: {readonly dryRun?: boolean} = {},
): Promise<VariableReport> {
  requireScope(name)
  client.require(setVar)
  const commands = setVar.encode(name, expression).split(/(?<=^experimental-mode on);/)
  if (dryRun) return {name, type: null, value: null, commands, changed: false}
  await client.run(setVar, name, expression)
  return {...(await client.run(getVar, name)), commands, changed: true}
}

function requireScope(name: string): void {
  if (/^proc\.\w+(?:\.\w+)*$/.test(name)) return
  throw new HactlError('usage', {
    exit: 2,
    message: `${JSON.stringify(name)} is no variable of the process`,
    hint: 'proc.NAME was expected: letters, digits, _ and dots; those of other scopes belong to a request or a connection, and cannot be reached from here',
  })
}

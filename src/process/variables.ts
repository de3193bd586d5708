import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned} from '../client/unconfirmed.ts'
import {getVar, type ProcessVariable} from '../protocol/commands/variables/get-var.ts'
import {setVar, type VariableExpression} from '../protocol/commands/variables/set-var.ts'
import {HactlError} from '../protocol/error.ts'

/** What a variable holds; `null` where it is not set, and in a dry run where this socket may not read it. */
export type VariableValue = Omit<ProcessVariable, 'name'> | null

/** A variable as it was set, or for a dry run would be. */
export type VariableReport = ChangeReport<Changed<VariableValue>>

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
  if (!dryRun) client.permit(setVar)
  const was = await valueOf(pinned(client), name)
  const reportOf = (now: VariableValue): VariableReport =>
    reportOfOne(changedOne(name, {was, now, commands}), {dryRun, undo: () => undoLine(client, name, was)})
  if (dryRun) return reportOf(was)
  await client.run(setVar, name, expression)
  const remedy = {look: `hactl var get ${name}`, undo: undoLine(client, name, was)}
  return reportOf(await looked(client, commands.join(';'), remedy, (each) => valueOf(each, name)))
}

async function valueOf(client: RuntimeClient, name: string): Promise<VariableValue> {
  try {
    const {type, value} = await client.run(getVar, name)
    return {type, value}
  } catch (error) {
    if (error instanceof HactlError && ['variable-unknown', 'permission-denied'].includes(error.code)) return null
    throw error
  }
}

/** HAProxy has no command to unset one, and shows `.` for what cannot be printed. */
function undoLine(client: RuntimeClient, name: string, was: VariableValue): string | null {
  const expression = was?.type === 'sint' ? `int(${was.value})` : was?.type === 'str' && /^[\w-]+$/.test(was.value) ? `str(${was.value})` : undefined
  return expression === undefined ? null : commandLine(client, ['var', 'set', name, expression])
}

function requireScope(name: string): void {
  if (/^proc\.\w+(?:\.\w+)*$/.test(name)) return
  throw new HactlError('usage', {
    exit: 2,
    message: `${JSON.stringify(name)} is no variable of the process`,
    hint: 'proc.NAME was expected: letters, digits, _ and dots; those of other scopes belong to a request or a connection, and cannot be reached from here',
  })
}

import {bashScript} from './bash.ts'
import {fishScript} from './fish.ts'
import {powershellScript} from './powershell.ts'
import {zshScript} from './zsh.ts'

/** Shells that hactl has a script for. */
export const completionShells = ['bash', 'zsh', 'fish', 'powershell'] as const

export type CompletionShell = (typeof completionShells)[number]

/** What a shell is to run, so that Tab completes words of hactl. */
export const completionScripts: Readonly<Record<CompletionShell, string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
}

/** The remarks at the head of the script: how it is kept. */
export const howToKeep = (shell: CompletionShell): string => {
  const [, remarks = ''] = /^#\n((?:#.*\n)+)/m.exec(completionScripts[shell]) ?? []
  return remarks.replaceAll(/^# ?/gm, '').trimEnd()
}

/** The shell that the environment names. */
export function ownShell(env: Readonly<Record<string, string | undefined>>): CompletionShell | undefined {
  const name = (env['SHELL'] ?? '').replace(/^.*\//, '')
  const found = completionShells.find((shell) => shell === name || (shell === 'powershell' && name === 'pwsh'))
  return found ?? (env['PSModulePath'] === undefined ? undefined : 'powershell')
}

import {type CompletionShell, completionScripts, completionShells, howToKeep, ownShell} from '../completion/scripts/script.ts'
import {HactlError} from '../protocol/error.ts'
import {HactlCommand} from './base/command.ts'
import {Args} from './base/oclif.ts'

export default class CompletionCommand extends HactlCommand {
  static override summary = 'print the script that completes words of hactl in a shell'
  static override description =
    'Commands, flags and their values, and names of the HAProxy that the line, the environment or a context names: servers, backends, frontends, maps, ACLs, stick tables, rings. HAProxy has 300 ms to tell them, and is asked nothing that holds up its traffic; when it is away, there are no names. The head of each script says where it is kept, and so does hactl completion without SHELL for the shell at hand.'
  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    '<%= config.bin %> completion zsh > _hactl',
    '<%= config.bin %> completion fish > hactl.fish',
    '<%= config.bin %> completion powershell > hactl.ps1',
  ]
  static override args = {
    shell: Args.string({description: 'bash, zsh, fish or powershell', ignoreStdin: true, options: [...completionShells]}),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(CompletionCommand)
    const asked = completionShells.find((shell) => shell === args.shell)
    if (asked) return this.show({shell: asked, script: completionScripts[asked]}, {text: ({script}) => script})
    const shell = ownShell(process.env)
    if (!shell)
      throw new HactlError('usage', {
        exit: 2,
        message: `SHELL is ${JSON.stringify(process.env['SHELL'])}, for which there is no completion`,
        hint: `there is one for ${completionShells.join(', ')}: hactl completion bash`,
      })
    await this.show({shell, howTo: howToKeep(shell)}, {text: (told) => adviceFor(shell, told.howTo)})
  }
}

const adviceFor = (shell: CompletionShell, howTo: string): string =>
  `Your shell is ${shell} (SHELL). ${howTo}\n\nIt works in shells that are started after that. Another shell: hactl completion ${completionShells.join('|')}\n`

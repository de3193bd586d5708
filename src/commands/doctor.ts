import {countText} from '../maps/count-text.ts'
import {colouredWithoutControls} from '../render/controls.ts'
import {namesOf} from '../render/fields.ts'
import {findingColumns, findingRow, findingTexts} from './base/doctor-view.ts'
import {Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

/** Where stdout is no terminal. */
const paperWidth = 100

export default class Doctor extends TargetCommand {
  static override summary = 'what is or may go wrong with a HAProxy, and what to do about it'
  static override description =
    'Looks, and changes nothing: known faults of the version (docs/haproxy-faults.md), level, stats timeout and stats maxconn (from haproxy.cfg, where it is on this machine and may be read), buffer size, old workers, sockets that others may write, map versions that were never committed, maps whose file is not what runs. Each map that has a file here is read once. A problem or a warning is to be acted on: then the exit status is 6. A note is good to know, or says what cannot be seen from here. Known faults that hactl works around are counted, and named by --faults; JSON and the other forms for programs have all of them.'
  static override examples = ['<%= config.bin %> doctor', "<%= config.bin %> doctor -o json --query \"[?severity=='problem' || severity=='warning']\""]
  static override flags = {...targetFlags, faults: Flags.boolean({description: 'also name the known faults of this version that hactl works around'})}
  static override fields = namesOf(findingColumns)

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor)
    const client = await this.connect(flags)
    const {examine} = await import('../doctor/examine.ts')
    const {isFinding} = await import('../doctor/finding.ts')
    const findings = await examine(client, {progress: this.progress})
    const {stdout} = this.terminal
    if (this.people) {
      const style = await stdout.style()
      const width = stdout.isTTY ? stdout.width : paperWidth
      const texts = findingTexts(findings, flags, width, style)
      await stdout.write(texts.map((text) => `${colouredWithoutControls(text)}\n`).join(''))
    } else await this.showRows(findingColumns, [findings.map(findingRow)])
    const count = findings.filter(isFinding).length
    const {version, node, pid, address} = client.target
    this.note(`${count === 0 ? 'nothing to act on' : `${countText(count)} to act on`}: HAProxy ${version} on ${node}, process ${pid}, at ${address}`)
    if (count > 0) this.exitWith(6)
  }
}

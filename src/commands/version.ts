import type {Target} from '../client/target.ts'
import type {Level} from '../protocol/command.ts'
import {Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

interface ClientVersion {
  readonly hactl: string
  readonly node: string
  readonly platform: string
  readonly arch: string
}

interface Versions extends ClientVersion {
  readonly haproxy: Target & {readonly level: Level; readonly bufferSize: number}
}

const clientText = ({hactl, node, platform, arch}: ClientVersion): string => `hactl ${hactl}  node ${node}  ${platform} ${arch}`

const text = (versions: Versions): string => {
  const {version, node, pid, level, address} = versions.haproxy
  return `${clientText(versions)}\nHAProxy ${version}  on ${node}  process ${pid}  level ${level}  at ${address}`
}

export default class Version extends TargetCommand {
  static override summary = 'versions of hactl and of the HAProxy it talks to'
  static override examples = ['<%= config.bin %> version --client', '<%= config.bin %> version -s /run/haproxy/admin.sock -o json']
  static override flags = {...targetFlags, client: Flags.boolean({description: 'only hactl itself; asks no HAProxy'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const client: ClientVersion = {hactl: this.config.version, node: process.version, platform: process.platform, arch: process.arch}
    if (flags.client) return this.show(client, {text: clientText})
    const connected = await this.connect(flags).catch(async (error: unknown) => {
      if (this.output === 'table') await this.show(client, {text: clientText})
      throw error
    })
    const {target, level, bufferSize} = connected
    return this.show({...client, haproxy: {...target, level, bufferSize}}, {text})
  }
}

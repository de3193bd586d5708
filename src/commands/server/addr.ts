import {addressChange} from '../../servers/address.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerAddr extends ServerCommand {
  static override summary = 'set the address of servers, or their port'
  static override description =
    'New connections go to the new address, open ones stay where they are; health checks follow unless they have an address of their own. A port +N or -N is an offset to the port that the client came to, as in haproxy.cfg (`server web1 192.0.2.7:+100`); +0 is that port. HAProxy takes an offset where there are no health checks, or they have a port of their own. It is read back on a new connection. HAProxy looks up no name here: `hactl server fqdn` changes that of a server with resolvers. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server addr be_old/web1 192.0.2.7',
    '<%= config.bin %> server addr be_old/web1 192.0.2.7:8080',
    '<%= config.bin %> server addr be_old/web1 "[2001:db8::7]:8080"',
    '<%= config.bin %> server addr "be_*/web*" :8080 --dry-run',
    '<%= config.bin %> server addr be_old/web1 :+100 --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    address: Args.string({description: 'IP, IP:PORT, [IPV6]:PORT or :PORT; what is left out stays. PORT may be +N or -N', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerAddr)
    await this.changeAll([args.servers], flags, {
      purpose: (chosen) => `set the address of ${chosen} to ${args.address}`,
      planned: (servers, client) => addressChange(client, servers, args.address),
    })
  }
}

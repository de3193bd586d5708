import type {RuntimeClient} from '../client/runtime-client.ts'
import {type CliSocket, showCliSockets} from '../protocol/commands/process/show-cli-sockets.ts'

/** `show cli sockets`: the sockets of the Runtime API that this process listens on, and what each may do. For level user. */
export function cliSockets(client: RuntimeClient): Promise<CliSocket[]> {
  return client.run(showCliSockets)
}

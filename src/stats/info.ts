import type {RuntimeClient} from '../client/runtime-client.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'

/** `show info`: what the process says of itself, by HAProxy's names and in its units (management guide 9.3). Which fields there are differs between versions. */
export async function processInfo(client: RuntimeClient): Promise<Readonly<Record<string, string | number>>> {
  return (await client.run(showInfo)).values
}

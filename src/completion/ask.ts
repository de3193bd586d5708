import {discoverSocket} from '../client/discover.ts'
import {readOnlyRefusal} from '../client/options.ts'
import {RuntimeClient} from '../client/runtime-client.ts'
import {isAgreed} from '../contexts/agreement.ts'
import {choose} from '../contexts/choose.ts'
import type {ContextFiles} from '../contexts/context.ts'
import {loadContextFiles} from '../contexts/load.ts'
import {agreedFile, type Environment} from '../contexts/paths.ts'
import {contextNames, targetOf} from '../contexts/target.ts'
import {parseAddress} from '../transport/address.ts'
import type {AskForNames} from './completions.ts'
import {LiveNames, type NameKind, serverWords} from './names.ts'
import type {Place} from './words.ts'

/** ms that somebody who pressed Tab waits for HAProxy, in all. */
const patience = 300

/** Names for whoever pressed Tab: from the HAProxy that the line, the environment or a context names. Whatever goes wrong, there are none. */
export const askFrom =
  (env: Environment, folder: string | undefined): AskForNames =>
  async (kind, place) => {
    const stop = AbortSignal.timeout(patience)
    const names = namesOf(kind, place, env, folder, stop).catch((): string[] => [])
    return Promise.race([names, expiry(stop)])
  }

const expiry = (signal: AbortSignal): Promise<string[]> => new Promise((resolve) => signal.addEventListener('abort', () => resolve([])))

async function namesOf(kind: NameKind | 'context', place: Place, env: Environment, folder: string | undefined, signal: AbortSignal): Promise<string[]> {
  const files = await loadContextFiles(env, folder)
  if (kind === 'context') return contextNames(files)
  const address = await addressOf(place.flags, env, files)
  if (address === undefined) return []
  const client = await RuntimeClient.connect(address, {timeout: patience, signal, refusal: readOnlyRefusal('completion only asks')})
  const names = await new LiveNames().of(kind, client, place.subject)
  return kind === 'server' ? serverWords(names, place.begun) : names
}

async function addressOf(flags: Place['flags'], env: Environment, files: ContextFiles): Promise<string | undefined> {
  const [sockets, contexts] = [flags.get('socket') ?? [], flags.get('context') ?? []]
  const target = await targetOf(choose({sockets: sockets.map((text) => expanded(text, env)), context: contexts.at(-1)}, env, files))
  if (!target) return discoverSocket()
  const {address, project, onPurpose} = target
  // a folder that somebody walks into sends nobody over the network
  const isNear = parseAddress(address).kind === 'unix'
  return isNear || onPurpose || !project || (await isAgreed(project, address, agreedFile(env))) ? address : undefined
}

/** The shell would put these in only later. */
const expanded = (text: string, env: Environment): string =>
  text
    .replace(/^~(?=\/)/, () => env['HOME'] ?? '~')
    .replaceAll(/\$(?:env:)?(?:(\w+)|\{(\w+)\})/g, (whole, plain: string | undefined, braced: string | undefined) => env[plain ?? braced ?? ''] ?? whole)

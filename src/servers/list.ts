import {shellWord} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {type ServerState, showServersState} from '../protocol/commands/server/show-servers-state.ts'
import {HactlError} from '../protocol/error.ts'
import {globOf, isGlob} from '../stats/glob.ts'
import {readStatistics} from '../stats/stat.ts'
import {unknownProxy} from '../stats/stat-filter.ts'
import type {StatLine} from '../stats/stat-line.ts'
import {nameOf, type Server, serverOf} from './server.ts'

/** Servers, and the backends that there are, those without servers too. */
interface Running {
  readonly servers: readonly Server[]
  readonly backends: readonly string[]
}

/**
 * The servers of all backends, in HAProxy's order: `show servers state` and what `show stat` adds.
 *
 * @param name `BACKEND` or `BACKEND/SERVER`; each may hold `*` and `?`
 * @throws HactlError `proxy-unknown` when nothing has this name
 */
export async function listServers(client: RuntimeClient, name?: string): Promise<Server[]> {
  const running = await runningServers(client)
  return name === undefined ? [...running.servers] : chosen(running, name)
}

/**
 * The servers that at least one of the names stands for, each once.
 *
 * @param names `BACKEND/SERVER`; each may hold `*` and `?`
 * @throws HactlError `proxy-unknown` when one of the names stands for no server; `usage` for one without a slash
 */
export async function findServers(client: RuntimeClient, names: readonly string[]): Promise<Server[]> {
  const running = await runningServers(client).catch((error: unknown) => {
    // what was typed is wrong whoever answers
    for (const name of names) requireSlash(name)
    throw error
  })
  for (const name of names) requireSlash(name, running)
  const all = await Promise.all(names.map((name) => chosen(running, name)))
  return [...new Set(all.flat())]
}

/**
 * One server.
 *
 * @param name `BACKEND/SERVER`
 * @throws HactlError `proxy-unknown`; `usage` for a pattern
 */
export async function findServer(client: RuntimeClient, name: string): Promise<Server> {
  if (isGlob(name))
    throw new HactlError('usage', {exit: 2, message: `${JSON.stringify(name)} may stand for several servers`, hint: 'hactl server list takes patterns'})
  const [server] = await findServers(client, [name])
  if (!server) throw new TypeError(`nothing was found for ${name}, and nothing was said`)
  return server
}

/** Neither a backend alone stands for its servers where something is changed, nor a server without its backend. */
function requireSlash(name: string, running?: Running): void {
  if (name.includes('/')) return
  throw new HactlError('usage', {
    exit: 2,
    message: `a server is named as BACKEND/SERVER, not ${JSON.stringify(name)}`,
    hint: (running && meant(name, running)) ?? 'hactl server list shows all of them',
  })
}

/** More names than these are no hint any more. */
const mostNames = 5

/** What may have been meant, to be copied into a shell. */
function meant(name: string, {servers, backends}: Running): string | undefined {
  const fits = globOf(name)
  const named = servers.filter(({server}) => fits(server))
  const which = isGlob(name) ? 'of all backends that fit' : `of a backend ${name}`
  if (backends.some(fits)) return `hactl server list shows all of them; ${shellWord(`${name}/*`)} stands for those ${which}`
  if (named.length > mostNames || (isGlob(name) && named.length > 0)) return `${shellWord(`*/${name}`)} stands for those of all backends`
  return named.length > 0 ? `did you mean ${named.map((server) => shellWord(nameOf(server))).join(' or ')}?` : undefined
}

/** What stands in one answer alone is left out: it came or went in between, or is HAProxy's own (`MASTER` on 2.2). */
async function runningServers(client: RuntimeClient): Promise<Running> {
  const states = new Map((await client.run(showServersState)).map((state) => [nameOf(state), state]))
  const found: [ServerState, StatLine][] = []
  const cookies = new Map<string, string>()
  const {batches} = await readStatistics(client, {types: ['server', 'backend']})
  for await (const line of eachOf(batches)) {
    const state = line.type === 'server' ? states.get(`${line.proxy}/${line.name}`) : undefined
    if (state) found.push([state, line])
    else if (line.type === 'backend') cookies.set(line.proxy, line.text('cookie'))
  }
  // a backend stands behind its servers, and has the name of their cookie
  return {servers: found.map(([state, line]) => serverOf(state, line, cookies.get(state.backend) ?? '')), backends: [...cookies.keys()]}
}

async function* eachOf<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T, void> {
  for await (const batch of batches) yield* batch
}

async function chosen({servers, backends}: Running, name: string): Promise<Server[]> {
  const slash = name.indexOf('/')
  if (slash === -1) {
    const fits = globOf(name)
    if (!backends.some(fits)) throw await unknownProxy(name, backends, {what: 'backend', shown: 'hactl server list'})
    return servers.filter(({backend}) => fits(backend))
  }
  const [fitsBackend, fitsServer] = [globOf(name.slice(0, slash)), globOf(name.slice(slash + 1))]
  const found = servers.filter(({backend, server}) => fitsBackend(backend) && fitsServer(server))
  if (found.length === 0) throw await unknownProxy(name, servers.map(nameOf), {what: 'server', shown: 'hactl server list'})
  return found
}

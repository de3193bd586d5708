import type {RuntimeClient} from '../client/runtime-client.ts'
import {type ServerState, showServersState} from '../protocol/commands/server/show-servers-state.ts'
import {readStatistics} from '../stats/stat.ts'
import type {StatLine} from '../stats/stat-line.ts'
import type {NewServer} from './new-server.ts'
import {nameOf} from './server.ts'

/** What HAProxy tells of one server. */
export interface Told {
  readonly state: ServerState
  readonly line: StatLine
}

/** `srv_check_state` and `srv_agent_state` are masks (management guide 9.3, check-t.h): 2 configured, 4 enabled. */
const configured = 2

/** @param name `BACKEND/SERVER` @returns undefined where there is none */
export async function told(client: RuntimeClient, name: string): Promise<Told | undefined> {
  const state = (await client.run(showServersState)).find((each) => nameOf(each) === name)
  if (!state) return undefined
  const {batches} = await readStatistics(client, {name, types: ['server']})
  for await (const [line] of batches) if (line) return {state, line}
  return undefined
}

type Look = (told: Told) => string | null

const field =
  (name: string): Look =>
  ({state}) =>
    state.fields[name] ?? null
const column =
  (name: string): Look =>
  ({line}) =>
    line.text(name)
const mask =
  (name: string): Look =>
  ({state}) =>
    (state.number(name) ?? 0) & configured ? '' : 'off'

/** Where HAProxy tells what became of a keyword. What it does not tell of cannot be read back. */
const looks: Readonly<Record<string, Look>> = {
  weight: field('srv_uweight'),
  maxconn: ({line}) => line.text('slim') || '0',
  id: field('srv_id'),
  cookie: column('cookie'),
  track: column('tracked'),
  backup: ({line}) => (line.number('bck') === 1 ? '' : 'off'),
  check: mask('srv_check_state'),
  'agent-check': mask('srv_agent_state'),
  ssl: ({state}) => (state.fields['srv_use_ssl'] === '1' ? '' : 'off'),
}

/** What a new server is not although it was asked for, a sentence each. HAProxy acknowledges all of these. */
export function droppedOf({address, options}: NewServer, found: Told): string[] {
  const {state} = found
  const {srv_addr: ip = '-', srv_fqdn: name = '-'} = state.fields
  const unresolved = ip === '-' && name !== '-' ? [`the name in ${address} is never resolved for a server that is added: give an IP address`] : []
  const dropped = [...options].flatMap(([keyword, wanted]) => {
    const is = looks[keyword]?.(found) ?? null
    if (is === null || sameValue(keyword, wanted, is, state.backend)) return []
    return [`${keyword} is ${is === '' ? 'none' : is}${wanted === '' ? '' : `, not ${wanted}`}`]
  })
  return [...unresolved, ...dropped]
}

function sameValue(keyword: string, wanted: string, found: string, backend: string): boolean {
  if (keyword === 'track') return found === wanted || found === `${backend}/${wanted}`
  return found === wanted || (/^\d+$/.test(wanted) && /^\d+$/.test(found) && Number(wanted) === Number(found))
}

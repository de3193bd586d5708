import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {readerOf} from '../maps/own-root.ts'
import {type Finding, unseen} from './finding.ts'
import type {Sight} from './own-process.ts'

const about = {check: 'workers', source: 'the process list'} as const

/** Workers of the same master beside the one that answers: each serves the connections that it had before a reload, with the maps that it had. */
export function checkWorkers(sight: Sight): Finding[] {
  if (!sight.seen) return [unseen({...about, subject: null}, 'old workers are not visible from here', sight.why)]
  const {pid, proc} = sight
  const master = readerOf(pid, proc)
  if (master === pid) return [{...about, severity: 'ok', subject: null, message: 'no master, so no old workers of its own', advice: null}]
  const own = programOf(pid, proc)
  const processes = readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => programOf(Number(name), proc))
  const old = processes.filter((each) => each !== undefined && each.pid !== pid && each.parent === master && each.name === own?.name)
  if (old.length === 0) return [{...about, severity: 'ok', subject: null, message: 'no worker but the one that answers', advice: null}]
  return old.map((each) => ({
    ...about,
    severity: 'warning',
    subject: `process ${each?.pid}`,
    message: 'an old worker still serves connections, with the maps and servers of the time before the reload; changes do not reach it',
    advice: '`hard-stop-after` in the global section bounds its life; idle sessions on its stats socket keep it alive, too',
  }))
}

interface Program {
  readonly pid: number
  readonly name: string
  readonly parent: number
}

/** undefined for one that has ended. */
function programOf(pid: number, proc: string): Program | undefined {
  const status = statusOf(pid, proc)
  const [, name] = /^Name:\s*(.*)$/m.exec(status) ?? []
  const [, parent] = /^PPid:\s*(\d+)$/m.exec(status) ?? []
  // one that has ended and was not waited for serves nobody
  if (name === undefined || /^State:\s*Z/m.test(status)) return undefined
  return {pid, name, parent: Number(parent)}
}

function statusOf(pid: number, proc: string): string {
  try {
    return readFileSync(join(proc, String(pid), 'status'), 'utf8')
  } catch {
    return ''
  }
}

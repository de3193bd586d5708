import {spawnSync} from 'node:child_process'
import {describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {startServers} from '../servers/support.ts'
import {environment, hactl, program} from './hactl.ts'

/** Command lines, and the HAProxy version from which on they are there. */
const changes: readonly (readonly [line: string, since?: number])[] = [
  ['server drain be_app/web1'],
  ['server maint be_app/web1 be_app/web2 be_app/resting --yes'],
  ['server weight be_app/web2 5'],
  ['server maxconn be_app/web2 7'],
  ['server addr be_app/web1 192.0.2.7'],
  ['server addr be_app/web* :81 --yes'],
  ['server addr be_app/six 192.0.2.7:81'],
  ['server addr be_app/same 192.0.2.7'],
  ['server health be_app/web1 down'],
  ['server health be_app/gone --disable'],
  ['server health be_app/gone --port 9', 2.4],
  ['server add be_app/new 127.0.0.1:9 --check --enable', 2.6],
  ['frontend disable www'],
  ['frontend maxconn www 7'],
  ['limit set maxconn 50'],
  ['profiling set tasks on'],
  ['backend unpublish be_static', 3.4],
]

/** Columns that go on by themselves. */
const passing = /srv_(?:time_since|check_(?:status|result|health))/

/** What HAProxy itself tells of servers, frontends, backends and limits. */
async function told(haproxy: LabHaproxy): Promise<string[]> {
  const [, heading = '', ...servers] = (await haproxy.exchange('show servers state')).toString('latin1').split('\n')
  const columns = heading.replace('# ', '').split(' ')
  // bit 1 of checks: one is under way
  const steady = (cell: string, column = ''): string => (/^srv_(?:check|agent)_state$/.test(column) ? String(Number(cell) & ~1) : cell)
  const kept = servers.map((line) =>
    line
      .split(' ')
      .flatMap((cell, at) => (passing.test(columns[at] ?? '') ? [] : [steady(cell, columns[at])]))
      .join(' '),
  )
  const [names = '', ...lines] = (await haproxy.exchange('show stat')).toString('latin1').split('\n')
  const at = (name: string): number => names.replace('# ', '').split(',').indexOf(name)
  const stat = lines.map((line) => ['pxname', 'svname', 'weight', 'slim', 'status'].map((name) => line.split(',')[at(name)]).join(' '))
  const info = (await haproxy.exchange('show info')).toString('latin1').match(/^(?:Maxconn|\w+RateLimit): .*$/gm) ?? []
  const profiling = /profiling +: (\w+)/.exec((await haproxy.exchange('show profiling')).toString('latin1'))?.[1] ?? ''
  // without the part of `UP 1/3` that checks move
  return [...kept.filter((line) => !line.includes(' MASTER ')), ...stat.map((line) => line.replace(/ \d+\/\d+$/, '')), ...info, profiling]
}

describe.each(lab.versions)('on HAProxy %s', (version) => {
  test('what a change says that undoes it, brings back what HAProxy had', async () => {
    await using haproxy = await startServers(version)
    await expect.poll(async () => (await told(haproxy)).join('\n')).toMatch(/^be_app gone 1 {2}DOWN/m)
    for (const [line] of changes.filter(([, since = 0]) => Number(version) >= since)) {
      const before = await told(haproxy)
      const changed = await hactl([...line.split(' '), '-s', haproxy.socket, '--json'])
      expect({line, status: changed.status}, changed.stdout).toEqual({line, status: 0})
      const {undo} = JSON.parse(changed.stdout) as {undo: string | null}
      expect(await told(haproxy), line).not.toEqual(before)
      // as it would be copied into a shell
      const words = (undo ?? 'false').replaceAll(/(?<=^|&& )hactl /g, `'${process.execPath}' '${program}' `)
      expect({line, undo, status: spawnSync('sh', ['-c', words], {env: environment()}).status}).toEqual({line, undo, status: 0})
      expect(await told(haproxy), `${line}, then ${undo}`).toEqual(before)
    }
  })
})

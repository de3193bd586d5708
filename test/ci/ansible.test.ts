import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {environment} from '../cli/hactl.ts'
import {findAnsible, requiredVersions} from '../haproxy/install.mjs'
import {blocksOf, fileOf, Machine, many} from './page.ts'

const ansible = findAnsible()
const remedy = 'node test/haproxy/install.mjs installs it'
if (!ansible) process.stderr.write(`skipped: ansible-core not available; ${remedy}\n`)

/** How a run of the playbook ended: what became of its tasks, and all that it said. */
interface Played {
  readonly status: number | null
  readonly log: string
  readonly recap: Readonly<Record<string, number>>
}

function play(machine: Machine, ...more: string[]): Played {
  if (!ansible) throw new Error(`no ansible-core in the lab; ${remedy}`)
  const [text = ''] = blocksOf('Ansible', 'yaml', 1)
  machine.write('site.yml', machine.here(text))
  const local = ['-i', 'haproxy,', '-c', 'local', '-e', 'ansible_become=false', '-e', `ansible_python_interpreter=${ansible.python}`]
  const {status, stdout, stderr} = spawnSync(ansible.python, [ansible.playbook, ...local, ...more, 'site.yml'], {
    cwd: machine.workspace,
    encoding: 'utf8',
    env: environment({...machine.env, HOME: machine.haproxy.file('home'), HACTL_SOCKET: machine.haproxy.socket, ANSIBLE_NOCOLOR: '1'}),
  })
  const recap = Object.fromEntries([...stdout.matchAll(/\b(ok|changed|failed|skipped)=(\d+)/g)].map(([, name = '', count]) => [name, Number(count)]))
  return {status, log: stdout + stderr, recap}
}

// where HAProxies must not be skipped, neither must this
test.runIf(ansible || requiredVersions().length > 0)('the playbook of docs/ci.md looks with --check, syncs, and changes nothing a second time', async () => {
  await using machine = await Machine.start()
  machine.write('maps/routes.map', many('be_new'))
  const checked = play(machine, '--check')
  expect(checked, checked.log).toMatchObject({status: 0, recap: {ok: 1, changed: 1, failed: 0, skipped: 2}})
  expect([await machine.count('be_old'), existsSync(machine.haproxy.file('backups/routes.map'))]).toEqual([10, false])
  const synced = play(machine)
  expect(synced, synced.log).toMatchObject({status: 0, recap: {ok: 3, changed: 2, failed: 0, skipped: 0}})
  expect(synced.log).toMatch(/0 added, 10 changed, 0 removed; back: hactl map sync /)
  expect([await machine.count('be_new'), readFileSync(machine.haproxy.file('maps/routes.map'), 'utf8')]).toEqual([10, many('be_new')])
  expect(readFileSync(machine.haproxy.file('backups/routes.map'), 'utf8')).toBe(many('be_old'))
  expect(play(machine)).toMatchObject({status: 0, recap: {ok: 1, changed: 0, failed: 0, skipped: 2}})
  machine.write('maps/routes.map', many('be_new', 99))
  const refused = play(machine)
  expect(refused).toMatchObject({status: 2, recap: {failed: 1}})
  expect(refused.log).toContain('100 are required')
  expect([await machine.count('be_new'), existsSync(fileOf(machine, 'site.yml'))]).toEqual([10, true])
})

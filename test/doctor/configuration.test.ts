import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {configurationWords, readConfiguration} from '../../src/doctor/configuration.ts'

const folder = mkdtempSync(join(tmpdir(), 'hactl-configuration-'))
afterAll(() => rmSync(folder, {recursive: true}))

/** What the kernel would say of a process. */
function processOf(pid: number, words: readonly string[], cwd: string): void {
  const own = join(folder, 'proc', String(pid))
  mkdirSync(own, {recursive: true})
  writeFileSync(join(own, 'cmdline'), [...words, ''].join('\0'))
  writeFileSync(join(own, 'status'), 'PPid:\t0\n')
  symlinkSync('/', join(own, 'root'))
  symlinkSync(cwd, join(own, 'cwd'))
}

const info = {
  pid: 1,
  id: '1',
  version: '3.2.26',
  node: 'lab',
  stopping: false,
  fields: new Map<string, string>(),
  values: {Uptime_sec: 0},
} as const

describe('the configuration of a process', () => {
  test('is found where the process works when its name is relative', () => {
    mkdirSync(join(folder, 'etc'))
    writeFileSync(join(folder, 'etc/haproxy.cfg'), 'global\n    stats timeout 45s\n')
    processOf(1, ['haproxy', '-W', '-f', 'haproxy.cfg'], join(folder, 'etc'))
    const {files, settings} = readConfiguration(1, join(folder, 'proc'), info)
    expect(files).toEqual([join(folder, 'etc/haproxy.cfg')])
    expect(settings.get('stats timeout')).toEqual({value: '45s', place: `${join(folder, 'etc/haproxy.cfg')}:2`})
  })

  test('is where -C leads, whether or not it is known where the process works', () => {
    const words = ['haproxy', '-C', '/etc/haproxy', '-f', 'a.cfg', '--', 'b.cfg', '/srv/c.cfg']
    const files = ['/etc/haproxy/a.cfg', '/etc/haproxy/b.cfg', '/srv/c.cfg']
    expect(configurationWords(words)).toEqual(files)
    expect(configurationWords(words, '/etc/haproxy')).toEqual(files)
    expect(configurationWords(['haproxy', '-C', 'haproxy', '-f', 'a.cfg'], '/etc/haproxy')).toEqual(['/etc/haproxy/a.cfg'])
  })
})

import {chmodSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import type {Finding} from '../../src/doctor/finding.ts'
import {hactl} from '../cli/hactl.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

const mapsAndAcls = {maps: {'routes.map': '/a one\n/b two\n', 'other.map': '/c three\n'}, acls: {'blocked.acl': '10.0.0.1\n'}}
const hasVersions = (version: LabVersion): boolean => Number(version) >= 2.4

async function findingsOf(socket: string, status: number): Promise<Finding[]> {
  const ended = await hactl(['doctor', '-s', socket, '-o', 'json'])
  expect({status: ended.status, found: ended.stdout.startsWith('[')}, ended.stderr + ended.stdout).toEqual({status, found: true})
  return JSON.parse(ended.stdout) as Finding[]
}

const to = (findings: readonly Finding[], ...severities: Finding['severity'][]): string[] =>
  findings.filter(({severity}) => severities.includes(severity)).map(({check, subject}) => (subject === null ? check : `${check} ${subject}`))

/** A session on the stats socket that nobody closes: its worker lives on after a reload. */
async function idle(haproxy: LabHaproxy): Promise<Disposable> {
  const socket = connect({path: haproxy.socket})
  socket.on('error', () => {})
  await new Promise<void>((resolve) => {
    socket.once('data', () => resolve())
    socket.on('connect', () => socket.write('prompt\n'))
  })
  return {[Symbol.dispose]: () => socket.destroy()}
}

describe.each(lab.versions)('hactl doctor on HAProxy %s', (version) => {
  test('has nothing to say against one that is as it should be, whatever the level', async () => {
    await using haproxy = await lab.start(version, {...mapsAndAcls, tcp: false})
    const config = haproxy.file('haproxy.cfg')
    for (const level of ['admin', 'operator', 'user'] as const) {
      const blind = version === '3.4' && level !== 'admin'
      const findings = await findingsOf(haproxy.sockets[level], 0)
      expect(to(findings, 'problem', 'warning')).toEqual([])
      const find = (check: string): Finding | undefined => findings.find((each) => each.check === check)
      expect(find('stats-timeout')).toMatchObject({severity: 'ok', message: 'stats timeout 30s', source: expect.stringMatching(`^${config}:\\d+$`)})
      expect(find('stats-maxconn')).toMatchObject({severity: 'ok', message: expect.stringContaining('stats maxconn 10'), source: config})
      expect(find('bufsize')).toMatchObject({severity: 'ok', message: 'tune.bufsize 16384'})
      expect(find('workers')).toMatchObject({severity: 'ok'})
      expect(findings.filter(({check}) => check === 'sockets').map(({severity}) => severity)).toEqual(['ok', 'ok', 'ok'])
      expect(find('level')).toMatchObject(
        level === 'admin'
          ? {severity: 'ok'}
          : {severity: 'note', message: expect.stringContaining(`level ${level}: `), advice: expect.stringContaining('level admin')},
      )
      expect(find('versions')).toMatchObject(blind ? {severity: 'note', message: expect.stringContaining('were not looked at')} : {severity: 'ok'})
      expect(find('files')).toEqual(blind ? undefined : expect.objectContaining({severity: 'ok'}))
    }
    // whoever wrote the configuration has not reloaded yet
    utimesSync(config, new Date(), new Date(Date.now() + 60_000))
    const later = await findingsOf(haproxy.socket, 0)
    expect(later.find(({check}) => check === 'stats-timeout')).toMatchObject({
      severity: 'note',
      message: expect.stringContaining('changed after this process had started'),
    })
  })

  test('finds what is wrong, with its source and what to do', async () => {
    // below folders that everybody may pass
    const open = `/tmp/hactl-open-${process.pid}-${version}.sock`
    const global = [`stats socket ${open} mode 666 level operator`]
    await using haproxy = await lab.start(version, {...mapsAndAcls, global, statsTimeout: '2h', statsMaxconn: 2, bufsize: 8192})
    using _open = {[Symbol.dispose]: () => rmSync(open, {force: true})}
    const before = await haproxy.pid()
    using _session = await idle(haproxy)
    await haproxy.reload()
    const [routes, blocked] = [haproxy.file('routes.map'), haproxy.file('blocked.acl')]
    writeFileSync(routes, '/a new\n/b two\n/d four\n')
    writeFileSync(blocked, '10.0.0.1\n10.0.0.2\n')
    // in a folder that others may not pass: no harm
    chmodSync(haproxy.sockets.operator, 0o666)
    chmodSync(haproxy.folder, 0o700)
    if (hasVersions(version)) await haproxy.exchange(`prepare map ${routes};add map @1 ${routes} /left over`)
    const findings = await findingsOf(haproxy.socket, 6)
    expect(to(findings, 'problem', 'warning').toSorted()).toEqual(
      [
        'stats-timeout',
        'stats-maxconn',
        `workers process ${before}`,
        `sockets unix@${open}`,
        `sockets ipv4@${haproxy.tcpAddress}`,
        `files ${routes}`,
        `files ${blocked}`,
        ...(hasVersions(version) ? [`versions ${routes}`] : []),
      ].toSorted(),
    )
    expect(findings[0]).toMatchObject({severity: 'problem', check: 'sockets', source: 'mode 0666', advice: expect.stringContaining('mode 660')})
    for (const finding of findings.filter(({severity}) => severity === 'problem' || severity === 'warning'))
      expect(finding).toMatchObject({message: expect.stringMatching(/\w/), source: expect.stringMatching(/\w/), advice: expect.stringMatching(/\w/)})
    const about = (subject: string, check: string): Finding | undefined => findings.find((each) => each.subject === subject && each.check === check)
    expect(about(routes, 'files')?.message).toMatch(/: 1 added, 1 changed$/)
    expect(about(blocked, 'files')?.advice).toContain(`hactl acl sync ${blocked}`)
    if (hasVersions(version))
      expect(about(routes, 'versions')).toMatchObject({
        message: expect.stringMatching(/^version 1: 1 entry/),
        advice: expect.stringContaining(`abort ${routes} 1`),
      })
    expect(findings.find(({check}) => check === 'bufsize')).toMatchObject({severity: 'note'})
  })
})

describe('the answer of hactl doctor', () => {
  test('has every form', async () => {
    await using haproxy = await lab.start('3.2', {...mapsAndAcls})
    const run = async (...args: string[]): Promise<string> => {
      const {status, stdout} = await hactl(['doctor', '-s', haproxy.socket, ...args])
      expect(status).toBe(6)
      return stdout
    }
    const findings = JSON.parse(await run('-o', 'json')) as Finding[]
    expect(parse(await run('-o', 'yaml'))).toEqual(findings)
    const csv = await run('-o', 'csv', '--fields', 'severity,check')
    expect(csv).toBe(`severity,check\n${findings.map(({severity, check}) => `${severity},${check}\n`).join('')}`)
    expect((await run('-o', 'plain', '--fields', 'check')).trimEnd().split('\n')).toEqual(findings.map(({check}) => check))
    expect(JSON.parse(await run('--query', "[?severity=='warning'].check"))).toEqual(['sockets'])
    const text = await run()
    const avoided = findings.filter(({check, severity}) => check === 'version' && severity === 'note').length
    expect(avoided).toBeGreaterThan(2)
    expect(text.match(/^[✗!·✓] /gmu)).toHaveLength(findings.length - avoided)
    expect((await run('--faults')).match(/^[✗!·✓] /gmu)).toHaveLength(findings.length)
    expect(text).toMatch(/^! sockets {2}ipv4@127\.0\.0\.1:\d+: every user of its machine may change everything\n {4}→ /)
  })

  test('says what cannot be seen from elsewhere, and is no finding', async () => {
    await using haproxy = await lab.start('3.2', {...mapsAndAcls, tcp: false})
    await using relay = await Relay.before(haproxy.socket)
    const findings = await findingsOf(relay.address, 0)
    for (const check of ['stats-timeout', 'stats-maxconn', 'workers', 'files', 'sockets'])
      expect(findings.find((each) => each.check === check)).toMatchObject({
        severity: 'note',
        message: expect.stringMatching(/not visible/),
        advice: expect.stringContaining('as root'),
      })
    expect(findings.find(({check}) => check === 'versions')).toMatchObject({severity: 'ok'})
    const {stdout} = await hactl(['doctor', '-s', relay.address])
    expect(stdout.match(/^· .*(?:\n {4}.*)*$/gm)).toEqual([expect.stringContaining('stats-timeout, stats-maxconn, workers, sockets, files')])
  })

  test('goes on where a file cannot be loaded as it is, or cannot be read', async () => {
    const maps = {'ip.map': {match: 'ip' as const, content: '10.0.0.0/8 a\n'}, 'folder.map': '/b two\n', 'routes.map': '/a one\n'}
    await using haproxy = await lab.start('3.2', {maps})
    const [ip, folder, routes] = ['ip.map', 'folder.map', 'routes.map'].map((name) => haproxy.file(name))
    writeFileSync(ip ?? '', '10.0.0.0/8 a\nnonsense b\n')
    writeFileSync(routes ?? '', '/a other\n')
    rmSync(folder ?? '')
    mkdirSync(folder ?? '')
    const findings = await findingsOf(haproxy.socket, 6)
    const about = (subject: string | undefined): Finding | undefined => findings.find((each) => each.subject === subject)
    expect(about(ip)).toMatchObject({
      severity: 'problem',
      message: expect.stringContaining('nonsense'),
      advice: expect.stringContaining('before the next reload'),
    })
    expect(about(folder)).toMatchObject({severity: 'note', message: expect.stringContaining('EISDIR')})
    expect(about(routes)).toMatchObject({severity: 'warning'})
  })

  test('goes on where a file is missing', async () => {
    await using haproxy = await lab.start('3.2', {...mapsAndAcls, tcp: false})
    const gone = haproxy.file('other.map')
    rmSync(gone)
    expect(existsSync(gone)).toBe(false)
    const findings = await findingsOf(haproxy.socket, 0)
    expect(findings.filter(({check}) => check === 'files')).toEqual([
      expect.objectContaining({severity: 'note', subject: gone, message: expect.stringContaining('here is no such file')}),
      expect.objectContaining({severity: 'ok', subject: null}),
    ])
  })

  test('is an error where nobody answers', async () => {
    expect(await hactl(['doctor', '-s', '/nowhere/admin.sock'])).toMatchObject({status: 3, stdout: ''})
  })
})

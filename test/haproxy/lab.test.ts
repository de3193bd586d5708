import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {describe, expect, test} from 'vitest'
import {exchange} from './lab/socket.ts'
import {type LabMap, lab, traffic} from './lab.ts'

const versions = lab.versions

/** `R`, `S`, `Z` … as in /proc. */
const stateOf = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => /\) (\w)/.exec(stat)?.[1] ?? '',
    () => 'gone',
  )

describe.each([...versions])('the lab with HAProxy %s', (version) => {
  test('starts it, names it, and leaves nothing behind', async () => {
    let folder: string
    {
      await using haproxy = await lab.start(version)
      folder = haproxy.folder
      expect(haproxy.full).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.\\d+$`))
      expect(String(await haproxy.exchange('show info'))).toContain(`Version: ${haproxy.full}`)
      expect(haproxy.alive()).toBe(true)
      expect(existsSync(haproxy.master)).toBe(true)
    }
    expect(existsSync(folder)).toBe(false)
  })

  test('reads maps and ACL files as they were written', async () => {
    await using haproxy = await lab.start(version, {
      maps: {'big.map': '# a comment\n/a  x; y \\ <<\n/b\n', 'sub folder/empty.map': '', 'bytes.map': Buffer.from('caf\u00e9 \u00ff\n', 'latin1')},
      acls: {'deny.acl': 'two words\nother\n'},
    })
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'x; y \\ <<'],
      ['/b', ''],
    ])
    expect(await haproxy.dump('sub folder/empty.map')).toEqual([])
    expect(await haproxy.dump('bytes.map')).toEqual([['caf\u00e9', '\u00ff']])
    expect(await haproxy.dump('deny.acl')).toEqual([
      ['two words', ''],
      ['other', ''],
    ])
    expect(await haproxy.lookup('bytes.map', 'caf\u00e9')).toBe('\u00ff')
    await expect(haproxy.dump('nosuch.map')).rejects.toThrow('not a dump: "Unknown map identifier')
  })

  test('looks up in maps of every kind', async () => {
    const kinds: [match: NonNullable<LabMap['match']>, content: string, hit: string, miss: string][] = [
      ['str', 'a yes\n', 'a', 'ab'],
      ['beg', 'a yes\n', 'ab', 'ba'],
      ['end', 'a yes\n', 'ba', 'ab'],
      ['sub', 'a yes\n', 'bab', 'b'],
      ['dir', 'a yes\n', '/b/a/c', '/ba/c'],
      ['dom', 'a.b yes\n', 'www.a.b', 'wwwa.b'],
      ['reg', '^a[0-9]+$ yes\n', 'a42', 'a'],
      ['ip', '10.0.0.0/8 yes\n2001:db8::/32 yes\n', '2001:db8::1', '11.1.1.1'],
      ['int', '3:5 yes\n', '4', '6'],
    ]
    const maps = Object.fromEntries(kinds.map(([match, content]) => [`${match}.map`, {match, content}]))
    await using haproxy = await lab.start(version, {
      maps: {
        ...maps,
        'number.map': {type: 'int', content: 'a 42\n'},
        'address.map': {type: 'ip', content: 'a 10.0.0.1\n'},
        'lower.map': {converter: 'lower', content: 'a yes\n'},
      },
    })
    for (const [match, , hit, miss] of kinds) {
      expect([match, await haproxy.lookup(`${match}.map`, hit), await haproxy.lookup(`${match}.map`, miss)]).toEqual([match, 'yes', undefined])
    }
    expect(await haproxy.lookup('number.map', 'a')).toBe('42')
    expect(await haproxy.lookup('address.map', 'a')).toBe('10.0.0.1')
    expect(await haproxy.lookup('lower.map', 'A')).toBe('yes')
    expect(await Promise.all(['4', '6', '5'].map((sample) => haproxy.lookup('int.map', sample)))).toEqual(['yes', undefined, 'yes'])
  })

  test('matches samples against ACL files', async () => {
    await using haproxy = await lab.start(version, {
      acls: {
        'ip.acl': {match: 'ip', content: '10.0.0.0/8\n'},
        'word.acl': {ignoreCase: true, content: 'Two Words\n'},
        'len.acl': {match: 'len', content: '3:5\n'},
      },
    })
    expect([await haproxy.matches('ip.acl', '10.1.1.1'), await haproxy.matches('ip.acl', '11.1.1.1')]).toEqual([true, false])
    expect([await haproxy.matches('word.acl', 'two words'), await haproxy.matches('word.acl', 'two')]).toEqual([true, false])
    expect([await haproxy.matches('len.acl', 'four'), await haproxy.matches('len.acl', 'sixsix')]).toEqual([true, false])
  })

  test('a file may be a map and an ACL, one reference for HAProxy', async () => {
    await using haproxy = await lab.start(version, {maps: {'both.map': 'a yes\n'}, acls: {'both.map': ''}})
    expect(await haproxy.matches('both.map', 'a')).toBe(true)
    await haproxy.exchange(`add map ${haproxy.file('both.map')} b too`)
    expect(await haproxy.matches('both.map', 'b')).toBe(true)
  })

  test('a reload brings another worker, with the files as they are now', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a file\n'}})
    await haproxy.exchange(`set map ${haproxy.file('big.map')} a memory`)
    expect(await haproxy.lookup('big.map', 'a')).toBe('memory')
    const [before, master] = [await haproxy.pid(), haproxy.masterPid]
    await haproxy.reload()
    expect(await haproxy.pid()).not.toBe(before)
    expect(haproxy.masterPid).toBe(master)
    expect(await haproxy.lookup('big.map', 'a')).toBe('file')
    expect(String(await haproxy.exchange('show cli level', {socket: haproxy.tcpAddress}))).toBe('admin\n\n')
  })

  test('kill leaves nobody', async () => {
    await using haproxy = await lab.start(version)
    const worker = await haproxy.pid()
    await haproxy.kill()
    expect(haproxy.alive()).toBe(false)
    await expect.poll(() => stateOf(worker)).toMatch(/^(gone|Z)$/) // a zombie where nobody adopts orphans
    await expect(haproxy.exchange('show info')).rejects.toThrow('ECONNREFUSED')
    await expect(haproxy.lookup('big.map', 'a')).rejects.toThrow('ECONNREFUSED')
  })

  test('is not alive after its worker has crashed', async () => {
    await using haproxy = await lab.start(version)
    process.kill(await haproxy.pid(), 'SIGSEGV')
    await expect.poll(() => haproxy.alive(), {timeout: 3000}).toBe(false)
    expect(haproxy.log()).toMatch(/exited with code 139/)
  })

  test('has a socket for each level, one on TCP, and a master', async () => {
    await using haproxy = await lab.start(version)
    const level = async (socket: string) => String(await haproxy.exchange('show cli level', {socket}))
    expect(await level(haproxy.socket)).toBe('admin\n\n')
    expect(await level(haproxy.sockets.operator)).toBe('operator\n\n')
    expect(await level(haproxy.sockets.user)).toBe('user\n\n')
    expect(await level(haproxy.tcpAddress)).toBe('admin\n\n')
    expect(String(await haproxy.exchange('show proc;quit', {socket: haproxy.master}))).toContain(String(await haproxy.pid()))
  })

  test('takes settings, lines and sections', async () => {
    await using haproxy = await lab.start(version, {
      bufsize: 8192,
      nbthread: 2,
      statsMaxconn: 3,
      global: ['description {folder}'],
      frontendLines: ['default_backend "${LAB_BACKEND}"', 'http-request set-map({folder}/fed.map) %[url_param(key)] %[url_param(value)] if { path /feed }'],
      sections: ['backend pool\n    server one 127.0.0.1:1 disabled'],
      maps: {'fed.map': 'seed value\n'},
      env: {LAB_BACKEND: 'pool'},
    })
    expect(String(await haproxy.exchange('show pools match buffer'))).toMatch(/Pool buffer \(8192 bytes/)
    const info = String(await haproxy.exchange('show info'))
    expect(info).toContain('Nbthread: 2\n')
    expect(info).toContain(`description: ${haproxy.folder}\n`)
    expect(String(await haproxy.exchange('show backend'))).toContain('pool\n')
    expect((await fetch(`http://127.0.0.1:${haproxy.port}/feed?key=fed&value=by-traffic`)).status).toBe(503)
    expect(await haproxy.dump('fed.map')).toEqual([
      ['seed', 'value'],
      ['fed', 'by-traffic'],
    ])
  })

  test('runs without a master', async () => {
    await using haproxy = await lab.start(version, {masterWorker: false})
    expect(await haproxy.pid()).toBe(haproxy.masterPid)
    await expect(haproxy.reload()).rejects.toThrow('only a master can reload')
  })

  test('says what HAProxy said when it refuses its configuration', async () => {
    await expect(lab.start(version, {global: ['nonsense']})).rejects.toThrow(/ended while starting[^]*nonsense/)
  })

  test('an exchange that does not end names itself', async () => {
    await using haproxy = await lab.start(version)
    await expect(haproxy.exchange('prompt', {deadline: 200})).rejects.toThrow(/no end of the answer to "prompt" .* so far: "\\n> "/)
  })

  test('traffic is dense, sees each change, and counts what failed', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    const seen = new Map<string | undefined, number>()
    await using requests = traffic(haproxy, {
      next: () => ({map: 'big.map', sample: Math.random() < 0.5 ? 'a' : 'other'}),
      onAnswer: (sample, value) => (sample === 'a' ? seen.set(value, (seen.get(value) ?? 0) + 1) : expect(value).toBeUndefined()),
    }).start()
    await requests.more(500)
    await haproxy.exchange(`set map ${haproxy.file('big.map')} a 2`)
    await requests.more(500)
    expect([...seen.keys()]).toEqual(['1', '2'])
    expect(requests.failures).toBe(0)
    await haproxy.kill()
    await expect.poll(() => requests.failures).toBeGreaterThan(0)
  })

  test.runIf(version !== '2.2')('header counts versions and entries', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a old\n'}})
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0, entryCount: 1})
    await haproxy.exchange(`prepare map ${haproxy.file('big.map')}`)
    await haproxy.exchange(`add map @1 ${haproxy.file('big.map')} <<\nb new\nc new\n\n`)
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 1, entryCount: 3})
    expect(await haproxy.dump('big.map', 1)).toEqual([
      ['b', 'new'],
      ['c', 'new'],
    ])
  })
})

test('since leaves out what is older', () => {
  expect(lab.since('2.4')).toEqual(versions.filter((version) => version !== '2.2'))
})

describe.each(versions.slice(0, 1))('whatever the version, here %s', (version) => {
  test('eight that look for free ports at once get different ones', async () => {
    const started = await Promise.all(Array.from({length: 8}, () => lab.start(version)))
    expect(new Set(started.map(({port}) => port)).size).toBe(8)
    await Promise.all(started.map((haproxy) => haproxy[Symbol.asyncDispose]()))
  })

  test('what throws in onAnswer comes out of stop', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    const requests = traffic(haproxy, {
      next: () => ({map: 'big.map', sample: 'a'}),
      onAnswer: () => {
        throw new Error('stale')
      },
    }).start()
    await requests.more(1)
    await expect(requests.stop()).rejects.toThrow('stale')
  })
})

test('an exchange on a socket that nobody has is refused', async () => {
  await expect(exchange('/nonexistent/admin.sock', 'show info', 1000)).rejects.toThrow('ENOENT')
})

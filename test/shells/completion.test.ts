import {once} from 'node:events'
import {mkdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {hasScript} from '../cli/screen.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {findShell, shells} from './install.mjs'
import {TypedShell, takenBack} from './typed-shell.ts'

const tab = '\t'
const left = '\u001B[D'
const oddName = 'it is $5 `x` *?;&!~#[b]{c}=v:w\\ü.map'
const installed = shells.flatMap((name) => findShell(name) ?? [])

test.each(shells)('%s is in the lab', (name) => {
  if (process.env['HACTL_REQUIRE_SHELLS'] === undefined && installed.length === 0) {
    process.stderr.write(`skipped: no ${name}; node test/shells/install.mjs\n`)
    return
  }
  expect(installed.map((shell) => shell.name)).toContain(name)
})

describe.runIf(hasScript).each(installed)('completion in $name $version', (shell) => {
  let haproxy: LabHaproxy
  let typed: TypedShell

  beforeAll(async () => {
    haproxy = await lab.start('3.2', {
      maps: {[oddName]: '/a b\n', 'plain.map': '/a b\n'},
      sections: [
        'backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n  stick-table type ip size 10 store gpc0,http_req_rate(10s)',
        'backend odd:one\n  server a:1 127.0.0.1:3\n  server a-2 127.0.0.1:4',
        'backend -y',
      ],
    })
    typed = await TypedShell.start(shell, {HACTL_SOCKET: haproxy.socket})
    mkdirSync(join(typed.folder, '.config/hactl'), {recursive: true})
    writeFileSync(
      join(typed.folder, '.config/hactl/config.yaml'),
      `contexts:\n  production:\n    sockets: ${haproxy.socket}\n  staging:\n    sockets: /nowhere/at/all.sock\n`,
    )
    writeFileSync(join(typed.folder, 'routes.map'), '')
  })

  afterAll(async () => {
    await typed[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })

  test('of commands, flags and their values', async () => {
    expect(await typed.line(`hactl serv${tab}dr${tab}--wait-${tab}3s`)).toEqual(['server', 'drain', '--wait-timeout', '3s'])
    expect(await typed.line(`hactl stat --typ${tab}fr${tab}--output=js${tab}`)).toEqual(['stat', '--type', 'frontend', '--output=json'])
    expect(await typed.line(`hactl map list --fields file,ent${tab}--fields=file,ent${tab}`)).toEqual([
      'map',
      'list',
      '--fields',
      'file,entries',
      '--fields=file,entries',
    ])
    expect(await typed.line(`hactl help server sta${tab}sa${tab}`)).toEqual(['help', 'server', 'state', 'save'])
    expect(await typed.line(`hactl help completio${tab}x`)).toEqual(['help', 'completion', 'x'])
    expect(await typed.line(`hactl acl check --type int --on-duplicate fi${tab}-- -x`)).toEqual([
      'acl',
      'check',
      '--type',
      'int',
      '--on-duplicate',
      'first',
      '--',
      '-x',
    ])
  })

  test('of servers: first their backends, which no blank follows', async () => {
    await expect.poll(() => typed.line(`hactl server drain we${tab}s2${tab}w${tab}s1${tab}`)).toEqual(['server', 'drain', 'web/s2', 'web/s1'])
    await expect.poll(() => typed.line(`hactl backend show we${tab}`)).toEqual(['backend', 'show', 'web'])
  })

  test('of names with what means something to a shell, in each kind of quotes', async () => {
    await expect.poll(() => typed.line(`hactl server drain odd:${tab}a:${tab}`)).toEqual(['server', 'drain', 'odd:one/a:1'])
    const map = haproxy.file(oddName)
    await expect.poll(() => typed.line(`hactl map get ${haproxy.file('it')}${tab}/a`)).toEqual(['map', 'get', map, '/a'])
    await expect.poll(() => typed.line(`hactl map get "${haproxy.file('it')}${tab}/a`)).toEqual(['map', 'get', map, '/a'])
    await expect.poll(() => typed.line(`hactl map get '${haproxy.file('it')}${tab}/a`)).toEqual(['map', 'get', map, '/a'])
    await expect.poll(() => typed.line(`hactl map get ${haproxy.file('it')}\\ i${tab}/a`)).toEqual(['map', 'get', map, '/a'])
    await expect
      .poll(() => typed.line(`hactl map diff routes.map --map=${haproxy.file('pl')}${tab}`))
      .toEqual(['map', 'diff', 'routes.map', `--map=${haproxy.file('plain.map')}`])
  })

  test('of contexts, and of names of the HAProxy that the line names', async () => {
    expect(await typed.line(`hactl context use prod${tab}`)).toEqual(['context', 'use', 'production'])
    await expect.poll(() => typed.line(`hactl --context stag${tab}server drain we${tab}`)).toEqual(['--context', 'staging', 'server', 'drain', 'we'])
    expect(await typed.line(`hactl server drain -s /nowhere/at/all.sock we${tab}`)).toEqual(['server', 'drain', '-s', '/nowhere/at/all.sock', 'we'])
  })

  test('of files, which the shell knows', async () => {
    expect(await typed.line(`hactl map sync rou${tab}--map x`)).toEqual(['map', 'sync', 'routes.map', '--map', 'x'])
    expect(await typed.line(`hactl info -s rou${tab}`)).toEqual(['info', '-s', 'routes.map'])
    expect(await typed.line(`hactl info --socket=rou${tab}`)).toEqual(['info', '--socket=routes.map'])
    expect(await typed.line(`hactl info -srou${tab}`)).toEqual(['info', '-sroutes.map'])
  })

  test('of what a stick table stores', async () => {
    await expect.poll(() => typed.line(`hactl table set web 192.0.2.1 gp${tab}5`)).toEqual(['table', 'set', 'web', '192.0.2.1', 'gpc0=5'])
    await expect.poll(() => typed.line(`hactl table top web --by http_r${tab}`)).toEqual(['table', 'top', 'web', '--by', 'http_req_rate'])
    await expect.poll(() => typed.line(`hactl table show web --fields key,http_r${tab}`)).toEqual(['table', 'show', 'web', '--fields', 'key,http_req_rate'])
  })

  test('of a name that looks like a flag, behind --', async () => {
    await expect.poll(() => typed.line(`hactl backend del -- -${tab}`)).toEqual(['backend', 'del', '--', '-y'])
  })

  test('in the middle of a line, and behind what else a shell understands', async () => {
    expect(await typed.line(`hactl  web/s1${left.repeat(7)}server dr${tab}`)).toEqual(['server', 'drain', 'web/s1'])
    expect(await typed.line(`X=1 hactl server dr${tab}`)).toEqual(['server', 'drain'])
    expect(await typed.line(`true; hactl server dr${tab}`)).toEqual(['server', 'drain'])
    // fish tells nobody what of a line leads elsewhere
    if (shell.name !== 'fish')
      await expect.poll(() => typed.line(`hactl map get 2>/dev/null ${haproxy.file('pla')}${tab}`)).toEqual(['map', 'get', haproxy.file('plain.map')])
  })

  test('through an alias, with what it says', async () => {
    const alias = `h='hactl -s ${haproxy.socket} server'`
    // one of the same name, when the script is read, leads nowhere
    const astray = "alias hactl='no-such -s'; source <(\\hactl completion"
    const ways: Readonly<Record<string, string>> = {
      bash: `alias ${alias}; complete -F _hactl h; ${astray} bash); unalias hactl`,
      zsh: `alias ${alias}; unfunction _hactl; compdef -d hactl; ${astray} zsh); unalias hactl`,
      fish: `alias ${alias}`,
    }
    await using away = await TypedShell.start(shell, {HACTL_SOCKET: '/nowhere/at/all.sock'})
    away.type(`${ways[shell.name] ?? ''}\r`)
    await expect.poll(() => away.line(`h drain we${tab}s2${tab}`)).toEqual(['-s', haproxy.socket, 'server', 'drain', 'web/s2'])
  })

  test('of hactl by its path, and when there is none; with options that are strict', async () => {
    const strict: Readonly<Record<string, string>> = {
      bash: 'set -efu; IFS=/; shopt -s failglob; PATH=/usr/bin:/bin',
      zsh: 'setopt err_exit no_unset ksh_arrays sh_word_split glob_subst no_glob; PATH=/usr/bin:/bin',
      // by itself it reads no script for what is not in its PATH
      fish: 'source ~/.config/fish/completions/hactl.fish; set PATH /usr/bin /bin',
    }
    await using typed = await TypedShell.start(shell)
    typed.type(`${strict[shell.name] ?? ''}\r`)
    expect(await typed.line(`~/hactl server dr${tab}x`)).toEqual(['server', 'drain', 'x'])
    typed.type(`hactl server dr${tab}${takenBack}echo AL""IVE\r`)
    await typed.shows(/^ALIVE$/m)
    expect(typed.text.slice(typed.text.lastIndexOf('RAN '))).not.toMatch(/server drain|not found|unbound|error|no such/i)
  })

  test('tells what each word does', async () => {
    const tabs = shell.name === 'bash' ? tab.repeat(2) : tab
    expect(await typed.list(`hactl profiling s${tabs}`, /show\b.*which functions/)).toMatch(/set\b.*let HAProxy measure/)
  })

  test('works where the script is read anew in a running shell', async () => {
    const ways: Readonly<Record<string, string>> = {
      bash: 'complete -r hactl; source <(hactl completion bash)',
      zsh: 'unfunction _hactl; compdef -d hactl; source <(hactl completion zsh)',
      fish: 'complete -e hactl; functions -e __hactl_complete; hactl completion fish | source',
    }
    typed.type(`${ways[shell.name] ?? ''}\r`)
    expect(await typed.line(`hactl server dr${tab}we${tab}s2${tab}`)).toEqual(['server', 'drain', 'web/s2'])
  })

  test('says nothing when HAProxy is away or does not answer, and keeps nobody waiting', async () => {
    await using away = await TypedShell.start(shell, {HACTL_SOCKET: '/nowhere/at/all.sock'})
    const line = `hactl server drain we${tab}`
    const begun = performance.now()
    expect(await away.line(line)).toEqual(['server', 'drain', 'we'])
    const withNobody = performance.now() - begun
    expect(away.text).not.toMatch(/error|no such|nowhere/i)
    await using silent = await silentServer(join(away.folder, 'silent.sock'))
    const asked = performance.now()
    expect(await away.line(`hactl server drain -s silent.sock we${tab}`)).toEqual(['server', 'drain', '-s', 'silent.sock', 'we'])
    // 300 ms for HAProxy; the rest is a busy machine's. Without a deadline it would be ten seconds
    expect(performance.now() - asked - withNobody).toBeLessThan(2000)
    expect(silent.asked).toBe(1)
  })
})

/** Takes connections, and never says a word. */
async function silentServer(path: string): Promise<AsyncDisposable & {readonly asked: number}> {
  let asked = 0
  const server = createServer((socket) => {
    asked += 1
    socket.on('error', () => {})
  }).listen(path)
  await once(server, 'listening')
  return {
    get asked() {
      return asked
    },
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

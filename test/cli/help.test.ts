import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import {helpPages} from '../../src/commands/base/topics/pages.ts'
import {parseAddress} from '../../src/transport/address.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, hactl, program} from './hactl.ts'

const commandsFolder = fileURLToPath(new URL('../../src/commands', import.meta.url))

/** Their files are their names. */
const commands = readdirSync(commandsFolder, {recursive: true, encoding: 'utf8'})
  .filter((path) => path.endsWith('.ts') && !path.startsWith('base/') && path !== 'main.ts')
  .map((path) => path.slice(0, -'.ts'.length).replaceAll('/', ' '))
  .toSorted()

const helpOf = async (command: string, columns = 80): Promise<string> => {
  const {status, stdout, stderr} = await hactl([...command.split(' ').filter(Boolean), '--help'], {env: {COLUMNS: String(columns)}})
  expect({status, stderr}).toEqual({status: 0, stderr: ''})
  return stdout
}

/** The lines of a section, without their indentation. */
const sectionOf = (help: string, title: string): string[] => {
  const [, text = ''] = new RegExp(`(?:^|\\n)${title}\\n((?: .*\\n|\\n)*)`).exec(help) ?? []
  return text.split('\n').map((line) => line.replace(/^ {2}/, ''))
}

describe.each(['', 'map', ...commands])('the help of hactl %s', (command) => {
  test('fits into 80 columns, and wraps where it must only', async () => {
    const help = await helpOf(command)
    expect(help.split('\n').filter((line) => [...line].length > 80)).toEqual([])
    const lines = sectionOf(help, 'DESCRIPTION')
    const early = lines.filter((line, index) => {
      const [next = ''] = (lines[index + 1] ?? '').split(' ')
      return line !== '' && next !== '' && line.length + 1 + next.length + 2 <= 79
    })
    expect(early).toEqual([])
    // in a section where one flag has a letter, all names stand in one column
    const sections = help.split('\n\n').filter((section) => /^ {2}-\w, --/m.test(section))
    expect(sections.filter((section) => /^ {2}--/m.test(section))).toEqual([])
  })
})

describe('the help', () => {
  test('of hactl names every command, and each exit status', async () => {
    const help = await helpOf('')
    const [alone, verbs] = [false, true].map((wanted) => commands.filter((command) => command.includes(' ') === wanted))
    const more = sectionOf(help, 'MORE').flatMap((line) => line.replace(/^[a-z ]+? {2,}/, '').split(', '))
    expect(more.filter((word) => word !== '').toSorted()).toEqual(alone?.toSorted())
    const topics = sectionOf(help, 'TOPICS').join('\n').replaceAll(/\n +/g, ' ')
    for (const topic of new Set(verbs?.map((command) => command.split(' ')[0] ?? ''))) {
      const own = verbs?.filter((command) => command.startsWith(`${topic} `)).map((command) => command.slice(topic.length + 1))
      expect(topics.replaceAll(/ +/g, ' ')).toMatch(new RegExp(`^${topic} ${own?.join(', ')}$`, 'm'))
    }
    const statuses = sectionOf(help, 'EXIT STATUS').join(' ')
    for (const status of [0, 1, 2, 3, 4, 5, 6, 7]) expect(statuses).toMatch(new RegExp(`(?:^|· ?)${status} `))
  })

  test('is the same with help, -h and --help', async () => {
    for (const command of ['map sync', 'exec', 'map', '']) {
      const words = command.split(' ').filter(Boolean)
      const [flag, short, verb] = await Promise.all([hactl([...words, '--help']), hactl([...words, '-h']), hactl(['help', ...words])])
      expect(flag.stdout).toBe(short.stdout)
      expect(verb.stdout).toBe(flag.stdout)
    }
  })

  test('of a command has what is its own first, and what is the same everywhere last', async () => {
    for (const command of commands.filter((each) => each !== 'help')) {
      const help = await helpOf(command)
      const titles = [...help.matchAll(/^(\w+(?: \w+)* )?FLAGS$/gm)].map(([title]) => title)
      // it asks no HAProxy
      const alone = command.endsWith(' check') || command.startsWith('context ') || command === 'completion'
      const own = alone ? titles.filter((title) => title === 'FLAGS') : ['TARGET FLAGS']
      expect({command, last: titles.slice(-1 - own.length)}).toEqual({command, last: [...own, 'GLOBAL FLAGS']})
      expect(sectionOf(help, 'USAGE')[0]).toMatch(new RegExp(`^\\$ hactl ${command}( [A-Z.]+| \\[[A-Z.]+\\])* \\[FLAGS\\]$`))
      for (const line of sectionOf(help, 'EXAMPLES').filter((each) => each !== '' && !each.startsWith(' '))) expect(line).toMatch(/^\$ /)
    }
  })

  test('names only addresses that are understood', async () => {
    for (const command of ['', ...commands]) {
      const schemes = new Set([...(await helpOf(command)).matchAll(/\b([a-z]+):\/\//g)].map(([, scheme]) => scheme))
      const examples: Record<string, string> = {unix: 'unix:///run/a.sock', tcp: 'tcp://host:1', ssh: 'ssh://user@host/path', tls: 'tls://host:1'}
      for (const scheme of schemes) expect(() => parseAddress(examples[scheme ?? ''] ?? ''), `${scheme}:// in the help of hactl ${command}`).not.toThrow()
    }
  })

  test.each([
    ['nosuch', 'there is no help on "nosuch"', 'hactl help lists'],
    ['enviroment', 'there is no help on "enviroment"', 'did you mean hactl help environment?'],
    ['servr', 'there is no help on "servr"', 'did you mean hactl help server?'],
    ['map snyc', 'there is no command "map snyc"', 'did you mean hactl map sync?'],
  ])('on %s is an error that says what there is', async (words, message, hint) => {
    const {status, stdout, stderr} = await hactl(['help', ...words.split(' ')])
    expect({status, stdout}).toEqual({status: 2, stdout: ''})
    expect(stderr).toBe(`Error: ${message}\n${stderr.split('\n')[1]}\n`)
    expect(stderr).toContain(hint)
  })

  test.each(helpPages)('on $name is a page of two screens at most, and readable at 40, 80 and 200 columns', async ({name, summary, sections}) => {
    for (const columns of [40, 80, 200]) {
      const {status, stdout, stderr} = await hactl(['help', name], {env: {COLUMNS: String(columns)}})
      expect({status, stderr}).toEqual({status: 0, stderr: ''})
      const lines = stdout.trimEnd().split('\n')
      // what is to be typed is never broken
      const typed = new Set(sections.flatMap(([, ...blocks]) => blocks.flatMap((block) => (typeof block === 'object' && 'lines' in block ? block.lines : []))))
      expect(lines.filter((line) => [...line].length > Math.min(columns, 100) && !(columns < 80 && typed.has(line.slice(4))))).toEqual([])
      if (columns === 80) expect(lines.length).toBeLessThanOrEqual(48)
      expect(lines.join(' ')).toContain(`${name}: ${summary} `)
      for (const [heading] of sections) expect(lines).toContain(heading)
      for (const line of typed) expect(stdout).toContain(line)
      expect(stdout).not.toContain('`')
    }
    expect(sectionOf(await helpOf(''), 'HELP ON').join(' ')).toContain(name)
  })
})

/** What the examples take for granted: files in the folder, other programs, seven prepared versions. */
async function stage(command = ''): Promise<LabHaproxy> {
  const content = `/shop be_old\nwww.example.com be_www\n${Array.from({length: 8}, (_, index) => `/other-${index} be_other\n`).join('')}`
  const patterns = `10.1.2.3\n10.1.0.0/16\nBadBot/1.0 (crawler)\n${Array.from({length: 8}, (_, index) => `Other Bot ${index}\n`).join('')}`
  // backends come and go from 3.4 on
  const haproxy = await lab.start(command.startsWith('backend ') ? '3.4' : '3.2', {
    maps: {'big.map': content, 'routes.map': content},
    acls: {'blocked.acl': patterns, 'agents.acl': patterns},
    global: ['set-var proc.colour str(blue)'],
    frontendLines: ['log ring@requests format raw local0'],
    sections: [
      'backend be_old\n    server web1 127.0.0.1:1 disabled',
      'frontend www\n    bind unix@{folder}/www.sock',
      // for a session that stays: it waits for a command
      'listen held\n    mode tcp\n    bind unix@{folder}/held.sock\n    server cli unix@{folder}/user.sock',
      'defaults base\n    mode http\n    timeout connect 5s\n    timeout client 5s\n    timeout server 5s',
      'ring requests\n    size 32764',
      'backend be_api\n    server web1 127.0.0.1:1 disabled check agent-check agent-port 9',
      'resolvers dns\n    nameserver one 127.0.0.1:9',
      'backend be_dns\n    server web1 green.example.com:80 disabled resolvers dns init-addr 127.0.0.1',
      ...['be_web', 'be_other'].map((name) => `backend ${name}\n    stick-table type ip size 100 expire 1h store gpc0,http_req_rate(10s)`),
    ],
    files: {
      'part1.map': '/part one\n',
      'part1.acl': '10.9.0.0/16\n',
      'be_web.table': '# table: be_web, type: ip, size:100, used:1\n0x1: key=192.0.2.7 use=0 exp=9 gpc0=3 http_req_rate(10000)=1\n',
      'commands.txt': 'show cli level\n# what is there\nshow map\n',
      entries: '/entry one\n',
      hosts: 'b.example.com be_b\na.example.com be_a\n',
    },
  })
  const held = connect(haproxy.file('held.sock')).on('error', () => {})
  held.unref()
  for (let version = 1; version <= 7; version += 1) await haproxy.exchange(`prepare map ${haproxy.file('big.map')};prepare acl ${haproxy.file('blocked.acl')}`)
  if (command.endsWith(' commit')) await haproxy.exchange(`add map @7 ${haproxy.file('big.map')} /shop be_new;add acl @7 ${haproxy.file('blocked.acl')} new`)
  if (command.startsWith('backend ')) for (const name of ['be_new', 'be_spare']) await haproxy.exchange(`add backend ${name} from base`)
  // a state that differs from the one that is to be brought back
  await haproxy.exchange('set server be_old/web1 state drain')
  writeFileSync(haproxy.file('saved.state'), await haproxy.exchange('show servers state'))
  await haproxy.exchange('set server be_old/web1 state maint')
  await haproxy.exchange('set table be_web key 192.0.2.1 data.gpc0 1')
  return haproxy
}

/** It goes on until somebody stops it. */
const isEndless = (example: string): boolean => /--watch|--follow|trace follow/.test(example)

const statusOf = (example: string): number => {
  if (/(?:map|acl) diff|doctor/.test(example)) return 6
  if (isEndless(example)) return 130
  // it asks, and nobody is there
  if (/(?:map|acl) clear/.test(example) && !example.includes('--yes')) return 2
  return 0
}

describe.each(commands.filter((command) => command !== 'help'))('every example in the help of hactl %s', (command) => {
  test('can be run as it stands', async () => {
    const examples = sectionOf(await helpOf(command, 500), 'EXAMPLES')
      .map((line) => line.replace(/^\$ /, ''))
      .filter((line) => line !== '')
    expect(examples.length).toBeGreaterThan(1)
    for (const example of examples) {
      await using haproxy = await stage(command)
      mkdirSync(join(haproxy.folder, 'hactl'))
      writeFileSync(
        join(haproxy.folder, 'hactl/config.yaml'),
        `current: lab\ncontexts:\n  lab: {sockets: ${haproxy.socket}}\n  prod: {sockets: /run/prod.sock}\n`,
      )
      // something has changed since the files were written
      await haproxy.exchange(`set map ${haproxy.file('big.map')} /shop be_now;set map ${haproxy.file('routes.map')} /shop be_now`)
      await haproxy.exchange(`add acl ${haproxy.file('blocked.acl')} now;add acl ${haproxy.file('agents.acl')} now`)
      const line = example.replaceAll('/etc/haproxy/', `${haproxy.folder}/`).replaceAll('/run/haproxy/admin.sock', haproxy.socket)
      const script = `set -o pipefail; hactl() { '${process.execPath}' '${program}' "$@"; }; make-routes() { cat routes.map; }; make-list() { cat blocked.acl; }\n${line}`
      const child = spawn('bash', ['-c', script], {
        cwd: haproxy.folder,
        env: environment({XDG_CONFIG_HOME: haproxy.folder, ...(command.startsWith('context ') ? {} : {HACTL_SOCKET: haproxy.socket})}),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += String(bytes)))
      const traffic = setInterval(() => void fetch(`http://127.0.0.1:${haproxy.port}/`).catch(() => {}), 100)
      // the group, as Ctrl-C does
      if (isEndless(example)) child.stdout.once('data', () => process.kill(-(child.pid ?? 0), 'SIGINT'))
      const [status] = (await once(child, 'close')) as [number | null]
      clearInterval(traffic)
      expect({example, status}, said).toEqual({example, status: statusOf(example)})
    }
  })
})

test('every example on the first screen can be run as it stands', async () => {
  const lines = sectionOf(await helpOf('', 500), 'START HERE').filter((line) => line !== '')
  expect(lines).toHaveLength(5)
  for (const line of lines) {
    await using haproxy = await stage()
    const [, words = ''] = /^hactl (.*?) {2,}/.exec(line) ?? []
    expect(await hactl(words.split(' '), {cwd: haproxy.folder, env: {HACTL_SOCKET: haproxy.socket}})).toMatchObject({status: 0})
  }
})

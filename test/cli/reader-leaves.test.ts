import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, program} from './hactl.ts'

const newest = lab.versions.at(-1) ?? '3.4'
let haproxy: LabHaproxy

// more than a pipe takes, in each form
const entries = Array.from({length: 20_000}, (_, index) => `/key-${index} value\n`).join('')
const backends = Array.from({length: 150}, (_, index) => `backend be_${index}\n    server web1 127.0.0.1:1 disabled\n    server web2 127.0.0.1:1 disabled`)

beforeAll(async () => {
  haproxy = await lab.start(newest, {
    maps: {'big.map': entries, 'other.map': '/key-0 value\n'},
    sections: [...backends, 'ring requests\n    size 32764'],
    frontendLines: ['log ring@requests format raw local0', 'http-request return status 200'],
  })
})
afterAll(() => haproxy[Symbol.asyncDispose]())

/** What is left of a pipe whose reader leaves after the first line: that line, what else was said, and the status of hactl. */
async function headOf(command: string): Promise<{line: string; stderr: string; status: string}> {
  const script = `hactl() { '${process.execPath}' '${program}' "$@"; }; ${command} | head -1; echo "\${PIPESTATUS[@]: -2:1}" >&3`
  const child = spawn('bash', ['-c', script], {
    cwd: haproxy.folder,
    env: environment({HACTL_SOCKET: haproxy.socket}),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const heard = ['', '', '']
  child.stdio.slice(1).forEach((stream, index) => stream?.on('data', (bytes: Buffer) => (heard[index] += String(bytes))))
  const traffic = setInterval(() => void fetch(`http://127.0.0.1:${haproxy.port}/`).catch(() => {}), 50)
  const timer = setTimeout(() => child.kill(), 30_000)
  await once(child, 'close')
  clearTimeout(timer)
  clearInterval(traffic)
  const [line = '', stderr = '', status = ''] = heard
  return {line, stderr, status: status.trim()}
}

const forms = ['table', 'json', 'yaml', 'csv', 'plain']

/** Long lists, what comes without end, help: what `| head` is for. */
const commands = [
  ...forms.flatMap((form) => [
    `hactl map show big.map -o ${form}`,
    `hactl map diff other.map -m big.map -o ${form}`,
    `hactl stat -o ${form}`,
    `hactl stat --watch --interval 100ms -o ${form}`,
    `hactl server list --watch --interval 100ms -o ${form}`,
    `hactl events requests --follow -o ${form}`,
  ]),
  "hactl exec 'show map big.map'",
  "for i in $(seq 2000); do echo 'show info'; done | hactl batch -",
  'hactl map sync --help',
  'hactl help environment',
  'hactl help',
]

describe('a reader that leaves after a line', () => {
  test.each(commands)('%s', async (command) => {
    const told = command.replaceAll(/\b(?:big|other)\.map/g, (name) => haproxy.file(name))
    const quiet = await headOf(told)
    expect({...quiet, line: quiet.line.split('\n').length}).toEqual({line: 2, stderr: '', status: '0'})
  })

  test.each(commands.filter((command) => command.includes('plain') || command.includes('exec')))('%s, with stderr in the same pipe', async (command) => {
    const told = command.replaceAll(/\b(?:big|other)\.map/g, (name) => haproxy.file(name))
    expect(await headOf(`${told} --debug 2>&1`)).toMatchObject({stderr: '', status: '0'})
  })
})

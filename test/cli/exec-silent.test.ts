import {once} from 'node:events'
import {setTimeout as pause} from 'node:timers/promises'
import {afterAll, beforeAll, describe, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, Running} from './hactl.ts'

/** ms; hactl waits 10 s for an answer unless told otherwise, HAProxy here 1 s for what comes next */
const longSilence = 11_000

describe.concurrent.each([...lab.versions])('what is silent by nature on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      statsTimeout: '1s',
      maps: {'big.map': 'a one\n'},
      frontendLines: ['log ring@asked local0', 'log-format "asked for %HP"'],
      sections: ['ring asked\n    size 65536'],
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const exec = (line: string, ...more: string[]) => new Running(['exec', line, '-s', haproxy.socket, ...more])
  const ask = () => haproxy.lookup('big.map', 'a')

  test('show events -w goes on after a long silence, until Ctrl-C', {timeout: 40_000}, async ({expect}) => {
    const running = exec('show events asked -w -n')
    let seen = ''
    running.child.stdout?.on('data', (bytes: Buffer) => (seen += bytes.toString()))
    // the silence itself is what is tried here
    await Promise.race([pause(longSilence), running.ended])
    await expect.poll(async () => (await ask(), seen), {timeout: 5000}).toContain('asked for')
    running.signal('SIGINT')
    expect(await running.ended).toMatchObject({status: 130})
  })

  test('show events -w ends quietly when its reader leaves', async ({expect}) => {
    await ask()
    const running = exec('show events asked -w')
    const {stdout} = running.child
    if (!stdout) throw new Error('it has no stdout')
    await once(stdout, 'data')
    stdout.destroy()
    let over = false
    void running.ended.then(() => (over = true))
    await expect.poll(async () => (await ask(), over), {timeout: 10_000}).toBe(true)
    expect(await running.ended).toMatchObject({status: 0, stderr: ''})
  })

  test('--timeout holds for show events -w, too', async ({expect}) => {
    const ended = await exec('show events asked -wn', '--timeout', '300ms', '-o', 'json').ended
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 3, code: 'timeout'})
  })

  test.runIf(Number(version) >= 3).for([
    [`wait ${longSilence}`, 'Done.\n\n'],
    ['wait 6s;show cli level;wait 5500', 'Done.\n\nadmin\n\nDone.\n\n'],
  ] as const)('%s is waited for', {timeout: 40_000}, async ([line, stdout], {expect}) => {
    expect(await exec(line).ended).toMatchObject({status: 0, stdout, stderr: ''})
  })

  test.runIf(Number(version) >= 3)('--timeout holds for wait, too: nothing was changed', async ({expect}) => {
    const ended = await exec('wait 20s', '--timeout', '300ms', '-o', 'json').ended
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 3, code: 'timeout'})
  })

  test.for(['quit', ' quit ', 'quit;show cli level', 'show cli level;quit'])('%s is obeyed: HAProxy closes on purpose', async (line, {expect}) => {
    const expected = (await haproxy.exchange(line)).toString('latin1')
    expect(await exec(line).ended).toMatchObject({status: 0, bytes: expected, stderr: ''})
  })

  test('a key that is called quit is no command', async ({expect}) => {
    const map = haproxy.file('big.map')
    expect(await exec(`add map ${map} quit quit`).ended).toMatchObject({status: 0, bytes: '\n'})
    expect(await haproxy.dump('big.map')).toContainEqual(['quit', 'quit'])
  })

  test('a timeout of weeks is one', async ({expect}) => {
    expect(await hactl(['exec', 'show cli level', '-s', haproxy.socket, '--timeout', '30000m'])).toMatchObject({status: 0, stdout: 'admin\n\n'})
  })
})

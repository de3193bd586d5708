import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {listensAt} from '../../../src/maps/own-process.ts'
import {parseAddress} from '../../../src/transport/address.ts'

let proc: string
let socket: string
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'hactl-proc-'))
  socket = join(proc, 'the admin.sock')
  await writeFile(socket, '')
  await mkdir(join(proc, '7', 'fd'), {recursive: true})
  await symlink('socket:[123]', join(proc, '7', 'fd', '3'))
  await symlink('/dev/null', join(proc, '7', 'fd', '0'))
  await mkdir(join(proc, 'net'))
})
afterEach(() => rm(proc, {recursive: true}))

const unix = (inode: string, name: string): Promise<void> =>
  writeFile(
    join(proc, 'net', 'unix'),
    `Num       RefCount Protocol Flags    Type St Inode Path\n000000008efd0194: 00000002 00000000 00010000 0001 01 ${inode} ${name}\n0000000041cd1f: 00000003 00000000 00000000 0001 03 99999\n`,
  )

/** As proc_pid_net(5) has it. */
const tcp = (name: string, local: string, state: string, inode: number): Promise<void> =>
  writeFile(
    join(proc, 'net', name),
    `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`,
  )

const listens = (address: string, pid = 7): boolean => listensAt(parseAddress(address), pid, proc)

test('the process that holds the socket of a path listens there, under the name that HAProxy bound or under the path itself', async () => {
  for (const [inode, name] of [
    ['123', `${socket}.4711.tmp`],
    // the kernel fills the column up
    ['  123', socket],
  ] as const) {
    await unix(inode, name)
    expect(listens(socket)).toBe(true)
  }
})

test('who holds another socket does not, nor who holds one of another path', async () => {
  await unix('124', `${socket}.4711.tmp`)
  expect(listens(socket)).toBe(false)
  await unix('123', `${socket}.other.4711.tmp`)
  expect(listens(socket)).toBe(false)
})

test('a port counts where it is one of this machine alone, in either family, and only when it listens', async () => {
  await tcp('tcp', '0100007F:1F90', '0A', 123)
  expect(listens('tcp://127.0.0.1:8080')).toBe(true)
  expect(listens('tcp://localhost:8080')).toBe(true)
  expect(listens('tcp://127.0.0.1:8081')).toBe(false)
  expect(listens('tcp://10.0.0.1:8080')).toBe(false)
  expect(listens('tcp://balancer.example:8080')).toBe(false)
  await tcp('tcp', '0100007F:1F90', '01', 123)
  expect(listens('tcp://127.0.0.1:8080')).toBe(false)
  await tcp('tcp6', '00000000000000000000000001000000:1F90', '0A', 123)
  expect(listens('tcp://[::1]:8080')).toBe(true)
  await tcp('tcp6', '00000000000000000000000001000000:1F90', '0A', 124)
  expect(listens('tcp://[::1]:8080')).toBe(false)
})

test('a process that is not there is an error, and no answer', () => {
  expect(() => listens(socket, 8)).toThrow('ENOENT')
})

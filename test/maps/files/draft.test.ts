import {readdirSync, readFileSync, readlinkSync} from 'node:fs'
import {type FileHandle, mkdtemp, open, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {FileDraft} from '../../../src/maps/file-draft.ts'
import {fileTarget} from '../../../src/maps/file-target.ts'
import {failureOf} from '../support.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hactl-draft-'))
  file = join(folder, 'a.map')
  await writeFile(file, 'old\n')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, {recursive: true})
})

async function* blocks(...texts: string[]): AsyncGenerator<Buffer, void> {
  for (const text of texts) yield Buffer.from(text)
}

/** What every open file can do, to be listened to. */
async function anyHandle(): Promise<FileHandle> {
  const handle = await open('/dev/null')
  await handle.close()
  return Object.getPrototypeOf(handle) as FileHandle
}

test('a file is on disk before it takes its name, and its folder after that', async () => {
  const synced: {what: string; target: string; whole: boolean}[] = []
  const handle = await anyHandle()
  const sync = handle.sync
  vi.spyOn(handle, 'sync').mockImplementation(function (this: FileHandle) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`)
    const isFolder = path === folder
    synced.push({what: isFolder ? 'folder' : 'draft', target: readFileSync(file, 'utf8'), whole: isFolder || readFileSync(path, 'utf8') === 'new\ntext\n'})
    return sync.call(this)
  })
  {
    await using draft = await FileDraft.open(await fileTarget(file))
    await draft.write(blocks('new\n', 'text\n'))
    await draft.place()
  }
  expect(synced).toEqual([
    {what: 'draft', target: 'old\n', whole: true},
    {what: 'folder', target: 'new\ntext\n', whole: true},
  ])
})

test('what is written again replaces what was written before', async () => {
  await using draft = await FileDraft.open(await fileTarget(file))
  await draft.write(blocks('a long first attempt\n'))
  await draft.write(blocks('second\n'))
  await draft.place()
  expect(readFileSync(file, 'utf8')).toBe('second\n')
})

test('what is not placed leaves nothing behind', async () => {
  {
    await using draft = await FileDraft.open(await fileTarget(file))
    await draft.write(blocks('new\n'))
    expect(readdirSync(folder)).toHaveLength(2)
  }
  expect(readdirSync(folder)).toEqual(['a.map'])
  expect(readFileSync(file, 'utf8')).toBe('old\n')
})

test('an owner that cannot be kept is an error, and the old file stays', async () => {
  const handle = await anyHandle()
  vi.spyOn(handle, 'chown').mockRejectedValue(Object.assign(new Error('not permitted'), {code: 'EPERM'}))
  const target = await fileTarget(file)
  const existing = Object.assign(target.existing ?? {}, {uid: 12_345}) as NonNullable<typeof target.existing>
  {
    await using draft = await FileDraft.open({...target, existing})
    await draft.write(blocks('new\n'))
    const error = await failureOf(draft.place())
    expect(error).toMatchObject({code: 'save-failed', exit: 2, message: expect.stringContaining('not keep its owner')})
  }
  expect(readdirSync(folder)).toEqual(['a.map'])
  expect(readFileSync(file, 'utf8')).toBe('old\n')
})

test('a write that takes less than it was given goes on where that ended', async () => {
  const handle = await anyHandle()
  const write = handle.write as (bytes: Uint8Array, offset: number, length: number, position: number) => Promise<{bytesWritten: number; buffer: Uint8Array}>
  vi.spyOn(handle, 'write').mockImplementation(function (this: FileHandle, ...[bytes, offset, length, position]: unknown[]) {
    return write.call(this, bytes as Uint8Array, offset as number, Math.min(3, length as number), position as number)
  } as typeof handle.write)
  await using draft = await FileDraft.open(await fileTarget(file))
  await draft.write(blocks('the first block\n', 'the second block\n'))
  await draft.place()
  expect(readFileSync(file, 'utf8')).toBe('the first block\nthe second block\n')
})

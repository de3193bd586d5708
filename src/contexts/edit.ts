import {mkdir, readFile, realpath, rename, rm, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {type Document, isMap, type Node, parseDocument} from 'yaml'
import {HactlError} from '../protocol/error.ts'
import {contextName, readContextFile} from './read-file.ts'

/** A context as its file has it. */
export interface NewContext {
  readonly sockets?: readonly string[]
  readonly master?: string
  readonly level?: string
  readonly readOnly?: true
  readonly confirm?: true
  readonly defaults?: {readonly timeout?: string; readonly output?: string}
}

type Edit = (document: Document) => void

/** What a file would be, and what it takes to make it so. */
export interface Draft {
  readonly path: string
  readonly text: string
  write(): Promise<void>
}

/** @throws HactlError `context-exists`, `context-file-invalid` */
export const addContext = (
  path: string,
  name: string,
  context: NewContext,
  {replace, use}: {readonly replace: boolean; readonly use: boolean},
): Promise<Draft> =>
  drafted(path, (document) => {
    if (!contextName.test(name))
      throw new HactlError('usage', {exit: 2, message: `${JSON.stringify(name)} is no name for a context`, hint: 'letters, digits, _, . and -'})
    if (document.hasIn(['contexts', name]) && !replace)
      throw new HactlError('context-exists', {
        exit: 2,
        message: `${path} has a context ${name} already`,
        hint: `--replace takes its place; hactl context show ${name}`,
      })
    document.setIn(['contexts', name], document.createNode(context))
    if (use) setCurrent(document, name)
  })

/** Takes a context out; the one that is in use then is none. */
export const removeContext = (path: string, name: string): Promise<Draft> =>
  drafted(path, (document) => {
    if (!document.deleteIn(['contexts', name]))
      throw new HactlError('context-unknown', {
        exit: 2,
        message: `${path} has no context ${JSON.stringify(name)}`,
        hint: 'hactl context list tells which there are, and where',
      })
    if (document.get('current') === name) document.delete('current')
  })

/** @param name undefined: none */
export const useContext = (path: string, name: string | undefined): Promise<Draft> =>
  drafted(path, (document) => {
    if (name === undefined) document.delete('current')
    else setCurrent(document, name)
  })

/** It stands first. */
function setCurrent(document: Document, name: string): void {
  if (document.has('current') || !isMap(document.contents)) document.set('current', name)
  else document.contents.items.unshift(document.createPair('current', name))
}

/** Comments, blanks and the order of what stays are kept. */
async function drafted(path: string, edit: Edit): Promise<Draft> {
  // a link stays a link
  const real = await realpath(path).catch(() => path)
  const before = await readFile(real, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  readContextFile(path, before)
  const document = parseDocument<Node>(before)
  if (document.contents === null) document.contents = document.createNode({})
  edit(document)
  const text = document.toString({lineWidth: 0, flowCollectionPadding: false})
  readContextFile(path, text)
  return {path, text, write: () => replaceFile(real, text)}
}

/** In one step: whoever reads meanwhile has the old file or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true, mode: 0o700})
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, {mode: 0o600, flag: 'wx', flush: true})
    await rename(draft, path)
  } catch (error) {
    await rm(draft, {force: true})
    throw error
  }
}

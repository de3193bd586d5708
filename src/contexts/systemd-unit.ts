import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'

const unit = 'haproxy.service'

/** A program with its arguments, and who starts it. */
interface CommandLine {
  readonly words: readonly string[]
  readonly origin: string
}

/** What systemd would start HAProxy with: `ExecStart` of its unit and what is dropped in beside it, variables filled in (systemd.exec, systemd.service). */
export async function unitLines(folders: readonly string[]): Promise<CommandLine[]> {
  const texts = await Promise.all(folders.map((folder) => readFile(join(folder, unit), 'utf8').catch(() => undefined)))
  const at = texts.findIndex((text) => text !== undefined)
  if (at < 0) return []
  const lines = [texts[at] ?? '', ...(await droppedIn(folders))].join('\n').replaceAll(/\\\n/g, ' ').split('\n')
  const variables = new Map(await environmentOf(lines))
  const starts = settings(lines, 'ExecStart')
  // an empty one takes back those before it
  return starts.slice(starts.lastIndexOf('') + 1).map((line) => ({words: filled(wordsOf(line.replace(/^[-@:+!]+/, '')), variables), origin: unit}))
}

async function droppedIn(folders: readonly string[]): Promise<string[]> {
  const all = folders.map(async (folder) => {
    const names = (await readdir(join(folder, `${unit}.d`)).catch(() => [])).filter((name) => name.endsWith('.conf'))
    return Promise.all(names.map(async (name) => ({name, text: await readFile(join(folder, `${unit}.d`, name), 'utf8').catch(() => '')})))
  })
  return (await Promise.all(all))
    .flat()
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(({text}) => text)
}

const settings = (lines: readonly string[], name: string): string[] =>
  lines.flatMap((line) => {
    const [, key, value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return key === name ? [value] : []
  })

/** Words in quotes are one. */
const wordsOf = (line: string): string[] => (line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''))

const assignment = (text: string): [string, string][] => {
  const [, name, value = ''] = /^(\w+)=(.*)$/.exec(text) ?? []
  return name === undefined ? [] : [[name, value]]
}

async function environmentOf(lines: readonly string[]): Promise<[string, string][]> {
  const files = settings(lines, 'EnvironmentFile').map((path) => readFile(path.replace(/^-/, ''), 'utf8').catch(() => ''))
  const fromFiles = (await Promise.all(files)).flatMap((text) => text.split('\n').map((line) => line.trim().replaceAll(/["']/g, '')))
  return [...settings(lines, 'Environment').flatMap(wordsOf), ...fromFiles].flatMap(assignment)
}

/** `$NAME` alone may be several words, or none; `${NAME}` is a part of one. */
const filled = (words: readonly string[], variables: ReadonlyMap<string, string>): string[] =>
  words.flatMap((word) => {
    const [, alone] = /^\$(\w+)$/.exec(word) ?? []
    if (alone !== undefined) return wordsOf(variables.get(alone) ?? '')
    return [word.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => variables.get(name) ?? '')]
  })

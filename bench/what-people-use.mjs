// What operators do today: one socat process for each 15 kB chunk, or one connection for each entry.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {connect} from 'node:net'
import {fileURLToPath} from 'node:url'
import {findSocat} from '../test/haproxy/install.mjs'
import {chunksOf} from './floor.mjs'

function socat(program, socket, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-t30', 'stdio', `unix-connect:${socket}`], {stdio: ['pipe', 'pipe', 'inherit']})
    let text = ''
    child.stdout.on('data', (bytes) => (text += bytes))
    child.on('error', reject)
    child.on('close', () => resolve(text))
    child.stdin.end(input)
  })
}

/** The same as a script of the shell has it. @returns ms; undefined where there is no socat */
export async function shellRecipe({socket, map}, file) {
  const program = findSocat()
  if (!program) return undefined
  const start = performance.now()
  const child = spawn('bash', [fileURLToPath(new URL('shell-recipe.sh', import.meta.url)), program, socket, map, file], {stdio: 'inherit'})
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`shell-recipe.sh ended with ${status}`)
  return performance.now() - start
}

/** @returns ms for prepare, all chunks, commit; undefined where there is no socat */
export async function socatPerChunk({socket, map}, file) {
  const program = findSocat()
  if (!program) return undefined
  const chunks = chunksOf(readFileSync(file))
  const start = performance.now()
  const version = /New version created: (\d+)/.exec(await socat(program, socket, `prepare map ${map}\n`))?.[1]
  for (const chunk of chunks) {
    const text = await socat(program, socket, Buffer.concat([Buffer.from(`add map @${version} ${map} <<\n`), chunk, Buffer.from('\n')]))
    if (text !== '\n') throw new Error(`HAProxy answered ${JSON.stringify(text)}`)
  }
  await socat(program, socket, `commit map @${version} ${map}\n`)
  return performance.now() - start
}

function ask(socket, line) {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write(line))
    let text = ''
    connection.on('data', (bytes) => (text += bytes))
    connection.on('end', () => resolve(text))
    connection.on('error', reject)
  })
}

/** @returns ms for prepare, an `add map` for each entry, commit */
export async function connectionPerEntry({socket, map}, file) {
  const entries = readFileSync(file, 'utf8').trimEnd().split('\n')
  const start = performance.now()
  const version = /New version created: (\d+)/.exec(await ask(socket, `prepare map ${map}\n`))?.[1]
  for (const entry of entries) await ask(socket, `add map @${version} ${map} ${entry}\n`)
  await ask(socket, `commit map @${version} ${map}\n`)
  return performance.now() - start
}

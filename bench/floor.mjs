// The floor: what HAProxy itself needs. Chunks stand built in memory; a bare net loop writes them, a connection each, the next one opened ahead, one at a
// time: prepare, load, commit. Prints the ms from the first byte of `prepare` to the answer of `commit`.
import {readFileSync} from 'node:fs'
import {connect} from 'node:net'

const chunkSize = 15_500

/** @returns {Promise<import('node:net').Socket>} */
function open(socket) {
  return new Promise((resolve, reject) => {
    const connection = connect(socket)
    connection.once('connect', () => resolve(connection))
    connection.once('error', reject)
  })
}

function exchange(connection, request) {
  return new Promise((resolve, reject) => {
    let text = ''
    connection.on('data', (bytes) => (text += bytes))
    connection.on('end', () => resolve(text))
    connection.on('error', reject)
    connection.write(request)
  })
}

export function chunksOf(bytes) {
  const chunks = []
  for (let start = 0; start < bytes.length; ) {
    const end = start + chunkSize >= bytes.length ? bytes.length : bytes.lastIndexOf(10, start + chunkSize) + 1
    chunks.push(bytes.subarray(start, end))
    start = end
  }
  return chunks
}

export async function floor(socket, map, file) {
  const chunks = chunksOf(readFileSync(file))
  const start = performance.now()
  const answer = await exchange(await open(socket), `prepare map ${map}\n`)
  const version = /New version created: (\d+)/.exec(answer)?.[1]
  const head = Buffer.from(`add map @${version} ${map} <<\n`)
  const tail = Buffer.from('\n')
  const requests = chunks.map((chunk) => Buffer.concat([head, chunk, tail]))
  let next = open(socket)
  for (const request of requests) {
    const connection = await next
    next = open(socket)
    const text = await exchange(connection, request)
    if (text !== '\n') throw new Error(`HAProxy answered ${JSON.stringify(text)}`)
  }
  const last = await exchange(await next, `commit map @${version} ${map}\n`)
  if (last !== '\n') throw new Error(`HAProxy answered ${JSON.stringify(last)}`)
  return performance.now() - start
}

if (process.argv[1] === import.meta.filename) console.log((await floor(process.argv[2], process.argv[3], process.argv[4])).toFixed(1))

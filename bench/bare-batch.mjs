// A bare client for commands that are answered with an empty line: `bare-batch.mjs session|joined SOCKET FILE` prints how many answers came.
import {readFileSync} from 'node:fs'
import {connect} from 'node:net'

const [, , kind, socket, file] = process.argv
const commands = readFileSync(file, 'latin1').trimEnd().split('\n')

/** Bytes of the answers. */
const answersTo = (request) =>
  new Promise((resolve, reject) => {
    let bytes = 0
    const link = connect(socket, () => link.write(request))
    link.on('data', (piece) => (bytes += piece.length))
    link.on('error', reject)
    link.on('end', () => resolve(bytes))
  })

/** As many as HAProxy's buffer takes. */
function* joined() {
  let line = ''
  for (const command of commands) {
    if (line.length + command.length > 16_000) {
      yield `${line}\n`
      line = ''
    }
    line += `${line === '' ? '' : ';'}${command}`
  }
  yield `${line}\n`
}

let answers = 0
if (kind === 'session') answers = (await answersTo(`prompt i\n${commands.join('\n')}\nquit\n`)) - 1
else for (const line of joined()) answers += await answersTo(line)
console.log(answers)

#!/usr/bin/env node
// CommonJS, for it starts 12 ms sooner than ESM (docs/decisions/2026-11-21-start-time.md); bin/package.json says so
const {join} = require('node:path')

// whoever reads may leave (`hactl map show | head`); the work goes on when only the talk is not heard any more
process.stdout.on('error', (error) => {
  // who has something to take back first listens for the signal that this would be elsewhere
  if (process.listenerCount('SIGPIPE') > 0) {
    process.emit('SIGPIPE')
    return
  }
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`Error: could not write the output: ${error.message}\n`)
  process.exit(process.exitCode || 3)
})
process.stderr.on('error', () => {})

// of the two FORCE_COLOR counts unless it is empty, and node would say so on stderr
if (process.env.FORCE_COLOR) delete process.env.NO_COLOR
else if (process.env.FORCE_COLOR === '') delete process.env.FORCE_COLOR

// from Node 22 on compiled code is kept; Node's own place for it belongs to the first user of the machine
const {HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache')} = process.env
if (XDG_CACHE_HOME && Number.parseInt(process.versions.node, 10) >= 22) require('node:module').enableCompileCache(join(XDG_CACHE_HOME, 'hactl', 'v8'))

const [root, words] = [join(__dirname, '..'), process.argv.slice(2)]

/** For the scripts of `hactl completion`: somebody waits with a finger on Tab, and wants no complaints. */
async function complete() {
  try {
    const text = await require('../dist/complete.cjs').complete(root, words.slice(1))
    process.stdout.write(text, () => process.exit())
  } catch {
    process.exit(1)
  }
}

if (words[0] === '__complete') void complete()
else void require('../dist/main.cjs').main(root, words)

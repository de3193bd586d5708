import {closeSync} from 'node:fs'
import {isatty} from 'node:tty'

/**
 * Node gives its terminals their modes back when it ends, and aborts (status 134) where one was closed meanwhile. A descriptor that is not open it leaves
 * alone.
 */
export function leaveGoneTerminals(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor))
  process.once('exit', () => {
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor)
  })
}

import type {WireText} from './word.ts'

/** Commands that run one after the other on one line. HAProxy answers each in turn and does not stop at an error (management guide 9.3). */
export function line(...commands: readonly WireText[]): Buffer {
  return Buffer.from(`${commands.join(';')}\n`, 'latin1')
}

import type {RuntimeClient} from '../client/runtime-client.ts'
import {showEnv, type Variable} from '../protocol/commands/process/show-env.ts'

/** `show env`: the environment of the process, secrets as they are; `masked` makes it fit to be shown. Needs level operator. */
export function environment(client: RuntimeClient): Promise<Variable[]> {
  return client.run(showEnv)
}

/** A variable as it may be shown. */
export interface ShownVariable extends Variable {
  /** Its value, or a part of it, is hidden. */
  readonly masked: boolean
}

const hidden = '***'
/** Paths, versions and formats of logs of HAProxy and of the shell. */
const ours = /^(?:HAPROXY_|(?:OLD)?PWD$)/
const secretName =
  /pass(?:w|$|_|phrase)|secret|token|credential|private|(?:^|_)(?:api|access|auth|key|pin|pwd|salt|dsn|cookie|session|signature|bearer|jwt)(?:_|$)|apikey/i
const pem = /-----BEGIN /
/** `scheme://user:password@host` */
const userinfo = /^([a-z][a-z\d+.-]*:\/\/[^/\s:@]*:)[^@\s]+(?=@)/gim
/** Letters and digits in one long word: made by a machine, to be guessed by nobody. */
const random = /^(?=[^/]*\d)(?=[^/]*[A-Za-z])[\w+=-]{24,}(?:\.[\w+=-]+)*$/

/** Hides what looks like a secret: by the name of the variable, or by its value. What is hidden once too often is shown with --reveal. */
export function masked({name, value}: Variable): ShownVariable {
  if (value === '' || ours.test(name)) return {name, value, masked: false}
  if (secretName.test(name) || pem.test(value) || random.test(value)) return {name, value: hidden, masked: true}
  const shown = value.replace(userinfo, `$1${hidden}`)
  return {name, value: shown, masked: shown !== value}
}

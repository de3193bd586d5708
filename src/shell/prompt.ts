import {shortVersion} from '../protocol/version.ts'
import {withoutControls} from '../render/controls.ts'
import type {Style} from '../terminal/style.ts'
import type {ShellConnection} from './connection.ts'
import {looksDangerous} from './dangerous.ts'

/** `lb1 3.2.26 admin> `: context or node, version, level, and what else matters; red while what is typed is dangerous. */
export function promptOf({target, level, away}: ShellConnection, style: Style): (line: string) => string {
  const {info, dialect} = target.client
  const facts = [
    style.cyan(target.name ?? (withoutControls(info.node) || 'haproxy')),
    shortVersion(dialect.version),
    level,
    ...(target.readOnly ? ['read-only'] : []),
    ...(info.stopping ? [style.yellow('stopping')] : []),
    ...(away === undefined ? [] : [style.red('away')]),
  ].join(' ')
  return (line) => `${facts}${looksDangerous(line) ? style.red('!') : '>'} `
}

export const continuation = '+ '

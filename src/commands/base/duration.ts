import {parseDuration} from '../../protocol/duration.ts'
import {Flags} from './oclif.ts'

/** A flag whose value is milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: '500ms|30s|2m',
  parse: async (input, _context, {name}) => parseDuration(input, `--${name}`),
})

/** ms as `parseDuration` takes them. */
export function durationText(milliseconds: number): string {
  if (milliseconds % 60_000 === 0) return `${milliseconds / 60_000}m`
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`
}

import {setTimeout as delay} from 'node:timers/promises'
import type {WireCommand} from '../../protocol/command.ts'
import {parseDuration} from '../../protocol/duration.ts'
import {HactlError} from '../../protocol/error.ts'
import {LiveView} from '../../terminal/live-view.ts'
import {Flags} from './oclif.ts'
import {TargetCommand} from './target-command.ts'

const helpGroup = 'WATCH'
const defaultInterval = 2
/** s between two questions that cost the traffic something, the least and the default. */
const stallingInterval = 5

const seconds = Flags.custom<number>({
  helpValue: 'SECONDS',
  parse: (text) => {
    const value = /^[\d.]+$/.test(text) ? Number(text) : parseDuration(text, '--interval') / 1000
    if (value >= 0.1 && value <= 86_400) return Promise.resolve(value)
    throw new HactlError('usage', {
      exit: 2,
      message: `--interval takes 0.1 to 86400 seconds, not ${JSON.stringify(text)}`,
      hint: 'for example --watch --interval 5; 500ms and 2m are understood, too',
    })
  },
})

const flagsOf = (numbers: string) => ({
  watch: Flags.boolean({char: 'w', description: 'show it again and again, until Ctrl-C', helpGroup}),
  interval: seconds({description: `seconds between two views, or 500ms, 2m (${numbers})`, helpGroup, dependsOn: ['watch']}),
})

/** Flags of commands that show what changes. */
export const watchFlags = flagsOf(`default ${defaultInterval}`)

/** The same for commands that ask HAProxy what costs its traffic something: `stalls` of the wire command, which `repeat` is told. */
export const stallingWatchFlags = flagsOf(`default and least ${stallingInterval}`)

export interface WatchFlags {
  readonly watch: boolean
  readonly interval: number | undefined
}

const clock = (): string => new Date().toLocaleTimeString('en-GB')

type Asked = Pick<WireCommand<never[], unknown>, 'name' | 'stalls'>

/** A command that can show something again and again. */
export abstract class WatchingCommand extends TargetCommand {
  /**
   * Draws once, or with --watch until somebody stops it. A table on a terminal is drawn over the one before; everything else follows one another.
   *
   * @param asked what HAProxy is asked for each view: with one that `stalls`, views are further apart, and the user is warned
   */
  protected async repeat({watch, interval: wished}: WatchFlags, draw: () => Promise<void>, asked?: Asked): Promise<void> {
    if (!watch) return draw()
    const interval = this.#intervalFor(wished, asked)
    const {stdout} = this.terminal
    const {dim} = await stdout.style()
    await stdout.paging?.release()
    const view = new LiveView(stdout)
    const over = stdout.isTTY && this.output === 'table'
    // without it the next list would go on with the last one
    const between = this.output === 'yaml' ? '---\n' : ''
    for (let shown = 0; !this.signal.aborted; shown += 1) {
      if (shown > 0 && between !== '') await stdout.write(between)
      const drawn = over ? stdout.collect(draw).then((text) => view.draw(text, dim(`each ${interval} s, ${clock()}; Ctrl-C ends it`))) : draw()
      await drawn.catch((error: unknown) => {
        if (!this.signal.aborted) throw error
      })
      // the signal ends the pause, and the loop
      await delay(interval * 1000, undefined, {signal: this.signal}).catch(() => {})
    }
    this.endStopped()
  }

  /** What an empty list means: its heading alone says nothing to a person. Not while it is watched. */
  protected tellNone(rows: readonly unknown[], {watch}: WatchFlags, meaning: string): void {
    if (rows.length === 0 && !watch) this.note(meaning)
  }

  /** @throws HactlError `usage` for an interval that is too short for what is asked */
  #intervalFor(wished: number | undefined, asked: Asked | undefined): number {
    if (asked?.stalls === undefined) return wished ?? defaultInterval
    const cost = `while \`${asked.name}\` runs, ${asked.stalls}`
    if (wished !== undefined && wished < stallingInterval)
      throw new HactlError('usage', {
        exit: 2,
        message: `--interval takes at least ${stallingInterval} seconds here, not ${wished}: ${cost}`,
        hint: `--watch without --interval looks each ${stallingInterval} seconds`,
      })
    this.caution(`${cost}: watch it no longer than you need to`)
    return wished ?? stallingInterval
  }
}

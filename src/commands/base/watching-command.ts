import {setTimeout as delay} from 'node:timers/promises'
import {HactlError} from '../../protocol/error.ts'
import {LiveView} from '../../terminal/live-view.ts'
import {Interrupted} from '../../terminal/signals.ts'
import {Flags} from './oclif.ts'
import {TargetCommand} from './target-command.ts'

const helpGroup = 'WATCH'
const defaultInterval = 2

const seconds = Flags.custom<number>({
  helpValue: 'SECONDS',
  parse: (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= 0.1 && value <= 86_400) return Promise.resolve(value)
    throw new HactlError('usage', {
      exit: 2,
      message: `--interval takes seconds, at least 0.1, not ${JSON.stringify(text)}`,
      hint: 'for example --watch --interval 5',
    })
  },
})

/** Flags of commands that show what changes. */
export const watchFlags = {
  watch: Flags.boolean({char: 'w', description: 'show it again and again, until Ctrl-C', helpGroup}),
  interval: seconds({description: `seconds between two views (default ${defaultInterval})`, helpGroup, dependsOn: ['watch']}),
}

export interface WatchFlags {
  readonly watch: boolean
  readonly interval: number | undefined
}

/** A command that can show something again and again. */
export abstract class WatchingCommand extends TargetCommand {
  /**
   * Draws once, or with --watch until somebody stops it. On a terminal each view is drawn over the one before; in a pipe they follow one another.
   *
   * @param least seconds between two views, for what holds HAProxy's threads while it is asked (runtime-api trap 37)
   */
  protected async repeat({watch, interval}: WatchFlags, draw: () => Promise<void>, least = 0): Promise<void> {
    if (!watch) return draw()
    if (interval !== undefined && interval < least)
      throw new HactlError('usage', {
        exit: 2,
        message: `HAProxy stops its threads to answer this: --interval must be ${least} seconds or more`,
        hint: `--watch --interval ${least}`,
      })
    if (least > 0) this.caution('HAProxy stops its threads for a moment at each view')
    const {stdout} = this.terminal
    const view = new LiveView(stdout)
    while (!this.signal.aborted) {
      // a piece at a time is enough for a pipe; a terminal gets whole views
      const drawn = stdout.isTTY ? stdout.collect(draw).then((text) => view.draw(text)) : draw()
      await drawn.catch((error: unknown) => {
        if (!this.signal.aborted) throw error
      })
      // the signal ends the pause, and the loop
      await delay(Math.max(least, interval ?? defaultInterval) * 1000, undefined, {signal: this.signal}).catch(() => {})
    }
    // to be stopped is how this ends: no error to tell of
    const reason: unknown = this.signal.reason
    this.exitWith(reason instanceof Interrupted ? reason.exit : 130)
  }
}

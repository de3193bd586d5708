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
  /** Draws once, or with --watch until somebody stops it. A table on a terminal is drawn over the one before; everything else follows one another. */
  protected async repeat({watch, interval = defaultInterval}: WatchFlags, draw: () => Promise<void>): Promise<void> {
    if (!watch) return draw()
    const {stdout} = this.terminal
    const view = new LiveView(stdout)
    const over = stdout.isTTY && this.output === 'table'
    while (!this.signal.aborted) {
      const drawn = over ? stdout.collect(draw).then((text) => view.draw(text)) : draw()
      await drawn.catch((error: unknown) => {
        if (!this.signal.aborted) throw error
      })
      // the signal ends the pause, and the loop
      await delay(interval * 1000, undefined, {signal: this.signal}).catch(() => {})
    }
    // to be stopped is how this ends: no error to tell of
    const reason: unknown = this.signal.reason
    this.exitWith(reason instanceof Interrupted ? reason.exit : 130)
  }
}

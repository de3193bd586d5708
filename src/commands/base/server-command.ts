import type {Changed} from '../../client/change-report.ts'
import type {RuntimeClient} from '../../client/runtime-client.ts'
import {pinned} from '../../client/unconfirmed.ts'
import {type Change, changeServers} from '../../servers/change.ts'
import {findServers} from '../../servers/list.ts'
import {nameOf, type Server} from '../../servers/server.ts'
import {stateChange} from '../../servers/state.ts'
import {changesView, type Wording} from './changes-view.ts'
import {stateWording} from './state-view.ts'
import {TargetCommand, type TargetFlags} from './target-command.ts'

export interface ServerFlags extends TargetFlags {
  readonly 'dry-run': boolean
}

/** Servers that were chosen, and agreed upon where there is more than one. */
export interface Chosen<Plan> {
  readonly client: RuntimeClient
  readonly servers: readonly Server[]
  readonly plan: Plan
}

type Planned = Pick<Change<unknown>, 'steps'>

/** What is to be done with servers. */
interface Intent<Plan extends Planned> {
  /** `set … to drain`, the servers in between. */
  readonly purpose: (servers: string) => string
  /** Refuses what cannot be done before anybody is asked. */
  readonly planned: (servers: readonly Server[], client: RuntimeClient) => Plan
}

/** More names than these are no question any more. */
const mostNames = 12

const namesText = (servers: readonly Server[]): string =>
  servers.length > mostNames
    ? `${servers.slice(0, mostNames).map(nameOf).join(', ')} and ${servers.length - mostNames} more, which --dry-run lists`
    : servers.map(nameOf).join(', ')

/** A command that changes servers. */
export abstract class ServerCommand extends TargetCommand {
  protected async choose<Plan extends Planned>(names: readonly string[], flags: ServerFlags, {purpose, planned}: Intent<Plan>): Promise<Chosen<Plan>> {
    const client = await this.connect(flags)
    const servers = await findServers(client, names)
    const plan = planned(servers, client)
    if (servers.length > 1 && !flags['dry-run']) {
      for (const {permit} of servers.slice(0, 1).flatMap(plan.steps)) permit(client)
      await this.confirm(`${purpose(`${servers.length} servers (${namesText(servers)})`)} on ${client.target.node}?`)
      if (!this.assumesYes) return this.#lookAgain(client, servers, planned)
    }
    return {client, servers, plan}
  }

  /** Somebody took time to answer: what undoes it is what stands now, in the process that was asked about. @throws HactlError `reloaded` */
  async #lookAgain<Plan extends Planned>(client: RuntimeClient, before: readonly Server[], planned: Intent<Plan>['planned']): Promise<Chosen<Plan>> {
    const servers = await findServers(pinned(client), before.map(nameOf))
    return {client, servers, plan: planned(servers, client)}
  }

  /** @param wordingOf how a person reads what a server was and is */
  protected async changeAll<Value>(
    names: readonly string[],
    flags: ServerFlags,
    intent: Intent<Change<Value>>,
    wordingOf: (found: readonly Server[]) => Wording<Changed<Value>> = () => ({value: (value) => String(value ?? '-')}),
  ): Promise<void> {
    const {client, servers, plan} = await this.choose(names, flags, intent)
    const report = await changeServers(client, servers, plan, {dryRun: flags['dry-run'], ...this.listener})
    await this.show(report, changesView(report, wordingOf(servers)))
  }

  protected async setState(state: 'maint' | 'ready', names: readonly string[], flags: ServerFlags): Promise<void> {
    await this.changeAll(names, flags, {purpose: (chosen) => `set ${chosen} to ${state}`, planned: () => stateChange(state)}, stateWording)
  }
}

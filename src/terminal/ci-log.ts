import {on} from './colour.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Lines of a log that are folded away under a title. */
type Fold = (title: string, lines: string) => string

/** A workflow command ends with its line. https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const commandText = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const github: Fold = (title, lines) => `::group::${commandText(title)}\n${lines}\n::endgroup::\n`

let sections = 0

/** Each section has a name of its own, and the times when it began and ended. https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections */
const gitlab: Fold = (title, lines) => {
  const name = `hactl_${process.pid}_${++sections}`
  const mark = (what: string): string => `section_${what}:${Math.floor(Date.now() / 1000)}:${name}`
  return `${mark('start')}[collapsed=true]\r\u001B[0K${title}\n${lines}\n${mark('end')}\r\u001B[0K\n`
}

/** How the CI service that shows our output folds lines; undefined where there is none that does. Forgejo and Gitea call themselves GITHUB_ACTIONS, too. */
export function foldOf(env: Env): Fold | undefined {
  if (on(env['GITHUB_ACTIONS'])) return github
  return on(env['GITLAB_CI']) ? gitlab : undefined
}

/** A job runs this, and its log is read later: some services give it a terminal all the same. */
export const isJob = (env: Env): boolean => on(env['CI']) || foldOf(env) !== undefined

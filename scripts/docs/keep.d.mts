export interface Stale {
  readonly changed: readonly string[]
  readonly over: readonly string[]
}
export function staleIn(root: string, folders: readonly string[], pages: ReadonlyMap<string, string>): Stale
export function keep(root: string, pages: ReadonlyMap<string, string>, stale: Stale): void

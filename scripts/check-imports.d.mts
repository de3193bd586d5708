export function faultsOf(path: string, text: string): string[]

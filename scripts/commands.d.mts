export const root: string
export function commandFiles(): {path: string; id: string}[]

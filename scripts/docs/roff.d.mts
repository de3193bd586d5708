export function bold(text: string): string
export function paragraph(text: string): string
export function title(...words: string[]): string
export function section(name: string, ...parts: string[]): string
export function subsection(name: string, ...parts: string[]): string
export function item(term: string, meaning: string): string
export function literal(lines: readonly string[]): string
export function apart(text: string): string

export interface Declaration {
  readonly name: string
  readonly kind: 'function' | 'class' | 'const' | 'type'
  /** Its file in lib/. */
  readonly path: string
  readonly doc: string | undefined
  readonly text: string
}
export function publicDeclarations(): Declaration[]

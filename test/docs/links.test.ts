import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {root} from '../../scripts/commands.mjs'
import {type Page, pageOf, pages} from './markdown.ts'

/** As forges make it from a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const anchors = ({text}: Page): string[] => [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

function isBroken(from: Page, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from.path : join(dirname(from.path), path)
  if (!existsSync(join(root, target))) return true
  return anchor !== undefined && !anchors(pageOf(target)).includes(anchor)
}

describe.each(pages())('$path', (page) => {
  test('every link within the project leads somewhere', () => {
    const links = [...page.text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => isBroken(page, link))).toEqual([])
  })
})

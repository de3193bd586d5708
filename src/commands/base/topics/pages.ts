import {contextsPage} from './contexts.ts'
import {environmentPage} from './environment.ts'
import {exitCodesPage} from './exit-codes.ts'
import {outputPage} from './output.ts'
import type {Page} from './page.ts'
import {transactionsPage} from './transactions.ts'

/** What `hactl help` tells besides commands. */
export const helpPages: readonly Page[] = [environmentPage, exitCodesPage, outputPage, contextsPage, transactionsPage]

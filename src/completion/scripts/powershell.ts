/** Where a completer answers nothing at all, PowerShell offers files. */
// ’ and its like end a text in single quotes, too: PowerShell itself knows all of them
export const powershellScript = String.raw`# PowerShell completion for hactl
#
# In your profile ($PROFILE tells where that is):
#   hactl completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName hactl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $kind, $lines = hactl __complete powershell @before "=$wordToComplete" 2>$null
    if ($kind -eq 'files') { return }
    # an empty text: else PowerShell would offer files
    if (-not $lines) { return '' }
    $lines | ForEach-Object {
        $word, $about = $_ -split "${'`'}t", 2
        $inserted = if ($word -match '^[\w./:+=-]+$') { $word } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($word) + "'" }
        $tip = if ($about) { $about } else { $word }
        [System.Management.Automation.CompletionResult]::new($inserted, $word, 'ParameterValue', $tip)
    }
}
`

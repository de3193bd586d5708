/** Runs in bash 4 and later; in 3.2 (macOS) without names of files. */
export const bashScript = String.raw`# bash completion for hactl
#
# Keep this where bash-completion finds it, once:
#   mkdir -p ~/.local/share/bash-completion/completions
#   hactl completion bash > ~/.local/share/bash-completion/completions/hactl
# Without bash-completion, in ~/.bashrc:
#   source <(hactl completion bash)

_hactl() {
  local kind word
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r word; do COMPREPLY+=("$word"); done
  } < <(hactl __complete bash "${'$'}{COMP_LINE:0:COMP_POINT}" "$2" "$COMP_TYPE" "${'$'}{COLUMNS:-80}" 2>/dev/null </dev/null)
  if [[ $kind == files ]]; then
    compopt -o default 2>/dev/null
  elif [[ ${'$'}{#COMPREPLY[@]} -eq 1 && ${'$'}{COMPREPLY[0]} == */ ]]; then
    compopt -o nospace 2>/dev/null
  fi
}

complete -F _hactl hactl
`

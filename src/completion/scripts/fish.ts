/** From fish 3.2 on. */
export const fishScript = String.raw`# fish completion for hactl
#
# Keep this where fish finds it, once:
#   hactl completion fish > ~/.config/fish/completions/hactl.fish
# Or, in ~/.config/fish/config.fish:
#   hactl completion fish | source

function __hactl_complete
    set -l before (commandline -opc)
    set -l begun (commandline -ct)
    set -l answer (hactl __complete fish $before[2..] "$begun" 2>/dev/null </dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path "$begun"
        case words
            set -q answer[2]; and printf '%s\n' $answer[2..]
    end
end

complete -c hactl -f -a '(__hactl_complete)'
`

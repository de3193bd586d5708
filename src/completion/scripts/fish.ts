/** From fish 3.2 on. */
// no alias or function of this name is run: it might ask for a password
export const fishScript = String.raw`# fish completion for hactl
#
# Keep this where fish finds it, once:
#   hactl completion fish > ~/.config/fish/completions/hactl.fish
# Or, in ~/.config/fish/config.fish:
#   hactl completion fish | source

function __hactl_complete
    set -l before (commandline -opc)
    set -l begun (commandline -ct)
    set -l program (command -s hactl)
    or set program (string replace -r '^~/' "$HOME/" -- $before[1])
    set -l answer ($program __complete fish $before[2..] "$begun" 2>/dev/null </dev/null)
    switch "$answer[1]"
        case files
            # fish itself knows what stands behind --flag=
            if string match -qr '^-[^-=]' -- "$answer[2]"
                set -l paths (__fish_complete_path (string sub -s (math 1 + (string length -- "$answer[2]")) -- "$begun"))
                set -q paths[1]; and printf '%s\n' "$answer[2]"$paths
            else
                __fish_complete_path "$begun"
            end
        case words
            set -q answer[2]; and printf '%s\n' $answer[2..]
    end
end

complete -c hactl -f -a '(__hactl_complete)'
`

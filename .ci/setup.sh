# Sourced by ./run, ./test and the benches: installs what is missing, and only that.

# at_exit COMMAND: run when the shell ends, whatever happens; of several, the last given first.
at_exit_commands=()
at_exit() {
  at_exit_commands+=("$1")
  trap 'for ((i = ${#at_exit_commands[@]} - 1; i >= 0; i--)); do eval "${at_exit_commands[i]}"; done' EXIT
}

# install_debian PACKAGE...: as root, or by sudo.
install_debian() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing $* (Debian packages) …" >&2
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need COMMAND PACKAGE...: installs PACKAGEs when COMMAND is not there.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 || install_debian "$@"
}

# need_rust: cargo, and a C compiler for compression and SQLite.
need_rust() {
  if ! command -v cargo >/dev/null 2>&1 && [ -f "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  command -v cargo >/dev/null 2>&1 || {
    echo "Cần Rust: cài bằng rustup rồi chạy lại / Rust is needed: install it with rustup and run this again." >&2
    exit 1
  }
  need cc build-essential
}

# need_python: python3 that can make virtual environments.
need_python() {
  need python3 python3 python3-venv
  python3 -c 'import ensurepip' 2>/dev/null || install_debian python3-venv
}

# need_browser: Debian's chromium, and node with npm to drive it.
need_browser() {
  command -v chromium >/dev/null 2>&1 || command -v chromium-headless-shell >/dev/null 2>&1 ||
    install_debian chromium
  need node nodejs
  need npm npm
}

# use_debug_build: PROGRAM, the program to try, is the debug build as it stands.
use_debug_build() {
  export PROGRAM=${CARGO_TARGET_DIR:-$PWD/target}/debug/vuonlen
}

# need_program: makes that build, unless somebody names another program.
need_program() {
  [ -z "${PROGRAM:-}" ] || return 0
  cargo build -q --locked -p vuonlen
  use_debug_build
}

# Sourced by ./run, ./test and the benches: installs what is missing, and only that.

# need_debian COMMAND PACKAGE...: installs PACKAGEs when COMMAND is not there.
need_debian() {
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing $* (Debian packages) …" >&2
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need_rust: cargo and a C compiler (for compression libraries).
need_rust() {
  if ! command -v cargo >/dev/null 2>&1; then
    [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  fi
  command -v cargo >/dev/null 2>&1 || {
    echo "Cần Rust (rustup) / Rust is needed: install it with rustup, then run this again." >&2
    exit 1
  }
  need_debian cc build-essential
}

# need_python: python3 with venv.
need_python() {
  need_debian python3 python3 python3-venv
  python3 -c 'import ensurepip' 2>/dev/null || need_debian no-such-command python3-venv
}

# Sourced by the scripts that need a JDK: choose_jdk prints the home of one that is new enough.
need_java=21

# The major version of the JDK (it must have javac) in $1, or nothing.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p'
}

jdk_on_path() {
  command -v javac >/dev/null 2>&1 || return 0
  dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
}

choose_jdk() {
  for home in "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/*; do
    [ -n "$home" ] || continue
    major=$(jdk_major "$home")
    if [ -n "$major" ] && [ "$major" -ge "$need_java" ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  printf 'no JDK %s or newer in JAVA_HOME, on PATH or under /usr/lib/jvm; install one (for example Temurin) or set JAVA_HOME\n' "$need_java" >&2
  return 1
}

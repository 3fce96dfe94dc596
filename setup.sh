#!/bin/sh
# Makes this machine ready: system libraries, .venv, the packages pinned in requirements.lock, the project itself.
# Run it whenever you like: it repairs what is broken and, when nothing is missing, is done at once.
# With the word tests it also installs Chromium, in which the tests open the lessons' pages, and, where they are
# Debian's packages, Firefox and WebKitGTK.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"

unfinished=.venv/.unfinished # holds the process that is at work on .venv
finished=.venv/.finished     # holds what .venv was made from, written last
log=.venv/setup.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
unset PYTHONHOME PYTHONPATH

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

case ${1-} in
    '' | tests) wanted=${1-} ;;
    *) fail "there are two ways to call this, sh setup.sh and sh setup.sh tests, and not with $1" ;;
esac

case $(uname -s) in
    MINGW* | MSYS* | CYGWIN*)
        fail 'this does not work in Windows itself: install WSL with «wsl --install», then run sh setup.sh in its window' ;;
esac

# A conda environment that is active puts its Python, compilers and pkg-config first. What is compiled with them
# loads conda's libraries and the system's, which do not fit each other. So its folders go, from this script's
# PATH only, and with them what it tells compilers; its Python is the last choice (below).
conda='' conda_python='' system_path=''
old_ifs=$IFS
IFS=:
set -f
for folder in $PATH; do
    if [ -d "${folder%/*}/conda-meta" ]; then
        conda=active
        if [ -z "$conda_python" ] && [ -x "$folder/python3" ]; then conda_python=$folder/python3; fi
    else
        system_path=$system_path${system_path:+:}$folder
    fi
done
set +f
IFS=$old_ifs
if [ "$conda" = active ]; then
    PATH=$system_path
    unset CC CXX CPP LD AR CFLAGS CXXFLAGS CPPFLAGS LDFLAGS PKG_CONFIG PKG_CONFIG_PATH PKG_CONFIG_LIBDIR \
        CMAKE_PREFIX_PATH CMAKE_ARGS MESON_ARGS
fi

# has_browser: whether there is one that the tests find (tests/browser.py looks for the same)
has_browser() {
    for browser in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
        /Applications/Chromium.app/Contents/MacOS/Chromium \
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        if command -v "$browser" >/dev/null; then return 0; fi
    done
    return 1
}

# has_more_browsers: whether there are those that tests/other_browsers.py drives
has_more_browsers() {
    { command -v firefox-esr || command -v firefox; } >/dev/null &&
        command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null
}

# stage NAME COMMAND...: one line with the seconds it took; on failure the end of the log, and the end
stage() {
    name=$1
    shift
    printf 'setup: %s ... ' "$name"
    since=$(date +%s)
    printf '\n== %s\n' "$name" >>"$log"
    if "$@" </dev/null >>"$log" 2>&1; then
        printf '%s s\n' "$(($(date +%s) - since))"
    else
        printf 'failed\n'
        tail -n 25 "$log" >&2
        fail "$name failed; the whole log is in $log"
    fi
}

# What a finished .venv depends on: the pins, the settings, this script, the place, the interpreter.
ingredients() {
    cat requirements.lock pyproject.toml setup.sh | cksum
    pwd
    .venv/bin/python -SIc 'import sys; print(sys.version)'
}

if [ -f "$finished" ] && now=$(ingredients 2>/dev/null) && [ "$now" = "$(cat "$finished")" ] &&
    { [ "$wanted" != tests ] || { has_browser && { has_more_browsers || [ -f .venv/.no-more-browsers ]; }; }; }; then
    say 'nothing to do'
    exit 0
fi

# Asked of a Python: its version and what it lacks, or nothing when it does not fit.
ask='
import os, sys, sysconfig
if (3, 11) <= sys.version_info[:2] <= (3, 14):
    lacks = [] if os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")) else ["headers"]
    try:
        import ensurepip, venv
    except ImportError:
        lacks.append("venv")
    print("%d.%d" % sys.version_info[:2], *lacks)
'

if [ -f "$unfinished" ]; then
    owner=$(cat "$unfinished")
    if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
        fail "another setup.sh (process $owner) is at work here: wait for it, or delete .venv if it is not"
    fi
    say 'the last run did not finish: starting .venv anew'
    rm -rf .venv
elif [ -f "$finished" ] && [ "$(sed -n 2p "$finished")" != "$(pwd)" ]; then
    say 'the project has moved: starting .venv anew'
    rm -rf .venv
elif [ -d .venv ] && ! { .venv/bin/python -m pip --version >/dev/null && [ -n "$(.venv/bin/python -c "$ask")" ]; } 2>/dev/null; then
    say '.venv does not work: starting it anew'
    rm -rf .venv
fi
mkdir -p .venv
echo $$ >"$unfinished"
rm -f "$finished"
: >"$log"

# --- a Python ------------------------------------------------------------------------------------------
python='' answer=''
for candidate in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 "${conda_python:-python3}"; do
    if answer=$("$candidate" -c "$ask" 2>/dev/null) && [ -n "$answer" ]; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    rm -rf .venv
    fail "this needs Python 3.11, 3.12, 3.13 or 3.14, and $(python3 -V 2>/dev/null || echo 'no python3') is what there is: install one of them, then run setup.sh again"
fi
version=${answer%% *}
if [ -n "$conda_python" ] && [ "$python" = "$conda_python" ]; then
    say "note: there is only conda's Python: if it fails below, install another one, then run setup.sh again"
fi

# --- system libraries ----------------------------------------------------------------------------------
# pycairo and manimpango have no Linux wheels and are compiled here; elsewhere than on x86-64 two more are.
includes() { printf '#include <%s>\n' "$1" | cc -E - >/dev/null 2>&1; }
from_source=no
case $(uname -s)-$(uname -m) in
    Linux-x86_64) ;;
    Linux-aarch64 | Linux-arm64) from_source=yes ;;
    Darwin-*) ;;
    *) say "note: some packages have no build for $(uname -s) on $(uname -m): expect trouble below" ;;
esac
lacking() {
    case $answer in *headers*) echo headers ;; esac
    case $answer in *venv*) echo venv ;; esac
    includes stdlib.h || echo compiler
    pkg-config --version >/dev/null 2>&1 || echo pkgconf
    pkg-config --exists 'cairo >= 1.15.10' 2>/dev/null || echo cairo
    # macOS has wheels of manimpango
    [ "$(uname -s)" = Darwin ] || pkg-config --exists 'pangocairo >= 1.30' pangofc 2>/dev/null || echo pango
    if [ "$from_source" = yes ]; then
        command -v c++ >/dev/null || echo c++
        includes X11/Xlib.h || echo x11
        pkg-config --exists gl egl 2>/dev/null || echo gl
    fi
    [ "$wanted" != tests ] || has_browser || echo browser
}
packages() { # packages MANAGER: standard input's words as that manager's package names
    while read -r thing; do
        case $1-$thing in
            apt-get-headers) echo "python$version-dev" ;;
            apt-get-venv) echo "python$version-venv" ;;
            apt-get-compiler) echo gcc libc6-dev ;;
            apt-get-pkgconf) echo pkg-config ;;
            apt-get-cairo) echo libcairo2-dev ;;
            apt-get-pango) echo libpango1.0-dev ;;
            apt-get-c++) echo g++ ;;
            apt-get-x11) echo libx11-dev ;;
            apt-get-gl) echo libgl-dev libegl-dev ;;
            apt-get-browser | dnf-browser | pacman-browser) echo chromium ;;
            dnf-headers) echo "python$version-devel" ;;
            dnf-venv) echo "python$version" ;;
            dnf-compiler) echo gcc glibc-devel ;;
            dnf-pkgconf) echo pkgconf-pkg-config ;;
            dnf-cairo) echo cairo-devel ;;
            dnf-pango) echo pango-devel ;;
            dnf-c++) echo gcc-c++ ;;
            dnf-x11) echo libX11-devel ;;
            dnf-gl) echo mesa-libGL-devel mesa-libEGL-devel ;;
            pacman-headers | pacman-venv) echo python ;;
            pacman-compiler | pacman-c++) echo gcc ;;
            pacman-x11) echo libx11 ;;
            pacman-gl) echo libglvnd ;;
            brew-headers | brew-venv) echo "python@$version" ;;
            brew-browser) echo google-chrome ;;
            brew-compiler) ;; # Apple's own: see below
            *) echo "$thing" ;;
        esac
    done | tr '\n' ' '
}
# lighter PACKAGE...: with Chromium without its windows, which opens a page at a fifth of the cost, where Debian has it
lighter() {
    for package in "$@"; do
        if [ "$package" = chromium ] && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
            package=chromium-headless-shell
        fi
        printf '%s ' "$package"
    done
}
install() { # install MANAGER PACKAGE...
    manager=$1
    shift
    case $manager in
        apt-get)
            # shellcheck disable=SC2046 # names are words
            $as_root apt-get -q -o DPkg::Lock::Timeout=300 update &&
                $as_root env DEBIAN_FRONTEND=noninteractive \
                    apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $(lighter "$@")
            ;;
        dnf) $as_root dnf -q -y install --setopt=install_weak_deps=False "$@" ;;
        pacman) $as_root pacman -S --needed --noconfirm "$@" ;;
        brew) brew install -q "$@" ;;
    esac
}

# may_be_root: whether packages may be installed; as_root is then how
may_be_root() {
    if [ "$(id -u)" = 0 ]; then
        as_root=''
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
        as_root='sudo -n'
    else
        return 1
    fi
}

lacks=$(lacking)
if [ -n "$lacks" ]; then
    manager=''
    for candidate in apt-get dnf pacman brew; do
        if command -v "$candidate" >/dev/null; then
            manager=$candidate
            break
        fi
    done
    lacks_in_words=$(echo "$lacks" | tr '\n' ' ' | sed 's/headers/python-headers/; s/venv/python-venv/; s/compiler/c-compiler/; s/browser/chromium/; s/ $//')
    [ -n "$manager" ] || fail "found no apt-get, dnf, pacman or brew: install these packages yourself ($lacks_in_words), then run setup.sh again"
    names=$(echo "$lacks" | packages "$manager")
    if [ "$manager" = brew ]; then
        includes stdlib.h || fail 'there is no C compiler: run «xcode-select --install», then setup.sh again'
        as_root=''
    elif ! may_be_root; then
        fail "these system packages are missing and only root may install them: ${names% }; have them installed, then run setup.sh again"
    fi
    # shellcheck disable=SC2086 # names are words
    stage "system libraries ($manager)" install "$manager" $names
    hash -r
    answer=$("$python" -c "$ask")
    lacks=$(lacking | tr '\n' ' ')
    [ -z "$lacks" ] || fail "$manager installed ${names% }, and this is still missing: ${lacks% }"
fi

# Tests in more browsers are skipped where these are not to be had.
if [ "$wanted" = tests ] && ! has_more_browsers; then
    printf 'setup: Firefox and WebKitGTK ... '
    since=$(date +%s)
    if command -v apt-get >/dev/null && may_be_root && install apt-get firefox-esr webkit2gtk-driver xvfb \
        gstreamer1.0-libav gstreamer1.0-plugins-good gstreamer1.0-plugins-bad </dev/null >>"$log" 2>&1; then
        printf '%s s\n' "$(($(date +%s) - since))"
    else
        printf 'none here, so the tests do without\n'
        : >.venv/.no-more-browsers
    fi
fi

# --- .venv ---------------------------------------------------------------------------------------------
build_tools() { # the pins (with their hashes) of what compiles the packages that have no wheel
    awk '/^[a-z]/ { on = /^(setuptools|cython|meson|meson-python|ninja|packaging|pyproject-metadata)==/ } on' \
        requirements.lock >.venv/build-tools.lock
    "$here/python" -m pip install --require-hashes --no-deps -r .venv/build-tools.lock
}
pinned() { "$here/python" -m pip install --require-hashes --no-build-isolation --use-pep517 -r requirements.lock; }
project() {
    "$here/python" -m pip install --no-deps --no-build-isolation --no-index -e . &&
        "$here/python" -c 'import cairo, manimpango'
}
here=$PWD/.venv/bin
[ -x .venv/bin/python ] || stage "Python $version (.venv)" "$python" -m venv .venv
PATH=$here:$PATH # where meson and ninja are
stage 'build tools' build_tools
stage 'packages of requirements.lock' pinned
stage 'the project' project

ingredients >"$finished.new"
mv "$finished.new" "$finished"
rm -f "$unfinished"

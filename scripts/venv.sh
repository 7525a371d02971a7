# Sourced by the scripts beside it, never run: `need_venv EXTRAS` makes the virtual
# environment where there is none, installs this package with those extras where that
# has not been done yet, and sets `root` and `python`.
#
#   PYTHON              the interpreter to make the environment with (default: the first
#                       Python 3.11 or newer on PATH)
#   ELM_MICROCRED_VENV  the environment's folder (default: .venv beside scripts/)

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.15 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    echo "Python 3.11 or newer with venv and pip is needed and was not found; set PYTHON to one." >&2
    return 2
}

# The words of list $1 that are not in list $2, both separated by commas.
missing_from() {
    for word in $(echo "$1" | tr ',' ' '); do
        case ",$2," in *",$word,"*) ;; *) printf '%s,' "$word" ;; esac
    done
}

need_venv() {
    venv=${ELM_MICROCRED_VENV:-"$root/.venv"}
    python=$venv/bin/python
    if ! "$python" -c '' 2>/dev/null; then
        interpreter=$(find_python) || exit 2
        echo "Making the virtual environment $venv with $interpreter ..." >&2
        "$interpreter" -m venv --clear "$venv" || exit 2
    fi
    # What is installed stands in a file: the checksum of pyproject.toml, and the extras.
    stamp=$venv/.elm-microcred
    sum=$(cksum <"$root/pyproject.toml")
    installed=
    if [ -f "$stamp" ]; then
        { IFS= read -r stamped && IFS= read -r installed; } <"$stamp" || true
        if [ "$stamped" = "$sum" ] && [ -z "$(missing_from "$1" "$installed")" ]; then
            return 0
        fi
    fi
    extras=$(missing_from "$installed" "$1")$1
    echo "Installing elm-microcred[$extras] into $venv ..." >&2
    "$python" -m pip install -qq --disable-pip-version-check --editable "$root[$extras]" >&2 || exit 2
    printf '%s\n%s\n' "$sum" "$extras" >"$stamp"
}

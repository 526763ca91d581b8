#!/bin/sh
# launch.sh MODE, in the folder of the run: prepares what only the container itself can (limits, mounts, host name) and
# becomes its command. The files pid and failed are opened first, since mounts may hide the folder.
# pid: pid, start time, boot; written at the last moment. failed: a Kubernetes reason and words, when it came to nothing.
exec 3>>pid 4>>failed 5<main.sh
run=$PWD
root=
mounts=
scratched=

fail() {
    reason=$1
    shift
    echo "$reason $*" >&4
    exit 128
}

# cgroup FILE: joins a control group.
cgroup() {
    echo $$ 2>/dev/null >"$1" || fail CreateContainerError "cannot join the control group $1"
}

# hostname NAME: in the namespace of its own.
host_name() {
    [ "$mode" = private ] && echo "$1" 2>/dev/null >/proc/sys/kernel/hostname
}

# scratch: a small file system that ends with the container, for places that this machine does not have.
scratch() {
    [ -n "$scratched" ] && return
    mkdir -p "$run/scratch"
    err=$(mount -t tmpfs -o mode=755,size=16m tmpfs "$run/scratch" 2>&1) || fail CreateContainerError "$err"
    scratched=1
    places=0
}

# own_root: a root whose entries are this machine's, to which more can be added.
own_root() {
    scratch
    root=$run/scratch/root
    mkdir "$root"
    for entry in /* /.[!.]*; do
        if [ -h "$entry" ]; then
            cp -P "$entry" "$root$entry"
        elif [ -d "$entry" ]; then
            mkdir "$root$entry" && mount --rbind "$entry" "$root$entry"
        elif [ -e "$entry" ]; then
            : >"$root$entry" && mount --bind "$entry" "$root$entry"
        fi
    done
}

# real PATH: sets above to the part of the path that is there, its links followed, and target to the whole.
real() {
    above=$1
    rest=
    while [ ! -d "$root$above/" ]; do
        rest=/${above##*/}$rest
        above=${above%/*}
    done
    above=$(cd "$root$above/" && pwd -P)
    above=${above#"$root"}
    above=${above%/}
    target=$above$rest
}

# ours PATH: lies in something that was mounted here, and may be written.
ours() {
    while read -r mounted; do
        case $1/ in
            "$mounted"/*) [ -n "$mounted" ] && return 0 ;;
        esac
    done <<MOUNTED
$mounts
MOUNTED
    return 1
}

# place SOURCE: makes the target's place, without a trace on this machine outside the pod's own volumes.
place() {
    if [ "$target" = /dev/termination-log ]; then
        : >"$root$target" # /dev is in memory, and Kubernetes' name for this file is nobody else's
        return
    elif ours "$above"; then
        :
    elif [ -z "$above" ]; then
        own_root
    else
        scratch
        places=$((places + 1))
        layer=$run/scratch/$places
        mkdir "$layer" "$layer/up" "$layer/work"
        err=$(mount -t overlay overlay -o "lowerdir=$root$above,upperdir=$layer/up,workdir=$layer/work" \
            "$root$above" 2>&1) || fail CreateContainerError "cannot mount at $target, which this machine does not have: $err"
        mounts="$mounts
$above"
    fi
    if [ -d "$1" ]; then
        mkdir -p "$root$target"
    else
        mkdir -p "$root${target%/*}" && : >"$root$target"
    fi
}

# bind SOURCE TARGET ro|rw
bind() {
    real "$2"
    [ -e "$root$target" ] || place "$1"
    err=$(mount --rbind "$1" "$root$target" 2>&1) || fail CreateContainerError "cannot mount at $2: $err"
    if [ "$3" = ro ]; then
        err=$(mount -o remount,bind,ro "$root$target" 2>&1) || fail CreateContainerError "cannot mount at $2: $err"
    else
        mounts="$mounts
$target"
    fi
}

mode=$1
. ./plan.sh
[ -z "$root" ] || exec chroot "$root" sh /proc/self/fd/5 "$run"
exec sh /proc/self/fd/5 "$run"

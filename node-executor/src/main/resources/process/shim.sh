#!/bin/sh
# shim.sh RUN-FOLDER MODE
# Runs one container and outlives the executor: leads the session, keeps the exit code. MODE is "private" where the
# container gets a mount and a host name namespace of its own, else "shared".
# Writes into the folder: shim (pid, start time, boot) and, when all is over, exit (the code; its mtime is the end).
# Signals are caught and not ignored: what is ignored here would be ignored by the container too.
trap : HUP INT TERM QUIT USR1 USR2
bin=${0%/*}
cd "$1" || exit 1
read -r boot </proc/sys/kernel/random/boot_id
read -r stat </proc/$$/stat
mode=$2
set -- ${stat##*) }
echo "$$ ${20} $boot" >shim
if [ -p stdin ]; then
    # The keeper holds the writing end, so that input ends when the keeper is ended, not with the first writer.
    exec 7<>stdin
    sleep 2147483647 <&- 1>stdin 7>&- &
    echo $! >keeper
    exec <stdin 7>&-
else
    exec </dev/null
fi
if [ "$mode" = private ]; then
    unshare --mount --uts --propagation slave sh "$bin/launch.sh" private >>log/stdout 2>>log/stderr
else
    sh "$bin/launch.sh" shared >>log/stdout 2>>log/stderr
fi
code=$?
[ -f keeper ] && kill "$(cat keeper)" 2>/dev/null
echo "$code" >exit.new && mv exit.new exit

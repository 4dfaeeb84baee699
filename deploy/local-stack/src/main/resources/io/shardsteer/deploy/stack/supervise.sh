#!/usr/bin/env bash
# Runs a command in a process group of its own, so that it can be ended with all of its children.
#
#   supervise.sh owned|detached PID_FILE LOG_FILE COMMAND...
#
# PID_FILE gets the number of the process group. An owned command lives as long as its owner: standard input is
# a pipe from the owner, and when the owner ends in whatever way the pipe closes and the group is ended.
# A detached command lives until somebody ends its group.
life=$1 pid_file=$2 log_file=$3
shift 3

set -m # job control: a background job gets a process group of its own
"$@" </dev/null >>"$log_file" 2>&1 &
group=$!
set +m
printf '%s\n' "$group" >"$pid_file.new" && mv "$pid_file.new" "$pid_file"
[[ $life == owned ]] || exit 0

trap : INT TERM HUP # Ctrl-C reaches this shell too: end the group instead of dying first
while read -r _; do :; done
kill -CONT -- "-$group" 2>/dev/null
kill -TERM -- "-$group" 2>/dev/null
for _ in {1..30}; do
  kill -0 -- "-$group" 2>/dev/null || exit 0
  sleep 0.1
done
kill -KILL -- "-$group" 2>/dev/null

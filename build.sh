#!/usr/bin/env bash
# ./build.sh TARGET [--option value ...]; without a target: the list of targets.
# Everything that is not "find the SDK" or "start the program" is in build.cake.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null; then
  echo "build.sh: the .NET 10 SDK is missing ('dotnet' is not on the PATH). Install it from your system's packages" \
    "(dotnet-sdk-10.0) or from Microsoft's .NET download page, then run ./build.sh again." >&2
  exit 1
fi
if ! said=$(dotnet --version 2>&1); then
  echo "build.sh: 'dotnet' finds no .NET SDK that satisfies global.json (10.0.100 or a later 10.0). Install dotnet-sdk-10.0," \
    "then run ./build.sh again. It said:" >&2
  echo "$said" >&2
  exit 1
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
cake() {
  # Quiet unless it fails: "Restore was successful" before every target is noise.
  local said
  said=$(dotnet tool restore 2>&1 </dev/null) || { echo "$said" >&2; exit 1; }
  dotnet cake build.cake --verbosity=quiet --no-report "$@" </dev/null
}

target=${1:-targets}
[ $# -eq 0 ] || shift
case $target in
  run)
    cake --target=run
    export DEMO_PAGE=${DEMO_PAGE:-true}
    # The program takes this shell's place: the terminal, Ctrl-C, SIGTERM and the exit code are its own.
    exec dotnet Connector.Service/bin/Release/net10.0/Connector.Service.dll "$@" ;;
  simulator)
    cake --target=simulator
    exec dotnet Connector.FinesseSimulator/bin/Release/net10.0/Connector.FinesseSimulator.dll "$@" ;;
  lab)
    cake --target=lab
    exec dotnet Connector.Lab/bin/Release/net10.0/Connector.Lab.dll lab "$@" ;;
  bench)
    cake --target=bench
    exec dotnet Connector.Benchmarks/bin/Release/net10.0/Connector.Benchmarks.dll "$@" ;;
  scenarios)
    cake --target=scenarios
    export LAB_PROGRAMS=$PWD/artifacts/lab
    # The links carry every byte of the deployment on the cores that it is measured on: without a second thread for each piece they take a third less.
    export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1
    exec dotnet Connector.Lab/bin/Release/net10.0/Connector.Lab.dll scenarios "$@" ;;
  *)
    cake --target="$target" "$@" ;;
esac

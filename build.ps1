# ./build.ps1 TARGET [--option value ...]; without a target: the list of targets.
# The same as build.sh, for PowerShell 5.1 and later.
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("build.ps1: the .NET 10 SDK is missing ('dotnet' is not on the PATH). Install it with " +
        "'winget install Microsoft.DotNet.SDK.10' or from Microsoft's .NET download page, then run build.ps1 again.")
    exit 1
}
$said = & { $ErrorActionPreference = "Continue"; & dotnet --version 2>&1 }
if ($LASTEXITCODE -ne 0) {
    [Console]::Error.WriteLine("build.ps1: 'dotnet' finds no .NET SDK that satisfies global.json (10.0.100 or a later 10.0). " +
        "Install the .NET 10 SDK, then run build.ps1 again. It said:`n$($said -join "`n")")
    exit 1
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_GENERATE_ASPNET_CERTIFICATE = 'false'

# An array on every path, also for no and for one argument.
$target = if ($args.Count -gt 0) { $args[0] } else { 'targets' }
[string[]] $rest = @($args | Select-Object -Skip 1)

function Invoke-Cake([string[]] $arguments) {
    $said = & dotnet tool restore
    if ($LASTEXITCODE -ne 0) { $said | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 1 }
    & dotnet cake build.cake --verbosity=quiet --no-report @arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

switch ($target) {
    'run' {
        Invoke-Cake @('--target=run')
        if (-not $env:DEMO_PAGE) { $env:DEMO_PAGE = 'true' }
        & dotnet Connector.Service/bin/Release/net10.0/Connector.Service.dll @rest
    }
    'simulator' {
        Invoke-Cake @('--target=simulator')
        & dotnet Connector.FinesseSimulator/bin/Release/net10.0/Connector.FinesseSimulator.dll @rest
    }
    'lab' {
        Invoke-Cake @('--target=lab')
        & dotnet Connector.Lab/bin/Release/net10.0/Connector.Lab.dll lab @rest
    }
    'bench' {
        Invoke-Cake @('--target=bench')
        & dotnet Connector.Benchmarks/bin/Release/net10.0/Connector.Benchmarks.dll @rest
    }
    'scenarios' {
        Invoke-Cake @('--target=scenarios')
        $env:LAB_PROGRAMS = Join-Path $PWD 'artifacts/lab'
        & dotnet Connector.Lab/bin/Release/net10.0/Connector.Lab.dll scenarios @rest
    }
    default { Invoke-Cake (@("--target=$target") + $rest) }
}
exit $LASTEXITCODE

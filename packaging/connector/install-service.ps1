<#
.SYNOPSIS
Installs Generic Connector as a Windows service that starts with the machine and restarts after a failure, or removes it.
.EXAMPLE
.\install-service.ps1
.EXAMPLE
.\install-service.ps1 -Uninstall
#>
#Requires -RunAsAdministrator
#Requires -Version 5.1
[CmdletBinding()]
param(
    [switch] $Uninstall,
    [string] $Name = 'GenericConnector'
)
$ErrorActionPreference = 'Stop'
$folder = Join-Path $PSScriptRoot 'bin'
$program = Join-Path $folder 'Connector.Service.exe'
$existing = Get-Service -Name $Name -ErrorAction SilentlyContinue

if ($Uninstall) {
    if (-not $existing) { throw "There is no service '$Name'." }
    Stop-Service -Name $Name
    & sc.exe delete $Name | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "The service '$Name' could not be removed (sc.exe: exit code $LASTEXITCODE)." }
    Write-Host "Removed the service '$Name'. Program and configuration are still in $PSScriptRoot."
    return
}

if ($existing) { throw "The service '$Name' is there already; remove it first with -Uninstall." }
if (-not (Test-Path -LiteralPath $program)) { throw "The program $program is missing: unpack the whole archive." }

# The configuration holds passwords: readable by the system, administrators and the service alone.
$account = 'NT AUTHORITY\LocalService'
$configuration = Join-Path $folder 'appsettings.json'
if (-not (Test-Path -LiteralPath $configuration)) {
    throw "The configuration $configuration is missing: copy appsettings.sample.json there and edit it."
}
& icacls.exe $configuration /inheritance:r /grant '*S-1-5-18:F' '*S-1-5-32-544:F' '*S-1-5-19:R' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The rights of $configuration could not be set (icacls.exe: exit code $LASTEXITCODE)." }
# The state that survives a restart lies beside the program.
$data = Join-Path $folder 'data'
New-Item -ItemType Directory -Force -Path $data | Out-Null
& icacls.exe $data /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-19:(OI)(CI)M' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The rights of $data could not be set (icacls.exe: exit code $LASTEXITCODE)." }

New-Service -Name $Name -BinaryPathName ('"{0}" --DATA_FOLDER="{1}"' -f $program, $data) -DisplayName 'Generic Connector' `
    -Description 'Cisco Finesse on ActiveMQ, for the applications that agents work in.' -StartupType Automatic | Out-Null
# sc.exe, since New-Service of PowerShell 5.1 knows neither this account nor restarts.
& sc.exe config $Name obj= $account | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The account of '$Name' could not be set (sc.exe: exit code $LASTEXITCODE)." }
& sc.exe failure $Name reset= 86400 actions= restart/2000/restart/5000/restart/30000 | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The restarts of '$Name' could not be set (sc.exe: exit code $LASTEXITCODE)." }
& sc.exe failureflag $Name 1 | Out-Null
Start-Service -Name $Name
Write-Host "The service '$Name' runs. Its messages are in the event log 'Application'; its configuration is $configuration."

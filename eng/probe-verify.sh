#!/usr/bin/env bash
# Asks once whether Verify's packages restore on this machine and writes the answer to .cache/Verify.props, which the test projects read.
# Where they do not, a stand-in of the same API takes their place. To ask again, delete that file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
answer=.cache/Verify.props
[ ! -e "$answer" ] || exit 0

probe=.cache/verify-probe
mkdir -p "$probe"
trap 'rm -rf "$probe"' EXIT
cat >"$probe/Probe.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Verify.Xunit" />
  </ItemGroup>
</Project>
XML
use=false
if dotnet restore "$probe/Probe.csproj" --verbosity quiet >/dev/null 2>&1; then use=true; fi
cat >"$answer" <<XML
<Project>
  <PropertyGroup>
    <UseVerifyPackage Condition="'\$(UseVerifyPackage)' == ''">$use</UseVerifyPackage>
  </PropertyGroup>
</Project>
XML

#!/usr/bin/env bash
# Adds a migration for both engines: build/add-migration.sh NameOfTheChange
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?name the change, in Pascal case}
dotnet tool restore
dotnet build TrePortal.Data -v q
dotnet ef migrations add "$name" --no-build --project TrePortal.Data --context SqlitePortalDbContext --output-dir Sqlite/Migrations
dotnet ef migrations add "$name" --no-build --project TrePortal.Data --context SqlServerPortalDbContext --output-dir SqlServer/Migrations

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CountRowsOfJobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "PhaseStartedAt",
                table: "Jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rows",
                table: "Jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<double>(
                name: "RowsPerSecond",
                table: "Jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PhaseStartedAt",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Rows",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "RowsPerSecond",
                table: "Jobs");
        }
    }
}

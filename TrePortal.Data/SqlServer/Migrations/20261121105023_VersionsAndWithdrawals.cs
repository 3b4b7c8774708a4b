using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class VersionsAndWithdrawals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "OpenWarnings",
                table: "InventoryVersions",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Warnings",
                table: "InventoryVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<Guid>(
                name: "ChosenOn",
                table: "AccessRequests",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "WithdrawalLists",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    All = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Shown = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Waiting = table.Column<int>(type: "int", nullable: false),
                    History = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WithdrawalLists", x => x.Id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "WithdrawalLists");

            migrationBuilder.DropColumn(
                name: "OpenWarnings",
                table: "InventoryVersions");

            migrationBuilder.DropColumn(
                name: "Warnings",
                table: "InventoryVersions");

            migrationBuilder.DropColumn(
                name: "ChosenOn",
                table: "AccessRequests");
        }
    }
}

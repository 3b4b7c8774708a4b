using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DisclosureLedger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AuditedLedgers",
                columns: table => new
                {
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Questions = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditedLedgers", x => x.Environment);
                });

            migrationBuilder.CreateTable(
                name: "BudgetGrants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Person = table.Column<Guid>(type: "TEXT", nullable: false),
                    Questions = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    GrantedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    GrantedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetGrants", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetGrants_Environment_Person",
                table: "BudgetGrants",
                columns: new[] { "Environment", "Person" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditedLedgers");

            migrationBuilder.DropTable(
                name: "BudgetGrants");
        }
    }
}

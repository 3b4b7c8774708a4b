using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CollectionsDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CollectionsDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    InventoryVersion = table.Column<Guid>(type: "TEXT", nullable: false),
                    Person = table.Column<Guid>(type: "TEXT", nullable: false),
                    BasedOn = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CollectionsDrafts", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CollectionsDrafts_InventoryVersion_Person",
                table: "CollectionsDrafts",
                columns: new[] { "InventoryVersion", "Person" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CollectionsDrafts");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <summary>
    /// SQLite adds a foreign key only by making the table anew. Nothing refers to this one, so that is done here in the
    /// migration's transaction; what the tool would write switches foreign keys off and needs to stand outside of it.
    /// Drafts of versions that are no longer there are not taken over.
    /// </summary>
    public partial class DraftsGoWithTheirVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameTable(name: "CollectionsDrafts", newName: "CollectionsDraftsBefore");
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
                    table.ForeignKey(
                        name: "FK_CollectionsDrafts_InventoryVersions_InventoryVersion",
                        column: x => x.InventoryVersion,
                        principalTable: "InventoryVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.Sql("""
                INSERT INTO "CollectionsDrafts" ("Id", "Environment", "InventoryVersion", "Person", "BasedOn", "Content", "UpdatedAt", "Version")
                SELECT "Id", "Environment", "InventoryVersion", "Person", "BasedOn", "Content", "UpdatedAt", "Version" FROM "CollectionsDraftsBefore"
                WHERE "InventoryVersion" IN (SELECT "Id" FROM "InventoryVersions")
                """);
            migrationBuilder.DropTable(name: "CollectionsDraftsBefore");
            migrationBuilder.CreateIndex(
                name: "IX_CollectionsDrafts_InventoryVersion_Person",
                table: "CollectionsDrafts",
                columns: new[] { "InventoryVersion", "Person" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_CollectionsDrafts_InventoryVersions_InventoryVersion",
                table: "CollectionsDrafts");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class DraftsGoWithTheirVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Left behind by versions that were discarded and environments that were deleted before this rule.
            migrationBuilder.Sql("""DELETE FROM "CollectionsDrafts" WHERE "InventoryVersion" NOT IN (SELECT "Id" FROM "InventoryVersions")""");
            migrationBuilder.AddForeignKey(
                name: "FK_CollectionsDrafts_InventoryVersions_InventoryVersion",
                table: "CollectionsDrafts",
                column: "InventoryVersion",
                principalTable: "InventoryVersions",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
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

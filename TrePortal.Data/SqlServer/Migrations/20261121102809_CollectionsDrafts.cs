using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InventoryVersion = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Person = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BasedOn = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
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

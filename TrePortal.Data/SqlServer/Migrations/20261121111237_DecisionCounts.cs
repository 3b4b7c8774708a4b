using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class DecisionCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Participants",
                table: "RequestDecisions",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Participants",
                table: "RequestDecisions");
        }
    }
}
